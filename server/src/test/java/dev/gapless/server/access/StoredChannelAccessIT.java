package dev.gapless.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.server.auth.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StoredChannelAccessIT {
    private static final int CHANNELS = 1_000;
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private final UserId user = new UserId(5);

    @Test
    void manyAreReadableExactlyWhenEachIs() {
        try (Shards shards = TestDatabase.newShards()) {
            StoredChannelAccess access = new StoredChannelAccess(shards);
            Identity caller = caller(new WorkspaceId(11));
            WorkspaceId foreign = new WorkspaceId(12);
            List<ChannelId> asked = new ArrayList<>();
            for (int i = 1; i <= CHANNELS; i++) {
                ChannelId channel = new ChannelId(i);
                asked.add(channel);
                switch (i % 6) {
                    case 0 -> make(shards, new ChannelKey(caller.workspace(), channel), ChannelKind.PUBLIC, Place.NONE);
                    case 1 -> make(shards, new ChannelKey(caller.workspace(), channel), ChannelKind.PRIVATE, Place.IN);
                    case 2 ->
                        make(shards, new ChannelKey(caller.workspace(), channel), ChannelKind.PRIVATE, Place.NONE);
                    case 3 -> make(shards, new ChannelKey(caller.workspace(), channel), ChannelKind.DM, Place.LEFT);
                    case 4 -> make(shards, new ChannelKey(foreign, channel), ChannelKind.PUBLIC, Place.IN);
                    default -> {} // missing
                }
            }

            Map<ChannelId, ChannelKey> one = oneByOne(access, caller, asked);

            assertEquals(one, access.readable(caller, asked));
            assertTrue(one.containsKey(new ChannelId(6)) && one.containsKey(new ChannelId(7)));
            assertFalse(one.containsKey(new ChannelId(2)) || one.containsKey(new ChannelId(9)));
            assertEquals(Map.of(), access.readable(caller, List.of()));
            Identity stranger = caller(foreign);
            Map<ChannelId, ChannelKey> strangers = oneByOne(access, stranger, asked);
            assertSameTogether(access, asked, Map.of(caller, one, stranger, strangers));
        }
    }

    /// Questions of several tenants share their statements when they come at the same moment, and nothing else.
    private static void assertSameTogether(
            StoredChannelAccess access, List<ChannelId> asked, Map<Identity, Map<ChannelId, ChannelKey>> expected) {
        Map<Identity, Map<ChannelId, ChannelKey>> got = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Identity, List<Future<Map<ChannelId, ChannelKey>>>> answers = new HashMap<>();
            for (ChannelId channel : asked) {
                expected.keySet().forEach(who -> answers.computeIfAbsent(who, key -> new ArrayList<>())
                        .add(threads.submit(() -> oneByOne(access, who, List.of(channel)))));
            }
            answers.forEach((who, all) -> {
                Map<ChannelId, ChannelKey> readable = new HashMap<>();
                for (Future<Map<ChannelId, ChannelKey>> one : all) {
                    readable.putAll(result(one));
                }
                got.put(who, readable);
            });
        }
        assertEquals(expected, got);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<ChannelId, ChannelKey> oneByOne(
            StoredChannelAccess access, Identity caller, List<ChannelId> channels) {
        Map<ChannelId, ChannelKey> readable = new HashMap<>();
        for (ChannelId channel : channels) {
            try {
                readable.put(channel, access.requireReadable(caller, channel));
            } catch (GaplessException e) {
                assertEquals(ErrorCode.NOT_FOUND, e.code());
            }
        }
        return readable;
    }

    /// What the user is in a channel.
    private enum Place {
        IN,
        LEFT,
        NONE
    }

    private void make(Shards shards, ChannelKey key, ChannelKind kind, Place place) {
        shards.forChannel(key).transact("test", handle -> {
            ChannelTable.insert(
                    handle, ChannelRow.fresh(key, kind, Optional.empty(), Optional.empty(), List.of(), NOW));
            if (place != Place.NONE) {
                ChannelMemberTable.put(
                        handle, List.of(new MemberRow(key, user, MemberRole.MEMBER, place == Place.IN, 1, 0, 1, NOW)));
            }
            return key;
        });
    }

    private Identity caller(WorkspaceId workspace) {
        return new Identity(workspace, user, MemberRole.MEMBER, Set.of("user"));
    }
}
