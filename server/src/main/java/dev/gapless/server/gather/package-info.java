/// Many threads that ask the same kind of question at the same moment are answered together: a storm of devices that come back costs
/// some statements per hundred of them, not some per device.
@NullMarked
package dev.gapless.server.gather;

import org.jspecify.annotations.NullMarked;
