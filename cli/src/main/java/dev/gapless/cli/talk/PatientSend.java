package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.ClientException;
import dev.gapless.client.Sleeper;
import dev.gapless.client.session.Backoff;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// One send, tried with the same key until it is answered for good or the time is up. For one thread.
final class PatientSend {
    private final ApiClient api;
    private final Session session;
    private final Duration within;
    private final long deadline;
    private boolean told;
    private int retries;

    /// @param api makes each try once
    PatientSend(ApiClient api, Session session, Duration within) {
        this.api = api;
        this.session = session;
        this.within = within;
        this.deadline = System.nanoTime() + within.toNanos();
    }

    /// A question before the send, with the same patience; what it throws at last means that nothing was sent.
    <T> T ask(Supplier<T> question) throws InterruptedException {
        while (true) {
            try {
                return question.get();
            } catch (ClientException e) {
                if (!worthRetrying(e) || !pause(e)) {
                    throw e;
                }
            }
        }
    }

    /// @throws CliFailure `outcome-unknown` if it may or may not be in the log when the time is up
    SendAnswer send(ChannelId channel, String text, IdempotencyKey key) throws InterruptedException {
        boolean inDoubt = false;
        while (true) {
            try {
                return api.send(channel, text, key);
            } catch (ClientException e) {
                inDoubt |= !e.definite();
                if (worthRetrying(e) && pause(e)) {
                    continue;
                }
                if (inDoubt && worthRetrying(e)) {
                    throw unknown(key);
                }
                throw e;
            }
        }
    }

    private CliFailure unknown(IdempotencyKey key) {
        return new CliFailure(
                ExitCode.PENDING,
                ErrorCode.OUTCOME_UNKNOWN.text(),
                "send: no answer in " + within.toMillis()
                        + " ms, so it may or may not be in the log (expected: an ack)",
                "send the same text again with --key " + key + "; the key decides");
    }

    private static boolean worthRetrying(ClientException e) {
        return !(e instanceof ApiException refusal)
                || refusal.known().map(code -> code.kind() != ErrorCode.Kind.USER).orElse(refusal.status() >= 500);
    }

    /// Waits before the next try.
    ///
    /// @return false if the time is up
    private boolean pause(ClientException why) throws InterruptedException {
        Optional<Duration> hint = why instanceof ApiException refusal ? refusal.retryAfter() : Optional.empty();
        Duration pause = Backoff.REQUEST.delay(retries++, hint, session.world().random());
        if (System.nanoTime() + pause.toNanos() >= deadline) {
            return false;
        }
        if (!told) {
            session.notice("trying again for up to " + within.toSeconds() + " s: " + why.text());
            told = true;
        }
        Sleeper.SYSTEM.sleep(pause);
        return true;
    }
}
