package dev.gapless.control.imports;

import dev.gapless.protocol.api.ImportLines;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedCursor;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.export.ExportedMember;
import dev.gapless.protocol.export.ExportedUser;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRestore;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.global.ChannelRoute;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.log.LogRestore;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.statement.Statement;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserMentionRow;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Writes lines of an export into a workspace, under the ids that they had: every key begins with the workspace's id, so that they meet
/// nobody else's. Each line may come twice. Any thread; blocks.
final class ImportLanding {
    private final Shards shards;

    ImportLanding(Shards shards) {
        this.shards = shards;
    }

    /// @return how many lines
    long take(WorkspaceId workspace, ImportLines lines) {
        List<ExportedUser> users = lines.users().orElse(List.of());
        List<ExportedChannel> channels = lines.channels().orElse(List.of());
        List<ExportedEvent> events = lines.events().orElse(List.of());
        List<ExportedMember> members = lines.members().orElse(List.of());
        List<ExportedCursor> cursors = lines.cursors().orElse(List.of());
        users.forEach(user -> user(workspace, user));
        channels.forEach(channel -> channel(workspace, channel));
        events(workspace, events);
        members(workspace, members);
        cursors(workspace, cursors);
        return (long) users.size() + channels.size() + events.size() + members.size() + cursors.size();
    }

    private void user(WorkspaceId workspace, ExportedUser user) {
        Instant created = Instant.ofEpochMilli(user.createdMs());
        UserRow row = new UserRow(
                workspace,
                user.id(),
                user.handle(),
                user.displayName(),
                known("kind", user.kind(), UserKind::find),
                known("role", user.role(), MemberRole::find),
                known("state", user.state(), UserState::find),
                created,
                1);
        name(new UniqueName(
                workspace, NameKind.HANDLE, user.handle(), user.id().value(), true, true, created));
        shards.forUser(workspace, user.id()).transact("import.user", handle -> {
            UserTable.insert(handle, row);
            if (user.revision() > 0) {
                CursorRestore.stream(handle, new UserKey(workspace, user.id()), user.revision());
            }
            return row;
        });
    }

    /// The channel as it was, with its log still empty.
    private void channel(WorkspaceId workspace, ExportedChannel channel) {
        ChannelKind kind = known("kind", channel.kind(), ChannelKind::find);
        Instant created = Instant.ofEpochMilli(channel.createdMs());
        ChannelKey key = new ChannelKey(workspace, channel.id());
        ChannelRules rules = new ChannelRules(
                known("posters", channel.posters(), ChannelRules.Who::find),
                known("broadcasters", channel.broadcasters(), ChannelRules.Who::find),
                channel.memberLimit(),
                Duration.ofMillis(channel.slowMs()));
        ChannelHead head = new ChannelHead(
                key,
                kind,
                known("channel_class", channel.channelClass(), ChannelClass::find),
                channel.state().equals(ChannelState.ARCHIVED.text()) ? ChannelState.ARCHIVED : ChannelState.ACTIVE,
                channel.epoch(),
                channel.first() - 1,
                channel.firstOrdinal(),
                channel.first(),
                channel.firstOrdinal(),
                channel.memberSeq(),
                rules);
        ChannelRow row = new ChannelRow(
                head, channel.name(), channel.topic(), channel.peers(), channel.members(), created,
                Instant.ofEpochMilli(channel.lastEventMs()), 1);
        channel.name().ifPresent(name -> name(new UniqueName(
                workspace, NameKind.CHANNEL, name, channel.id().value(), true, kind == ChannelKind.PUBLIC, created)));
        if (!channel.peers().isEmpty()) {
            name(new UniqueName(
                    workspace, NameKind.DM,
                    channel.peers().stream().sorted().map(UserId::text).collect(Collectors.joining(",")),
                    channel.id().value(), true, false, created));
        }
        shards.forChannel(key).transact("import.channel", handle -> {
            ChannelTable.restore(handle, row);
            return row;
        });
        if (head.channelClass() == ChannelClass.HOT) {
            letCool(key, row.lastEventAt());
        }
    }

