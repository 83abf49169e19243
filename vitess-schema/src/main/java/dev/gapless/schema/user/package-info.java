/// People and bots, and the channels each is in: rows by (workspace, user).
@NullMarked
package dev.gapless.schema.user;

import org.jspecify.annotations.NullMarked;
