package dev.gapless.fanout.inbox;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.inbox.InboxSeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Logs and cursors made by chance, their records, and what is unread by plain counting.
final class LogModel {
    static final long WORKSPACE = 7;
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    final List<UserId> users = new ArrayList<>();
    final List<Log> logs = new ArrayList<>();
    private final Random random;
    private final Map<UserId, Long> revisions = new HashMap<>();
    private final Map<UserId, Map<Log, long[]>> cursors = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    /// What is unread, by plain counting.
    record Counted(boolean member, long head, long position, long unread, long mentions) {}

    static final class Message {
        final boolean countable;
        boolean deleted;
        boolean everyone;
        Set<UserId> heard = new HashSet<>();

        Message(boolean countable) {
            this.countable = countable;
        }
    }

    /// One channel.
    static final class Log {
        final ChannelKey key;
        final TreeMap<Long, Message> messages = new TreeMap<>();
        final Map<UserId, Long> joined = new HashMap<>();
        final List<Long> ordinals = new ArrayList<>(List.of(0L));
        ChannelClass channelClass = ChannelClass.NORMAL;
        long lastSwitch;

        Log(long id) {
            key = ChannelKey.of(WORKSPACE, id);
        }

        long head() {
            return ordinals.size() - 1L;
        }
    }

    LogModel(long seed, int channels, int people) {
        random = new Random(seed);
        for (int i = 0; i < people; i++) {
            users.add(new UserId(1_000 + i));
        }
        for (int i = 0; i < channels; i++) {
            Log log = new Log(10 + i);
            logs.add(log);
            append(log, new EventBody.ChannelChanged(Map.of("state", "created", "class", "normal")), 0,
                    Optional.empty(), 0);
            join(log, users.getFirst());
        }
    }

    /// The records since the last call.
    List<ProducerRecord<byte[], byte[]>> take() {
        List<ProducerRecord<byte[], byte[]>> taken = List.copyOf(records);
        records.clear();
        return taken;
    }

    /// Repeats some records and lets others overtake each other, within a short distance.
    static List<ProducerRecord<byte[], byte[]>> disturb(List<ProducerRecord<byte[], byte[]>> orderly, long seed) {
        Random random = new Random(seed);
        TreeMap<Double, ProducerRecord<byte[], byte[]>> places = new TreeMap<>();
        for (int i = 0; i < orderly.size(); i++) {
            places.put(i + random.nextDouble() * 8, orderly.get(i));
            while (random.nextInt(4) == 0) {
                places.put(i + random.nextDouble() * 40, orderly.get(i));
            }
        }
        return List.copyOf(places.values());
    }

    void act() {
        Log log = logs.get(random.nextInt(logs.size()));
        UserId user = users.get(random.nextInt(users.size()));
        switch (random.nextInt(16)) {
            case 0, 1 -> {
                if (!log.joined.containsKey(user)) {
                    join(log, user);
                }
            }
            case 2 -> {
                if (log.joined.containsKey(user)) {
                    append(log, new EventBody.MemberLeft(user), 0, Optional.empty(), 0);
                    log.joined.remove(user);
                }
            }
            case 3, 4 -> delete(log);
            case 5 -> edit(log, user);
            case 6, 7, 8 -> read(user, log);
            case 9 -> reply(log);
            case 10 -> post(log, false, Set.of(), true);
            case 11 -> post(log, false, Set.of(user), false);
            default -> post(log, false, Set.of(), false);
        }
    }

    /// Changes the class of a channel.
    void turn(Log log, ChannelClass to) {
        log.channelClass = to;
        append(log, new EventBody.ChannelChanged(Map.of("class", to.text())), 0, Optional.empty(), 0);
        log.lastSwitch = log.head();
    }

    void post(Log log) {
        post(log, false, Set.of(), false);
    }

    private void reply(Log log) {
        if (!log.messages.isEmpty()) {
            post(log, true, Set.of(), false);
        }
    }

    private void post(Log log, boolean reply, Set<UserId> named, boolean everyone) {
        Message message = new Message(!reply);
        message.everyone = everyone;
        named.stream().filter(log.joined::containsKey).forEach(message.heard::add);
        IdempotencyKey key = new IdempotencyKey("k" + random.nextLong(1L << 60));
        EventBody body = reply
                ? EventBody.MessagePosted.reply("r", key, new Seq(log.messages.firstKey()))
                : EventBody.MessagePosted.of("m", key);
        Optional<MentionChange> change = named.isEmpty() && !everyone
                ? Optional.empty()
                : Optional.of(new MentionChange(everyone, List.copyOf(named), List.of()));
        append(log, body, message.countable ? 1 : 0, change, 0);
        log.messages.put(log.head(), message);
    }

    private void delete(Log log) {
        if (log.messages.isEmpty()) {
            return;
        }
        long target = target(log);
        Message message = log.messages.get(target);
        if (message == null || message.deleted) {
            return;
        }
        message.deleted = true;
        Optional<MentionChange> change = message.everyone || !message.heard.isEmpty()
                ? Optional.of(new MentionChange(false, List.of(), List.copyOf(message.heard)))
                : Optional.empty();
        message.everyone = false;
        message.heard = Set.of();
        append(log, new EventBody.MessageDeleted(new Seq(target)), 0, change,
                message.countable ? EventHeader.TARGET_COUNTABLE : 0);
    }

