/// A running server with people in it, for tests that speak HTTP.
@NullMarked
package dev.gapless.server.testing;

import org.jspecify.annotations.NullMarked;
