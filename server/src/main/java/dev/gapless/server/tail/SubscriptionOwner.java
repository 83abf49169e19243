package dev.gapless.server.tail;

/// The connection that a subscription belongs to.
public interface SubscriptionOwner {
    /// Hears that the subscription has something to write. Called at most once until [Subscription#collect]; must not block.
    void dirty(Subscription subscription);

    /// Asks again whether the subscriber may read the channel. Blocks on one shard.
    ///
    /// @return false if not, or if it cannot be told
    boolean mayStillRead(Subscription subscription);
}
