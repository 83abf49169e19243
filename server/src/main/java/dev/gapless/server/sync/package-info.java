/// `POST /v1/sync`: which of the caller's channels moved on since a device last looked.
@NullMarked
package dev.gapless.server.sync;

import org.jspecify.annotations.NullMarked;
