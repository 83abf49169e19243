package dev.gapless.server.userstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.tail.InterestDoor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is lost, repeated or reordered on the way, a device ends where the shard stands.
class UserTailsTest {
    private static final UserKey USER = new UserKey(new WorkspaceId(7), new UserId(5));
    private static final int MOVES = 200;

    private final Map<Long, CursorRow> stored = new HashMap<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private long revision;

    private final UserLog log = new UserLog() {
        @Override
        public Map<UserKey, Long> revisions(Collection<UserKey> users) {
            return Map.of(USER, revision);
        }

        @Override
        public List<EncodedEvent> since(UserKey user, long since, int limit) {
            return stored.values().stream()
                    .filter(row -> row.revision() > since)
                    .sorted(Comparator.comparingLong(CursorRow::revision))
                    .limit(limit)
                    .map(CursorEvents::of)
                    .toList();
        }
    };

    private final InterestDoor door = new InterestDoor() {
        @Override
        public boolean announce(ChannelKey channel, InterestLevel level) {
            told.add(level.text());
            return true;
        }

        @Override
        public void lower(ChannelKey channel, InterestLevel level) {
            told.add(level.text());
        }
    };

    private final UserTails tails =
            new UserTails(new UserTails.Context(log, door, (delay, task) -> tasks.add(task), tasks::add, () -> 0));

    /// What a device makes of what it hears.
    private static final class Device implements UserReader {
        final Map<Long, ServerFrame.CursorMoved> cursors = new HashMap<>();

        @Override
        public void push(long revision, byte[] frame) {
            int payload = frame[1] == 126 ? 4 : 2;
            ServerFrame read = FrameCodec.readServer(
                    new String(frame, payload, frame.length - payload, StandardCharsets.UTF_8));
            if (read instanceof ServerFrame.CursorMoved moved) {
                cursors.merge(
                        moved.channel().value(), moved, (old, now) -> old.revision() > now.revision() ? old : now);
            }
        }
    }

    private EncodedEvent move(long channel, long seq) {
        CursorRow row = new CursorRow(
                CursorKey.ofChannel(USER.user(), ChannelKey.of(7, channel)), seq, seq, 0, 0, ++revision, 0);
        stored.put(channel, row);
        return CursorEvents.of(row);
    }

    private void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void endsWhereTheShardStandsWhateverIsLost() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            stored.clear();
            Device device = new Device();
            long start = tails.attach(USER, device);
            long[] seqs = new long[6];
            List<EncodedEvent> late = new ArrayList<>();
            for (int i = 0; i < MOVES; i++) {
                int channel = random.nextInt(seqs.length);
                EncodedEvent event = move(channel + 1, ++seqs[channel]);
                switch (random.nextInt(4)) {
                    case 0 -> late.add(event);
                    case 1 -> {}
                    default -> tails.offer(event);
                }
                if (random.nextInt(10) == 0) {
                    Collections.shuffle(late, random);
                    late.forEach(tails::offer);
                    late.clear();
                    settle();
                }
            }
            tails.headAt(UserTails.key(USER), revision);
            settle();
            assertTrue(start < revision);
            for (CursorRow row : stored.values()) {
                ServerFrame.CursorMoved moved = device.cursors.get(row.key().channel().channel().value());
                assertEquals(row.frame(), moved, "seed " + seed);
            }
            tails.detach(USER, device);
        }
    }

    @Test
    void announcesEachUserOnce() {
        Device one = new Device();
        Device two = new Device();
        tails.attach(USER, one);
        tails.attach(USER, two);
        settle();
        assertEquals(List.of("full"), told);
        tails.offer(move(1, 9));
        assertEquals(one.cursors, two.cursors);
        assertEquals(1, two.cursors.size());
    }
}
