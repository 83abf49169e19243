package dev.gapless.bench.soak;

import dev.gapless.bench.Waits;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Compares all that the stack says about unread messages with the model, while nobody acts.
///
/// The log is read back and each of its events explained by somebody's intent; then, for every member of every channel: `GET
/// /v1/unread`, `POST /v1/unread/verify`, a sync by way of the inbox and one by way of the shards, the list of mentions, the inbox
/// itself, and what the live devices were told. Counts may take until the deadline to be right, since what follows a commit is not
/// waited for; how long they took is part of the result.
///
/// Confined to one thread.
final class Proof {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration INBOX_OUT = Duration.ofDays(20);
    private static final int WINDOW = Limits.SYNC_WINDOW_MAX;
    private static final int SHOWN = 20;
    private static final int SINCE_AT = 1;
    private static final int RADIX = 36;

    private final List<Person> people;
    private final Ledger ledger;
    private final InboxWatch inbox;
    private final Duration settle;
    private final Consumer<String> progress;
    private final Map<Room, RoomModel> models = new LinkedHashMap<>();
    private final Map<ChannelId, Room> rooms = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long differenceCount;
    private long verified;
    private long sampled;
    private long inexactSamples;
    private long inexactAtRest;
    private long inboxAtRest;
    private long slowestMs;
    private long inboxSlowestMs;
    private long inboxReadyMs;
    private long staleCursors;
    private long deadline;

    Proof(List<Tenant> tenants, List<Person> people, Ledger ledger, InboxWatch inbox, Duration settle,
            Consumer<String> progress) {
        this.people = List.copyOf(people);
        this.ledger = ledger;
        this.inbox = inbox;
        this.settle = settle;
        this.progress = progress;
        for (Tenant tenant : tenants) {
            for (Room room : tenant.rooms()) {
                models.put(room, new RoomModel(room.id()));
                rooms.put(room.id(), room);
                readLog(tenant, room);
            }
        }
    }

    /// One count of one member that has to be.
    private record Expected(
            long head, long ordinal, long position, long positionOrdinal, long unread, long mentions, long inThreads) {}

    long differenceCount() {
        return differenceCount;
    }

    List<String> differences() {
        return differences;
    }

    /// Counts of members compared with a recount.
    long verified() {
        return verified;
    }

    /// Answers of the inbox, given while people acted, that were compared.
    long sampled() {
        return sampled;
    }

    /// Those that it left to the shard.
    long inexactSamples() {
        return inexactSamples;
    }

    /// Conversations that it left to the shard when nobody acted, of [#inboxAtRest].
    long inexactAtRest() {
        return inexactAtRest;
    }

    long inboxAtRest() {
        return inboxAtRest;
    }

    /// Longest time until all counts were right.
    long slowestMs() {
        return slowestMs;
    }

    /// Longest time until the inbox was.
    long inboxSlowestMs() {
        return inboxSlowestMs;
    }

    /// Conversations of one person at most whose cursor the inbox had not heard of.
    long staleCursors() {
        return staleCursors;
    }

    /// Longest time until the inbox answered at all.
    long inboxReadyMs() {
        return inboxReadyMs;
    }

    long events() {
        return models.values().stream().mapToLong(RoomModel::head).sum();
    }

    /// Runs the whole comparison.
    void run(List<Tenant> tenants) {
        long begin = System.nanoTime();
        deadline = begin + settle.toNanos();
        for (Tenant tenant : tenants) {
            tenant.rooms().forEach(room -> readLog(tenant, room));
        }
        models.forEach((room, model) -> ledger.missing(room.id(), model.head()).forEach(this::differs));
        samples();
        Map<Person, Map<ChannelId, Expected>> expected = new LinkedHashMap<>();
        people.forEach(person -> expected.put(person, expected(person)));
        List<String> left = settled(() -> compare(expected));
        slowestMs = Math.max(slowestMs, (System.nanoTime() - begin) / 1_000_000);
        left.forEach(this::differs);
        settled(this::inboxReady).forEach(this::differs);
        inboxReadyMs = Math.max(inboxReadyMs, (System.nanoTime() - begin) / 1_000_000);
        expected.forEach(this::verify);
        expected.forEach((person, counts) -> settled(() -> syncs(person, counts)).forEach(this::differs));
        people.forEach(person -> settled(() -> mentions(person)).forEach(this::differs));
        people.forEach(person -> settled(() -> device(person)).forEach(this::differs));
        expected.forEach((person, counts) -> settled(() -> inbox(person, counts)).forEach(this::differs));
        inboxSlowestMs = Math.max(inboxSlowestMs, (System.nanoTime() - begin) / 1_000_000);
        countAtRest();
    }

