package dev.gapless.control.export;

import dev.gapless.control.export.ExportLines.Kind;
import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.job.Jobs;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.export.ExportManifest;
import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedCursor;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.export.ExportedMember;
import dev.gapless.protocol.export.ExportedUser;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.export.ExportFileTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Copies a workspace into files: people, then channel after channel its events up to the head as it was when its turn came, its members
/// and the channel itself, then how far everybody has read, then the manifest. A slice makes a megabyte or so; one that is done again makes
/// the same files again, under the same numbers.
final class ExportWork implements JobWork {
    static final String USERS = "users";
    private static final String CHANNELS = "channels";
    private static final String CURSORS = "cursors";
    private static final String MANIFEST = "manifest";
    private static final String FILES = "files";
    /// Of the channel whose events are copied: the line to write when they are, and the last seq that was.
    private static final String MARK_CHANNEL = "channel";
    private static final String MARK_AT = "at";
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int USERS_EACH = 500;
    private static final int CHANNELS_EACH = 100;
    private static final int MEMBERS_PAGE = 2_000;
    private static final int EVENTS_PAGE = 500;
    private static final int CURSORS_PAGE = 2_000;
    private static final int FILES_PAGE = 1_000;
    private static final int FORGOTTEN = 100;
    /// Files of an export; their manifest is one file, too.
    private static final int FILES_MAX = 5_000;

    private final Shards shards;
    private final Clock clock;

