/// Bugs that can be planted on purpose, to see whether somebody notices: [dev.gapless.protocol.planted.PlantedBug].
@NullMarked
package dev.gapless.protocol.planted;

import org.jspecify.annotations.NullMarked;