    private void differs(String what) {
        differenceCount++;
        if (differences.size() < SHOWN) {
            differences.add(what);
            progress.accept("DIFFERENT: " + what);
        }
    }

    /// Asks until nothing differs, or the deadline.
    private List<String> settled(Supplier<List<String>> compare) {
        while (true) {
            List<String> found;
            try {
                found = compare.get();
            } catch (ClientException e) {
                found = List.of("no answer: " + e.text());
            }
            if (found.isEmpty() || System.nanoTime() - deadline > 0) {
                return found;
            }
            Waits.run(PAUSE);
        }
    }

    // ---- the log

    private void readLog(Tenant tenant, Room room) {
        RoomModel model = model(room);
        boolean setup = model.head() == 0;
        while (true) {
            EventPage page = tenant.ownerApi().eventsAfter(room.id(), new Position(model.head()), Limits.PAGE_MAX);
            for (Event event : page.events()) {
                if (event.seq().value() != model.head() + 1) {
                    throw new IllegalStateException(room.id() + ": seq " + event.seq() + " behind " + model.head());
                }
                fold(tenant, model, event, setup);
                if (model.ordinal(model.head()) != event.ordinal().value()) {
                    differs(room.id() + "#" + event.seq() + ": ordinal " + event.ordinal() + " (expected: "
                            + model.ordinal(model.head()) + ")");
                }
            }
            if (page.to() >= page.head().value()) {
                room.reached(model.head());
                return;
            }
        }
    }

    private RoomModel model(Room room) {
        RoomModel model = models.get(room);
        if (model == null) {
            throw new IllegalArgumentException(room.id() + " is not of this run");
        }
        return model;
    }

    private void fold(Tenant tenant, RoomModel model, Event event, boolean setup) {
        Optional<Intent> intent = setup ? Optional.empty() : ledger.explain(event);
        if (intent.isEmpty() && !(setup && Ledger.ofSetup(event))) {
            differs(event.channel() + "#" + event.seq() + ": nobody did " + event);
        }
        String text = intent.map(Intent::detail).orElse("");
        boolean everyone = Names.everyone(text);
        switch (event.body()) {
            case EventBody.MessagePosted posted -> model.post(
                    event.actor(), text, posted.threadRoot().map(seq -> seq.value()).orElse(0L),
                    posted.threadRoot().isEmpty() || posted.alsoToChannel(), tenant.names().named(text), everyone);
            case EventBody.MessageEdited edited -> {
                if (!model.edit(edited.target().value(), text, tenant.names().named(text), everyone)) {
                    differs(event.channel() + "#" + event.seq() + ": an edit of what is not there");
                }
            }
            case EventBody.MessageDeleted deleted -> {
                if (!model.delete(deleted.target().value())) {
                    differs(event.channel() + "#" + event.seq() + ": a delete of what is not there");
                }
            }
            case EventBody.MemberJoined joined -> model.join(joined.user());
            case EventBody.MemberLeft left -> model.leave(left.user());
            default -> model.pass();
        }
    }

    // ---- counts

    private Map<ChannelId, Expected> expected(Person person) {
        Map<ChannelId, Expected> counts = new LinkedHashMap<>();
        for (Room room : person.tenant().rooms()) {
            RoomModel model = model(room);
            Long joined = model.members().get(person.id());
            Person.Place place = person.place(room);
            boolean member = joined != null;
            if (member != place.member()) {
                differs(person + " in " + room.id() + ": member " + member + " (expected: " + place.member() + ")");
            }
            if (joined == null) {
                continue;
            }
            long position = Math.max(place.cursor(), joined);
            RoomModel.Counts found = model.counts(person.id(), position, model.head());
            counts.put(room.id(), new Expected(
                    model.head(), model.ordinal(model.head()), position, model.ordinal(position), found.unread(),
                    found.mentions(), model.unreadReplies(place.threads())));
        }
        return counts;
    }

