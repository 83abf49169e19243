package dev.gapless.server.gateway;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.cursor.Cursors;
import dev.gapless.server.log.LogReader;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.userstream.UserTails;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What all connections of a gateway share.
///
/// @param gateway this run of the process
/// @param sockets decides who may have one more
/// @param random for spreading retries; must take calls from any thread
/// @param nanoTime elapsed time
/// @param hellos admission of sign-ins
/// @param subscribes admission of subscriptions
record GatewayParts(
        GatewayConfig config,
        GatewayId gateway,
        Authenticator authenticator,
        ChannelAccess access,
        LogReader log,
        Posting posting,
        Cursors cursors,
        SocketGate sockets,
        ChannelTails tails,
        UserTails users,
        RandomGenerator random,
        LongSupplier nanoTime,
        Semaphore hellos,
        Semaphore subscribes) {
    private static final Duration RETRY_LEAST = Duration.ofMillis(200);
    private static final int RETRY_SPREAD_MS = 1_800;

    /// When a client that was refused for load should come again: spread, so that they do not all come at once.
    Duration retryAfter() {
        return RETRY_LEAST.plusMillis(random.nextInt(RETRY_SPREAD_MS));
    }
}
