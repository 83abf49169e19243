package dev.gapless.bench.soak;

import dev.gapless.bench.Waits;
import dev.gapless.client.ApiException;
import dev.gapless.client.ClientException;
import dev.gapless.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Asks until there is an answer: a person who does not give up while the stack comes back.
final class Tries {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Duration patience;
    private final LongAdder again;

    /// @param again counts the tries after the first
    Tries(Duration patience, LongAdder again) {
        this.patience = patience;
        this.again = again;
    }

    /// An answer, and whether an earlier try may have been carried out.
    record Answer<T>(T value, boolean afterDoubt) {}

    /// A refusal that no repetition changes, and whether an earlier try may have been carried out.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ApiException refusal;
        private final boolean afterDoubt;

        Refused(ApiException refusal, boolean afterDoubt) {
            super(refusal.code() + ": " + refusal.text(), refusal);
            this.refusal = refusal;
            this.afterDoubt = afterDoubt;
        }

        boolean is(ErrorCode code) {
            return refusal.is(code);
        }

        boolean afterDoubt() {
            return afterDoubt;
        }
    }

    /// @throws Refused for good
    /// @throws ClientException if nobody answers in time
    <T> Answer<T> until(Supplier<T> ask) {
        long end = System.nanoTime() + patience.toNanos();
        boolean doubt = false;
        while (true) {
            try {
                return new Answer<>(ask.get(), doubt);
            } catch (ApiException e) {
                boolean forGood = e.known().map(code -> code.kind() == ErrorCode.Kind.USER).orElse(false);
                if (forGood) {
                    throw new Refused(e, doubt);
                }
                doubt |= !e.definite();
                giveUpAfter(end, e);
            } catch (ClientException e) {
                doubt |= !e.definite();
                giveUpAfter(end, e);
            }
            again.increment();
            Waits.run(PAUSE);
        }
    }

    private static void giveUpAfter(long end, ClientException failure) {
        if (System.nanoTime() > end) {
            throw failure;
        }
    }
}
