/// `GET /v1/channels/{channel}/events`: pages of a channel's log, made of the bytes that live readers got.
@NullMarked
package dev.gapless.server.history;

import org.jspecify.annotations.NullMarked;
