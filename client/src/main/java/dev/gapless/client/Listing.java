package dev.gapless.client;

import dev.gapless.protocol.codec.Limits;

/// Which page of a listing.
///
/// @param cursor `next` of the page before; empty text for the first page
/// @param limit rows at most, 1 to [Limits#LIST_MAX]
public record Listing(String cursor, int limit) {
    public Listing {
        if (limit < 1 || limit > Limits.LIST_MAX) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + Limits.LIST_MAX + ")");
        }
    }

    /// The first page, with the server's usual number of rows.
    public static Listing first() {
        return new Listing("", Limits.LIST_DEFAULT);
    }

    /// The page behind a cursor, as long as this one.
    public Listing after(String next) {
        return new Listing(next, limit);
    }

    /// This page with another number of rows.
    public Listing limit(int rows) {
        return new Listing(cursor, rows);
    }

    String query() {
        return "limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + Endpoint.encode(cursor));
    }
}
