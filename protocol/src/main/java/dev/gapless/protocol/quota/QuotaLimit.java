package dev.gapless.protocol.quota;

/// A limit.
///
/// @param state what happens to what is over
/// @param amount so many in a second or at a time, as the dimension has it; 1 or more
public record QuotaLimit(QuotaState state, long amount) {
    /// More than anybody has.
    public static final long MAX = 1_000_000_000_000L;
    /// No limit.
    public static final QuotaLimit NONE = new QuotaLimit(QuotaState.OFF, MAX);

    public QuotaLimit {
        if (amount < 1 || amount > MAX) {
            throw new IllegalArgumentException("amount: " + amount + " (expected: 1 to " + MAX + ")");
        }
    }

    /// What a bucket holds at most, in tokens: a second's worth, and a handful where that is less.
    public long burst() {
        return Math.max(5, amount);
    }
}
