package dev.gapless.client;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SendState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A send on its way. Any thread may ask.
public final class PendingSend {
    private final OutgoingMessage message;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile SendState state = new SendState.Pending();

    PendingSend(OutgoingMessage message) {
        this.message = message;
    }

    /// What is being sent, with its key.
    public OutgoingMessage message() {
        return message;
    }

    /// What is known now.
    public SendState state() {
        return state;
    }

    /// Waits until the send is settled, or the time is up.
    ///
    /// @return what is known then; not settled if the time is up, and the send goes on
    public SendState await(Duration within) throws InterruptedException {
        boolean inTime = settled.await(within.toNanos(), TimeUnit.NANOSECONDS);
        return inTime ? state : state();
    }

    void update(SendState news) {
        state = news;
        if (news.settled()) {
            settled.countDown();
        }
    }
}