    private void edit(Log log, UserId user) {
        if (log.messages.isEmpty()) {
            return;
        }
        long target = target(log);
        Message message = log.messages.get(target);
        if (message == null || message.deleted || !log.joined.containsKey(user)) {
            return;
        }
        Set<UserId> before = message.heard;
        boolean everyone = random.nextBoolean();
        message.heard = before.contains(user) ? Set.of() : Set.of(user);
        boolean same = message.everyone == everyone && before.equals(message.heard);
        message.everyone = everyone;
        List<UserId> added = message.heard.stream().filter(each -> !before.contains(each)).toList();
        List<UserId> removed = before.stream().filter(each -> !message.heard.contains(each)).toList();
        append(log, EventBody.MessageEdited.of(new Seq(target), "e", List.of()), 0,
                same ? Optional.empty() : Optional.of(new MentionChange(everyone, added, removed)), 0);
    }

    private long target(Log log) {
        List<Long> seqs = List.copyOf(log.messages.keySet());
        return seqs.get(random.nextInt(seqs.size()));
    }

    private void join(Log log, UserId user) {
        append(log, new EventBody.MemberJoined(user, MemberRole.MEMBER), 0, Optional.empty(), 0);
        log.joined.put(user, log.head());
    }

    /// A read, or now and then a mark-unread.
    private void read(UserId user, Log log) {
        long seq = 1 + random.nextLong(log.head());
        long revision = revisions.merge(user, 1L, Long::sum);
        long ordinal = log.ordinals.get((int) seq);
        cursors.computeIfAbsent(user, key -> new HashMap<>()).put(log, new long[] {seq, ordinal, revision});
        EncodedEvent moved = EventCodec.cursorMoved(
                log.key.workspace(),
                user,
                new ServerFrame.CursorMoved(
                        log.key.channel(), Optional.empty(), new Seq(seq), new Ordinal(ordinal), 0, revision),
                AT);
        records.add(record(moved, ChannelClass.NORMAL));
    }

    long revision(UserId user) {
        return revisions.getOrDefault(user, 0L);
    }

    private void append(Log log, EventBody body, int countable, Optional<MentionChange> change, int flags) {
        log.ordinals.add(log.ordinals.getLast() + countable);
        Event event = new Event(
                log.key.channel(), new Seq(log.head()), new Ordinal(log.ordinals.getLast()), users.getFirst(), AT,
                body);
        records.add(record(EventCodec.encode(log.key.workspace(), event).with(flags, change), log.channelClass));
    }

    private static ProducerRecord<byte[], byte[]> record(EncodedEvent event, ChannelClass channelClass) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventHeader.NAME, EventHeader.of(event, channelClass, Optional.empty()).toBytes());
        event.mentionChange().ifPresent(change -> headers.add(MentionChange.HEADER, change.toBytes()));
        return new ProducerRecord<>(Topics.EVENTS, null, event.key().toBytes(), event.json(), headers);
    }

    /// The channel as it is now, as a gateway tells it.
    ProducerRecord<byte[], byte[]> seed(Log log) {
        List<InboxSeed.Member> members = new ArrayList<>();
        log.joined.forEach((user, seq) -> members.add(
                new InboxSeed.Member(user, seq, log.ordinals.get(Math.toIntExact(seq)))));
        InboxSeed seed = new InboxSeed.Channel(log.head(), log.ordinals.getLast(), log.channelClass, members);
        return new ProducerRecord<>(Topics.INBOX_SEEDS, log.key.toBytes(), seed.toBytes());
    }

    /// The cursors of a user that moved behind a revision.
    ProducerRecord<byte[], byte[]> seed(UserId user, long after) {
        List<InboxSeed.Moved> moved = new ArrayList<>();
        cursors.getOrDefault(user, Map.of()).forEach((log, cursor) -> {
            if (cursor[2] > after) {
                moved.add(new InboxSeed.Moved(log.key.channel(), false, cursor[0], cursor[1], 0, cursor[2]));
            }
        });
        InboxSeed seed = new InboxSeed.Cursors(after, revision(user), moved);
        return new ProducerRecord<>(
                Topics.INBOX_SEEDS, UserStream.key(logs.getFirst().key.workspace(), user).toBytes(), seed.toBytes());
    }

    Counted count(UserId user, Log log) {
        Long joined = log.joined.get(user);
        if (joined == null) {
            return new Counted(false, log.head(), 0, 0, 0);
        }
        long[] cursor = cursors.getOrDefault(user, Map.of()).getOrDefault(log, new long[] {0, 0, 0});
        long position = Math.max(joined, cursor[0]);
        Map<Long, Message> behind = log.messages.tailMap(position, false);
        return new Counted(
                true,
                log.head(),
                position,
                behind.values().stream().filter(message -> message.countable && !message.deleted).count(),
                behind.values().stream()
                        .mapToLong(message -> (message.heard.contains(user) ? 1 : 0) + (message.everyone ? 1 : 0))
                        .sum());
    }

}
