/// Loopback TCP proxies between the parts of a system, and what they can do to the bytes: late, slow, silent, lost, cut.
@NullMarked
package dev.gapless.scenarios.net;

import org.jspecify.annotations.NullMarked;