    private List<String> compare(Map<Person, Map<ChannelId, Expected>> expected) {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Person, Map<ChannelId, Expected>> one : expected.entrySet()) {
            wrong.addAll(compare(one.getKey(), one.getValue(), unread(one.getKey().api())));
            if (wrong.size() > SHOWN) {
                break;
            }
        }
        return wrong;
    }

    private static List<UnreadView> unread(ApiClient api) {
        List<UnreadView> all = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            UnreadList list = api.unread(page);
            all.addAll(list.channels());
            if (list.next().isEmpty()) {
                return all;
            }
            page = page.after(list.next().get());
        }
    }

    private static List<String> compare(Person person, Map<ChannelId, Expected> expected, List<UnreadView> views) {
        List<String> wrong = new ArrayList<>();
        Set<ChannelId> seen = new HashSet<>();
        for (UnreadView view : views) {
            seen.add(view.channel());
            Expected wanted = expected.get(view.channel());
            Expected found = new Expected(
                    view.head().value(), view.ordinal().value(), view.cursor().value(), view.cursorOrdinal().value(),
                    view.unread(), view.mentions(), view.threadUnread());
            if (!found.equals(wanted)) {
                wrong.add(person + " in " + view.channel() + ": " + found + " (expected: " + wanted + ")");
            }
        }
        if (!seen.equals(expected.keySet())) {
            wrong.add(person + ": is told of " + seen.size() + " channels (expected: " + expected.size() + ")");
        }
        return wrong;
    }

    private void verify(Person person, Map<ChannelId, Expected> expected) {
        Optional<String> cursor = Optional.empty();
        int count = 0;
        do {
            UnreadVerdicts verdicts = person.api().verifyUnread(new VerifyUnread(Optional.empty(), cursor));
            count += verdicts.channels().size();
            verdicts.channels().stream()
                    .filter(verdict -> !verdict.exact())
                    .forEach(verdict -> differs(person + ": unread verify: " + verdict));
            cursor = verdicts.next();
        } while (cursor.isPresent());
        verified += count;
        if (count != expected.size()) {
            differs(person + ": verified " + count + " channels (expected: " + expected.size() + ")");
        }
    }

    // ---- sync

    private static List<String> syncs(Person person, Map<ChannelId, Expected> expected) {
        SyncAnswer first = person.api().sync(
                SyncRequest.since(Optional.empty(), Optional.empty(), WINDOW, 0, Optional.empty()));
        List<String> wrong = new ArrayList<>(compare(person, expected, views(person, first)));
        String old = older(first.since().orElseThrow());
        SyncAnswer shards = person.api().sync(
                SyncRequest.since(Optional.of(old), Optional.empty(), WINDOW, 0, Optional.empty()));
        wrong.addAll(compare(person, expected, views(person, shards)));
        return wrong;
    }

    private static List<UnreadView> views(Person person, SyncAnswer first) {
        List<UnreadView> views = new ArrayList<>();
        SyncAnswer page = first;
        while (true) {
            page.conversations().stream().map(Conversation::unread).flatMap(Optional::stream).forEach(views::add);
            if (page.next().isEmpty()) {
                return views;
            }
            page = person.api().sync(SyncRequest.since(
                    Optional.empty(), page.next(), WINDOW, 0, Optional.empty()));
        }
    }

    /// A token from before everything, from a time when no inbox answered: only the shards can honour it.
    private static String older(String since) {
        String[] parts = since.split("\\.", -1);
        long at = Long.parseLong(parts[SINCE_AT], RADIX) - INBOX_OUT.toMillis();
        return parts[0] + "." + Long.toString(at, RADIX) + ".0.0";
    }

    // ---- mentions and devices

    private List<String> mentions(Person person) {
        Set<String> wanted = new HashSet<>();
        for (Room room : person.tenant().rooms()) {
            RoomModel model = model(room);
            if (model.members().containsKey(person.id())) {
                model.naming(person.id()).forEach(seq -> wanted.add(room.id() + "#" + seq));
            }
        }
        Set<String> found = new HashSet<>();
        Listing page = Listing.first().limit(Limits.LIST_MAX);
        while (true) {
            MentionList list = person.api().mentions(page);
            list.mentions().stream()
                    .filter(mention -> !model(mention.channel()).everyone().contains(mention.seq().value())
                            || model(mention.channel()).naming(person.id()).contains(mention.seq().value()))
                    .forEach(mention -> found.add(mention.channel() + "#" + mention.seq()));
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        Set<String> missing = new HashSet<>(wanted);
        missing.removeAll(found);
        found.removeAll(wanted);
        return missing.isEmpty() && found.isEmpty()
                ? List.of()
                : List.of(person + ": mentions: missing " + missing + ", too many " + found);
    }

    private RoomModel model(ChannelId channel) {
        Room room = rooms.get(channel);
        if (room == null) {
            throw new IllegalArgumentException(channel + " is not of this run");
        }
        return model(room);
    }

    /// What the live device was told equals the rows of its user, and what it shows the log. The rows are compared with the model
    /// by the counts: a position below the join, as a read leaves it that comes when the reader is gone, counts for nothing.
    private List<String> device(Person person) {
        List<String> wrong = new ArrayList<>();
        Map<ChannelId, CursorView> rows = cursors(person, 0);
        for (Room room : person.tenant().rooms()) {
            Person.Place place = person.place(room);
            Optional<CursorView> told = person.device().cursor(room.id());
            Optional<CursorView> row = Optional.ofNullable(rows.get(room.id()));
            if (!told.map(Proof::standing).equals(row.map(Proof::standing))) {
                wrong.add(person + ": device was told of a cursor in " + room.id() + ": " + told + " (expected: " + row
                        + ")");
            }
            Optional<Long> shown = person.device().shown(room.id());
            long head = model(room).head();
            if (place.member() && shown.isPresent() && shown.get() != head) {
                wrong.add(person + ": device shows " + room.id() + " up to " + shown.get() + " (expected: " + head
                        + ")");
            }
        }
        return wrong;
    }

    // ---- inbox

    /// Each answer that was given under load, at the head it was given for.
    private void samples() {
        for (InboxWatch.Sample sample : inbox.take()) {
            InboxConversation said = sample.conversation();
            if (!said.member()) {
                continue;
            }
            if (!said.exact()) {
                inexactSamples++;
                continue;
            }
            sampled++;
            RoomModel model = model(said.channel());
            long head = said.head().value();
            long position = said.cursor().value();
            RoomModel.Counts counts = model.counts(sample.person().id(), position, head);
            if (counts.unread() != said.unread()
                    || counts.mentions() != said.mentions()
                    || model.ordinal(head) != said.ordinal().value()) {
                differs(sample.person() + ": inbox under load: " + said + " (expected: " + counts + ")");
            }
        }
    }

    private List<String> inboxReady() {
        for (Person person : people) {
            if (inbox.ask(person, 0) instanceof InboxAnswer.NotReady(String reason, var _)) {
                return List.of(person + ": the inbox is not ready: " + reason);
            }
        }
        return List.of();
    }

    private List<String> inbox(Person person, Map<ChannelId, Expected> expected) {
        return switch (inbox.ask(person, 0)) {
            case InboxAnswer.NotReady(String reason, var _) -> List.of(person + ": the inbox is not ready: " + reason);
            case InboxAnswer.Changes changes -> inbox(person, expected, changes);
        };
    }

    private List<String> inbox(Person person, Map<ChannelId, Expected> expected, InboxAnswer.Changes changes) {
        List<String> wrong = new ArrayList<>();
        Set<ChannelId> known = new HashSet<>(changes.check());
        // A cursor's record may be lost with the broker; the inbox says up to where it has them all, and gateways count what moved since.
        Set<ChannelId> moved = cursors(person, changes.cursorsTo()).keySet();
        staleCursors = Math.max(staleCursors, moved.size());
        known.addAll(moved);
        for (InboxConversation said : changes.changed()) {
            Expected wanted = expected.get(said.channel());
            if (!said.member() || known.contains(said.channel())) {
                if (wanted != null && !known.contains(said.channel())) {
                    wrong.add(person + ": inbox: no member of " + said.channel());
                }
                continue;
            }
            known.add(said.channel());
            if (wanted == null) {
                wrong.add(person + ": inbox: a member of " + said.channel() + " (expected: not)");
            } else if (said.exact()
                    && (said.unread() != wanted.unread()
                            || said.mentions() != wanted.mentions()
                            || said.head().value() != wanted.head()
                            || said.cursor().value() != wanted.position())) {
                wrong.add(person + ": inbox: " + said + ", cursors to " + changes.cursorsTo() + " (expected: " + wanted
                        + ")");
            }
        }
        if (!known.containsAll(expected.keySet())) {
            wrong.add(person + ": inbox: knows " + known.size() + " channels (expected: " + expected.size() + ")");
        }
        return wrong;
    }

    private static String standing(CursorView cursor) {
        return cursor.seq() + "." + cursor.generation();
    }

    /// The person's cursors of channels that moved behind a revision.
    private static Map<ChannelId, CursorView> cursors(Person person, long revision) {
        Map<ChannelId, CursorView> moved = new HashMap<>();
        CursorList page = person.api().cursors(revision);
        while (true) {
            page.cursors().stream()
                    .filter(cursor -> cursor.threadRoot().isEmpty())
                    .forEach(cursor -> moved.put(cursor.channel(), cursor));
            if (!page.more()) {
                return moved;
            }
            page = person.api().cursors(page.revision());
        }
    }

    private void countAtRest() {
        inexactAtRest = 0;
        inboxAtRest = 0;
        for (Person person : people) {
            if (inbox.ask(person, 0) instanceof InboxAnswer.Changes changes) {
                Set<ChannelId> check = Set.copyOf(changes.check());
                changes.changed().stream().filter(InboxConversation::member).forEach(said -> {
                    inboxAtRest++;
                    inexactAtRest += said.exact() && !check.contains(said.channel()) ? 0 : 1;
                });
            }
        }
    }
}
