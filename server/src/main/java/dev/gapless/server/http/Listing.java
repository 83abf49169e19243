package dev.gapless.server.http;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What pages of all listings have in common: `limit`, `cursor`, `next`.
public final class Listing {
    private static final int CURSOR_MAX = 400;
    private static final int PREFIX_MAX = 80;

    private Listing() {}

    /// @throws GaplessException `invalid-field`
    public static int limit(Query query) {
        return query.number("limit", 1, Limits.LIST_MAX).map(Long::intValue).orElse(Limits.LIST_DEFAULT);
    }

    /// The cursor as it came.
    ///
    /// @throws GaplessException `invalid-field` if it is longer than any that was given out
    public static Optional<String> cursor(Query query) {
        return checked("cursor", query.text("cursor"), CURSOR_MAX);
    }

    /// The cursor as the id behind which the page begins, 0 for the first page.
    ///
    /// @throws GaplessException `invalid-field`
    public static long idCursor(Optional<String> cursor, Function<String, Long> parse) {
        if (cursor.isEmpty()) {
            return 0;
        }
        try {
            return parse.apply(cursor.get());
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, "cursor: " + e.getMessage());
        }
    }

    /// The beginning that names must have; empty for all.
    ///
    /// @throws GaplessException `invalid-field` if it is longer than a name
    public static String prefix(Query query, String name) {
        return checked(name, query.text(name), PREFIX_MAX).orElse("");
    }

    /// The cursor of the page behind a page that was read with a limit: its last element, if the page is full.
    public static <T> Optional<String> next(List<T> page, int limit, Function<T, String> cursor) {
        return page.size() < limit ? Optional.empty() : Optional.of(cursor.apply(page.getLast()));
    }

    private static Optional<String> checked(String field, Optional<String> value, int max) {
        value.filter(text -> text.length() > max).ifPresent(text -> {
            throw GaplessException.invalidField(
                    field, text.length() + " characters", "at most " + max + " characters");
        });
        return value;
    }
}