    ExportWork(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    @Override
    public JobKind kind() {
        return JobKind.EXPORT;
    }

    @Override
    public Slice work(JobRow job, JobProgress progress) {
        ExportLines lines = new ExportLines(progress.count(FILES));
        Optional<WorkspaceRow> row = shards.forWorkspace(job.workspace())
                .read("workspace.find", handle -> WorkspaceTable.find(handle, job.workspace()));
        if (row.isEmpty()) {
            return new Slice.Failed(progress, "workspace: gone (expected: one that is there)");
        }
        if (progress.count(FILES) > FILES_MAX) {
            return new Slice.Failed(progress, "files: more than " + FILES_MAX + " (expected: a smaller workspace)");
        }
        JobProgress after = switch (progress.phase()) {
            case USERS -> users(job.workspace(), progress, lines);
            case CHANNELS -> channels(job.workspace(), progress, lines);
            case CURSORS -> cursors(job.workspace(), progress, lines);
            default -> progress;
        };
        if (after.phase().equals(MANIFEST) && progress.phase().equals(MANIFEST)) {
            return new Slice.Done(manifest(job, row.get(), progress));
        }
        List<ExportFileTable.Content> files = lines.end();
        files.forEach(file -> put(job, file));
        return new Slice.More(after.plus(FILES, files.size()));
    }

    private void put(JobRow job, ExportFileTable.Content file) {
        shards.forWorkspace(job.workspace()).transact("export.put", handle -> {
            ExportFileTable.put(handle, job.workspace(), job.id(), file.file(), file.content(), clock.instant());
            return file;
        });
    }

    private JobProgress users(WorkspaceId workspace, JobProgress progress, ExportLines lines) {
        List<UserRow> page = users(workspace, progress.after(), USERS_EACH);
        for (UserRow user : page) {
            UserKey key = new UserKey(workspace, user.user());
            long revision = shards.forUser(workspace, user.user())
                    .read("export.stream", handle -> UserStreamTable.find(handle, List.of(key)))
                    .getOrDefault(key, 0L);
            lines.add(Kind.USERS, new ExportedUser(
                    user.user(), user.handle(), user.displayName(), user.kind().text(), user.role().text(),
                    user.state().text(), revision, user.createdAt().toEpochMilli()));
        }
        JobProgress more = progress.plus(USERS, page.size());
        return page.size() < USERS_EACH ? more.to(CHANNELS) : more.at(page.getLast().user().value());
    }

    private JobProgress channels(WorkspaceId workspace, JobProgress before, ExportLines lines) {
        JobProgress progress = before;
        for (int i = 0; i < CHANNELS_EACH && lines.bytes() < ExportLines.FILE_BYTES; i++) {
            if (!progress.marks().containsKey(MARK_CHANNEL)) {
                long after = progress.after();
                List<ChannelRow> next = page(
                        workspace, handle -> ChannelTable.page(handle, workspace, after, 1),
                        Comparator.comparing((ChannelRow row) -> row.key().channel()), 1);
                if (next.isEmpty()) {
                    return progress.to(CURSORS);
                }
                ExportedChannel line = line(next.getFirst());
                progress = progress.mark(MARK_CHANNEL, ApiCodec.text(line))
                        .mark(MARK_AT, Long.toString(line.first() - 1));
            }
            progress = channel(workspace, progress, lines);
        }
        return progress;
    }

    /// Copies events of the channel in turn, and all else of it once they are all copied.
    private JobProgress channel(WorkspaceId workspace, JobProgress before, ExportLines lines) {
        ExportedChannel channel = ApiCodec.read(
                before.marks().getOrDefault(MARK_CHANNEL, "").getBytes(StandardCharsets.UTF_8), ExportedChannel.class);
        ChannelKey key = new ChannelKey(workspace, channel.id());
        Shard home = shards.forChannel(key);
        long at = Long.parseLong(before.marks().getOrDefault(MARK_AT, "0"));
        long events = 0;
        while (at < channel.head()) {
            if (lines.bytes() >= ExportLines.FILE_BYTES) {
                return before.mark(MARK_AT, Long.toString(at)).plus("events", events);
            }
            long from = at;
            int limit = (int) Math.min(EVENTS_PAGE, channel.head() - at);
            List<ExportedEvent> page = home.read("export.events", handle -> EventTable.copy(handle, key, from, limit));
            if (page.isEmpty() || page.getFirst().seq() != at + 1) {
                throw new IllegalStateException(
                        "channel " + key + ": no event " + (at + 1) + " (expected: all up to " + channel.head() + ")");
            }
            page.forEach(event -> lines.add(Kind.EVENTS, event));
            events += page.size();
            at = page.getLast().seq();
        }
        long members = members(home, key, channel.head(), lines);
        lines.add(Kind.CHANNELS, channel);
        Map<String, String> marks = new TreeMap<>(before.marks());
        marks.remove(MARK_CHANNEL);
        marks.remove(MARK_AT);
        return new JobProgress(before.phase(), channel.id().value(), before.counts(), marks)
                .plus("events", events)
                .plus("members", members)
                .plus(CHANNELS, 1);
    }

    /// Those who joined or left behind the head are told by events that are not copied; a row of theirs would be ahead of the log.
    private static long members(Shard home, ChannelKey key, long head, ExportLines lines) {
        long after = 0;
        long count = 0;
        while (true) {
            long from = after;
            List<MemberRow> page = home.read(
                    "export.members", handle -> ChannelMemberTable.everybody(handle, key, from, MEMBERS_PAGE));
            for (MemberRow row : page) {
                if (row.version() <= head) {
                    lines.add(Kind.MEMBERS, new ExportedMember(
                            key.channel(), row.user(), row.role().text(), row.member(), row.joinedSeq(),
                            row.joinedOrdinal(), row.version(), row.updatedAt().toEpochMilli()));
                    count++;
                }
            }
            if (page.size() < MEMBERS_PAGE) {
                return count;
            }
            after = page.getLast().user().value();
        }
    }

    private static ExportedChannel line(ChannelRow row) {
        ChannelHead head = row.head();
        return new ExportedChannel(
                row.key().channel(),
                head.kind().text(),
                head.channelClass().text(),
                head.state().text(),
                head.epoch(),
                head.minSeq(),
                head.minOrdinal(),
                head.lastSeq(),
                head.lastOrdinal(),
                head.memberSeq(),
                row.memberCount(),
                row.name(),
                row.topic(),
                row.peers(),
                head.rules().posters().text(),
                head.rules().broadcasters().text(),
                head.rules().memberLimit(),
                head.rules().slow().toMillis(),
                row.createdAt().toEpochMilli(),
                row.lastEventAt().toEpochMilli());
    }

    private JobProgress cursors(WorkspaceId workspace, JobProgress progress, ExportLines lines) {
        List<UserRow> page = users(workspace, progress.after(), USERS_EACH);
        long count = 0;
        for (UserRow user : page) {
            count += cursors(new UserKey(workspace, user.user()), lines);
        }
        JobProgress more = progress.plus(CURSORS, count);
        return page.size() < USERS_EACH ? more.to(MANIFEST) : more.at(page.getLast().user().value());
    }

    private long cursors(UserKey user, ExportLines lines) {
        long since = 0;
        long count = 0;
        while (true) {
            long from = since;
            List<CursorRow> page = shards.forUser(user.workspace(), user.user())
                    .read("export.cursors", handle -> ReadCursorTable.since(handle, user, from, CURSORS_PAGE));
            for (CursorRow row : page) {
                lines.add(Kind.CURSORS, new ExportedCursor(
                        row.key().user(), row.key().channel().channel(), row.key().root(), row.seq(), row.ordinal(),
                        row.generation(), row.floor(), row.revision(), row.updatedMs()));
            }
            count += page.size();
            if (page.size() < CURSORS_PAGE) {
                return count;
            }
            since = page.getLast().revision();
        }
    }

    private JobProgress manifest(JobRow job, WorkspaceRow workspace, JobProgress progress) {
        List<ExportFile> files = new ArrayList<>();
        long last = progress.count(FILES);
        while (files.size() < last) {
            long after = files.size();
            int limit = (int) Math.min(FILES_PAGE, last - after);
            List<ExportFile> page = shards.forWorkspace(job.workspace())
                    .read("export.files", handle -> ExportFileTable.page(
                            handle, job.workspace(), job.id(), after, limit));
            if (page.isEmpty()) {
                throw new IllegalStateException("export: no file " + (after + 1) + " (expected: " + last + ")");
            }
            files.addAll(page);
        }
        Map<String, Long> counts = new TreeMap<>(progress.counts());
        counts.remove(FILES);
        ExportManifest manifest = new ExportManifest(
                ExportManifest.FORMAT, job.workspace(), workspace.slug(), workspace.name(), workspace.plan(),
                Jobs.view(job).id(), job.createdAt().toEpochMilli(), counts, files);
        byte[] content = ApiCodec.write(manifest);
        ExportFileTable.Content file = ExportLines.file(last + 1, ExportManifest.NAME, 1, content);
        put(job, file);
        return progress.plus(FILES, 1).to("manifest sha256 " + file.file().sha256());
    }

    private List<UserRow> users(WorkspaceId workspace, long after, int limit) {
        return page(
                workspace, handle -> UserTable.page(handle, workspace, after, limit),
                Comparator.comparing(UserRow::user), limit);
    }

    /// A page from every shard that holds some.
    private <T> List<T> page(
            WorkspaceId workspace, Function<Handle, List<T>> read, Comparator<T> order, int limit) {
        return shards.touching(workspace).stream()
                .flatMap(shard -> shard.read("export.page", read).stream())
                .sorted(order)
                .limit(limit)
                .toList();
    }

    /// Forgets what nobody fetched in a week.
    @Override
    public void look(Instant now) {
        for (Shard shard : shards.all()) {
            shard.transact("export.forget", handle -> ExportFileTable.forget(handle, now.minus(KEPT), FORGOTTEN));
        }
    }
}
