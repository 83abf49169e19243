package dev.gapless.server.cursor;

import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Cursors over HTTP: move one, list those that moved. Any thread may call; blocks.
public final class CursorFeature {
    /// Longer than any lane takes to answer.
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(60);

    private final Cursors cursors;
    private final Shards shards;

    public CursorFeature(Cursors cursors, Shards shards) {
        this.cursors = cursors;
        this.shards = shards;
    }

    public List<Route> routes() {
        return List.of(
                Route.put("/v1/channels/{channel}/cursor", this::put),
                Route.get("/v1/cursors", Set.of("since", "limit"), this::since));
    }

    private Answer put(ApiRequest request) {
        Identity caller = request.caller();
        PutCursor body = request.body(PutCursor.class);
        if (body.generation().orElse(0L) < 0) {
            throw GaplessException.invalidField("generation", body.generation().toString(), "0 or more");
        }
        boolean markUnread = body.markUnread().orElse(false);
        ReadMark.Intent intent = markUnread
                ? body.generation().<ReadMark.Intent>map(ReadMark.Intent.MarkUnreadFrom::new)
                        .orElse(new ReadMark.Intent.MarkUnread())
                : body.generation().<ReadMark.Intent>map(ReadMark.Intent.Read::new)
                        .orElse(new ReadMark.Intent.ReadNow());
        ChannelKey channel = new ChannelKey(caller.workspace(), request.channel());
        ArrayBlockingQueue<CursorOutcome> told = new ArrayBlockingQueue<>(1);
        cursors.submit(new ReadMark(caller.user(), channel, body.threadRoot(), body.seq(), intent), told::add);
        return switch (await(told)) {
            case CursorOutcome.Stands(CursorRow cursor) -> Answer.ok(cursor.view());
            case CursorOutcome.Refused(GaplessException reason) -> throw reason;
        };
    }

    /// The revision is read first, so that it is never above what the list holds.
    private Answer since(ApiRequest request) {
        Identity caller = request.caller();
        long since = request.query().number("since", 0, Long.MAX_VALUE).orElse(0L);
        int limit = Listing.limit(request.query());
        UserKey user = new UserKey(caller.workspace(), caller.user());
        CursorList list = ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read("cursor.since", handle -> {
                    long revision = UserStreamTable.find(handle, List.of(user)).getOrDefault(user, 0L);
                    List<CursorRow> rows = ReadCursorTable.since(handle, user, since, limit + 1);
                    boolean more = rows.size() > limit;
                    List<CursorRow> page = more ? rows.subList(0, limit) : rows;
                    long last = page.isEmpty() ? 0 : page.getLast().revision();
                    return new CursorList(
                            page.stream().map(CursorRow::view).toList(),
                            more ? last : Math.max(revision, last),
                            more);
                }));
        return Answer.ok(list);
    }

    private static CursorOutcome await(ArrayBlockingQueue<CursorOutcome> told) {
        CursorOutcome outcome = null;
        try {
            outcome = told.poll(OUTCOME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return outcome != null
                ? outcome
                : new CursorOutcome.Refused(new GaplessException(
                        ErrorCode.OUTCOME_UNKNOWN, "cursor: no answer (expected: one in time)"));
    }
}