    /// A channel that was hot when it was copied is watched over as others are that heat made hot, or it would stay so for ever.
    private void letCool(ChannelKey key, Instant since) {
        shards.global().transact("import.route", handle -> {
            if (ChannelRouteTable.find(handle, key).isEmpty()
                    && ChannelRouteTable.list(handle).size() < ChannelRouteTable.MAX) {
                ChannelRouteTable.put(
                        handle,
                        new ChannelRoute(
                                key, ChannelClass.NORMAL, ChannelClass.HOT, since, "it was hot when it was copied",
                                true,
                                Optional.empty()));
            }
            return key;
        });
    }

    private void name(UniqueName name) {
        UniqueName holder = shards.forWorkspace(name.workspace())
                .transact("import.name", handle -> UniqueNameTable.reserve(handle, name));
        if (holder.owner() != name.owner()) {
            throw new GaplessException(
                    ErrorCode.NAME_TAKEN, "name: " + name.name() + " is in use (expected: an empty workspace)");
        }
    }

    private void events(WorkspaceId workspace, List<ExportedEvent> events) {
        Map<ChannelId, List<ExportedEvent>> byChannel = events.stream()
                .collect(Collectors.groupingBy(ExportedEvent::channel, LinkedHashMap::new, Collectors.toList()));
        byChannel.forEach((channel, some) -> {
            ChannelKey key = new ChannelKey(workspace, channel);
            for (int from = 0; from < some.size(); from += Statement.MAX_ROWS) {
                List<ExportedEvent> batch = some.subList(from, Math.min(some.size(), from + Statement.MAX_ROWS));
                List<UserMentionRow> mentions;
                try {
                    mentions = shards.forChannel(key)
                            .transact("import.events", handle -> LogRestore.append(handle, key, batch));
                } catch (IllegalArgumentException e) {
                    throw new GaplessException(ErrorCode.INVALID_FIELD, "events: " + e.getMessage());
                }
                byShard(mentions, row -> shards.forUser(workspace, row.user()), UserMentionTable::putNewer);
            }
        });
    }

    private void members(WorkspaceId workspace, List<ExportedMember> members) {
        List<MemberRow> rows = members.stream()
                .map(member -> new MemberRow(
                        new ChannelKey(workspace, member.channel()),
                        member.user(),
                        known("role", member.role(), MemberRole::find),
                        member.member(),
                        member.joinedSeq(),
                        member.joinedOrdinal(),
                        member.version(),
                        Instant.ofEpochMilli(member.updatedMs())))
                .toList();
        byShard(rows, row -> shards.forChannel(row.channel()), (handle, some) -> {
            for (int from = 0; from < some.size(); from += Statement.MAX_ROWS) {
                ChannelMemberTable.put(handle, some.subList(from, Math.min(some.size(), from + Statement.MAX_ROWS)));
            }
        });
        List<UserChannelRow> lists = rows.stream()
                .map(row -> new UserChannelRow(
                        row.channel(), row.user(), row.role(), row.member(), row.joinedSeq(),
                        Math.max(0, row.joinedOrdinal()), row.version(), row.updatedAt()))
                .toList();
        byShard(lists, row -> shards.forUser(workspace, row.user()), UserChannelTable::putNewer);
    }

    private void cursors(WorkspaceId workspace, List<ExportedCursor> cursors) {
        List<CursorRow> rows = cursors.stream()
                .map(cursor -> new CursorRow(
                        new CursorKey(
                                cursor.user(), new ChannelKey(workspace, cursor.channel()), cursor.threadRoot()),
                        cursor.seq(), cursor.ordinal(), cursor.generation(), cursor.floor(), cursor.revision(),
                        cursor.updatedMs()))
                .toList();
        byShard(rows, row -> shards.forUser(workspace, row.key().user()), CursorRestore::cursors);
    }

    private static <T> void byShard(List<T> rows, Function<T, Shard> home, BiConsumer<Handle, List<T>> write) {
        rows.stream()
                .collect(Collectors.groupingBy(home, LinkedHashMap::new, Collectors.toList()))
                .forEach((shard, some) -> shard.transact("import.rows", handle -> {
                    write.accept(handle, some);
                    return some;
                }));
    }

    private static <T> T known(String field, String text, Function<String, Optional<T>> find) {
        return find.apply(text).orElseThrow(() -> GaplessException.invalidField(field, text, "as an export has it"));
    }
}
