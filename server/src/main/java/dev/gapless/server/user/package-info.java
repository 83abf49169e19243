/// People and bots of the caller's workspace, and who the caller is.
@NullMarked
package dev.gapless.server.user;

import org.jspecify.annotations.NullMarked;
