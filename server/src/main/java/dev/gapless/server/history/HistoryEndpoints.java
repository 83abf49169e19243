package dev.gapless.server.history;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Query;
import dev.gapless.server.http.Route;
import dev.gapless.server.log.HistoryReader.Run;
import dev.gapless.server.log.HistoryReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the log in pages. Every page says which seqs it covers and where the channel stands, so whether something is missing
/// is arithmetic. Any thread may call.
public final class HistoryEndpoints {
    /// So that one more is a number too.
    private static final long MAX_SEQ = Long.MAX_VALUE - 1;
    /// Events that [PlantedBug#STALE_PAGE] keeps back.
    private static final int STALE_BY = 25;

    private final ChannelAccess access;
    private final HistoryReader log;
    private final Consumer<Identity> quota;
    private final boolean stale;

    /// @param quota takes one page off what the caller may read; throws if none is left
    /// @param bug what is wrong with pages on purpose
    public HistoryEndpoints(
            ChannelAccess access, HistoryReader log, Consumer<Identity> quota, Optional<PlantedBug> bug) {
        this.quota = quota;
        this.access = access;
        this.log = log;
        this.stale = bug.filter(PlantedBug.STALE_PAGE::equals).isPresent();
    }

    public List<Route> routes() {
        return List.of(Route.get(
                "/v1/channels/{channel}/events", Set.of("after", "before", "around", "limit"), this::page));
    }

    private Answer page(ApiRequest request) {
        Query query = request.query();
        Optional<Long> after = query.number("after", 0, MAX_SEQ);
        Optional<Long> before = query.number("before", 1, MAX_SEQ);
        Optional<Long> around = query.number("around", 1, MAX_SEQ);
        int limit = query.number("limit", 1, Limits.PAGE_MAX)
                .map(Long::intValue)
                .orElse(Limits.PAGE_DEFAULT);
        if ((after.isPresent() ? 1 : 0) + (before.isPresent() ? 1 : 0) + (around.isPresent() ? 1 : 0) > 1) {
            throw GaplessException.invalidField(
                    "after, before, around", "more than one given", "at most one of the three");
        }
        quota.accept(request.caller());
        ChannelKey channel = access.requireReadable(request.caller(), request.channel());
        if (after.isPresent()) {
            return upwards(log.runAfter(channel, after.get(), limit), after.get());
        }
        if (around.isPresent()) {
            long start = Math.max(0, around.get() - 1 - limit / 2);
            return upwards(log.runAfter(channel, start, limit), start);
        }
        Run run = log.runBefore(channel, before.orElse(MAX_SEQ), limit);
        return downwards(stale && before.isEmpty() ? withoutNewest(run) : run, before);
    }

    private static Run withoutNewest(Run run) {
        return new Run(run.events().subList(0, Math.max(0, run.events().size() - STALE_BY)), run.head());
    }

    /// An empty page stands right behind the position asked for, also if that is above the head: the reader then sees from
    /// `head` and `epoch` what is wrong.
    private static Answer upwards(Run run, long after) {
        List<EncodedEvent> events = run.events();
        long from = events.isEmpty() ? Math.max(after + 1, run.head().minSeq()) : events.getFirst().seq();
        long to = events.isEmpty() ? from - 1 : events.getLast().seq();
        return Answer.json(PageText.write(run.head(), from, to, events));
    }

    private static Answer downwards(Run run, Optional<Long> before) {
        List<EncodedEvent> events = run.events();
        if (!events.isEmpty()) {
            return Answer.json(PageText.write(
                    run.head(), events.getFirst().seq(), events.getLast().seq(), events));
        }
        long from = Math.min(before.orElse(MAX_SEQ), run.head().seq() + 1);
        return Answer.json(PageText.write(run.head(), from, from - 1, events));
    }
}
