/// Who is named in a text: found when it is sent, so that a name that changes later changes nothing.
@NullMarked
package dev.gapless.server.mention;

import org.jspecify.annotations.NullMarked;
