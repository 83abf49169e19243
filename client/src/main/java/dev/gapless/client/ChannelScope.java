package dev.gapless.client;

/// Which channels a listing shows.
public enum ChannelScope {
    /// Every channel that the caller can see: public ones, and those joined.
    VISIBLE(""),
    /// Those that the caller is a member of, direct messages included.
    JOINED("&joined=true"),
    /// Public ones that the caller is not a member of.
    OTHERS("&joined=false");

    private final String query;

    ChannelScope(String query) {
        this.query = query;
    }

    String query() {
        return query;
    }
}
