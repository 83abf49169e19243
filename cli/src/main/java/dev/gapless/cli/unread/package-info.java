/// Commands about what is not read: counts and their proof, read positions, mentions.
@NullMarked
package dev.gapless.cli.unread;

import org.jspecify.annotations.NullMarked;
