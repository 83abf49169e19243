package dev.gapless.control.channel;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ImportChannel;
import dev.gapless.protocol.api.ImportMessages;
import dev.gapless.protocol.api.ImportedMessages;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// Channels that were somewhere else before: made with their own age, then filled with messages at the times and by the people that
/// they were written at and by. Messages are appended as all others are, so what readers, counts and proofs rely on holds; each batch is an
/// entry in the record. Times in a log never go back, so only a channel that nobody writes in yet takes old messages.
///
/// Any thread; blocks.
public final class ChannelImports {
    private static final String CHANNEL_IMPORTS = "/admin/v1/workspaces/{workspace}/channel-imports";
    private static final String MESSAGES = "/admin/v1/workspaces/{workspace}/channels/{channel}/imported-messages";
    /// A reservation older than this whose channel does not exist belongs to a creator that died.
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    private final Shards shards;
    private final Acts acts;
    private final Channels channels;
    private final IdGenerator ids;
    private final Clock clock;

    public ChannelImports(Shards shards, Acts acts, Channels channels, IdGenerator ids, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.channels = channels;
        this.ids = ids;
        this.clock = clock;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.write("POST", CHANNEL_IMPORTS, Guard.OPERATOR, "channel.import", this::create).reasoned(),
                AdminRoute.write("POST", MESSAGES, Guard.OPERATOR, "channel.import-messages", this::messages)
                        .reasoned());
    }

    private AdminAnswer create(AdminRequest request) {
        ImportChannel wanted = request.body(ImportChannel.class);
        ChannelKind kind = ChannelKind.find(wanted.kind())
                .filter(found -> found == ChannelKind.PUBLIC || found == ChannelKind.PRIVATE)
                .orElseThrow(() -> GaplessException.invalidField("kind", wanted.kind(), "public or private"));
        String name = Texts.checkName("name", Normalizer.normalize(wanted.name(), Normalizer.Form.NFKC));
        wanted.topic().ifPresent(ChannelRoutes::checkTopic);
        Instant created = time("created_ms", wanted.createdMs(), Instant.EPOCH);
        WorkspaceId workspace = request.workspace();
        channels.requireRoom(workspace);
        ChannelKey key = new ChannelKey(workspace, new ChannelId(ids.next()));
        ChannelRow row = ChannelRow.fresh(key, kind, Optional.of(name), wanted.topic(), List.of(), created);
        ChannelDetail detail = Channels.detail(row);
        UniqueName reserved = new UniqueName(
                workspace, NameKind.CHANNEL, name, key.channel().value(), false, kind == ChannelKind.PUBLIC, now());
        Write write = request.write();
        return acts.runSteps(write, workspace, () -> {
            if (write.terms().dryRun()) {
                requireFree(reserved);
                return Done.unchanged(AdminAnswer.created(detail));
            }
            reserve(reserved);
            String target = key.channel().text();
            acts.begun(write, workspace, target, new Done.Change("", detail));
            shards.forChannel(key).transact("channel.import", handle -> {
                ChannelTable.insert(handle, row);
                EventBody made = new EventBody.ChannelChanged(changes(row));
                return ChannelLog.appendWithin(
                        handle, List.of(Append.of(key, UserId.OPERATOR, made, created, Append.Requirement.NONE)),
                        ids.next());
            });
            shards.forWorkspace(workspace).transact("channel.import-name", handle -> {
                confirm(handle, reserved);
                acts.record(handle, write, workspace, target, new Done.Change("", detail));
                return detail;
            });
            return Done.unchanged(AdminAnswer.created(detail));
        });
    }

    /// @throws GaplessException `name-taken`
    private void requireFree(UniqueName wanted) {
        shards.forWorkspace(wanted.workspace())
                .read("channel.find-name", handle -> UniqueNameTable.find(
                        handle, wanted.workspace(), wanted.kind(), wanted.name()))
                .ifPresent(holder -> {
                    throw taken(wanted.name());
                });
    }

    /// @throws GaplessException `name-taken`
    private void reserve(UniqueName wanted) {
        Shard names = shards.forWorkspace(wanted.workspace());
        UniqueName holder = names.transact("channel.reserve", handle -> UniqueNameTable.reserve(handle, wanted));
        if (holder.owner() == wanted.owner()) {
            return;
        }
        if (holder.confirmed() || holder.createdAt().plus(ABANDONED_AFTER).isAfter(wanted.createdAt())) {
            throw taken(wanted.name());
        }
        ChannelKey old = new ChannelKey(wanted.workspace(), new ChannelId(holder.owner()));
        boolean exists = shards.forChannel(old)
                .read("channel.find", handle -> ChannelTable.find(handle, old))
                .isPresent();
        boolean mine = names.transact("channel.take-over", handle -> {
            if (exists) {
                confirm(handle, holder);
                return false;
            }
            return UniqueNameTable.takeOver(handle, wanted, holder.owner());
        });
        if (!mine) {
            throw taken(wanted.name());
        }
    }

    private static void confirm(Handle handle, UniqueName name) {
        UniqueNameTable.confirm(handle, name.workspace(), name.kind(), name.name(), name.owner());
    }

    private static GaplessException taken(String name) {
        return new GaplessException(
                ErrorCode.NAME_TAKEN,
                "name: " + name + " is in use (expected: a free name, or messages for that channel)");
    }

    private static Map<String, String> changes(ChannelRow row) {
        Map<String, String> changes = new TreeMap<>();
        changes.put("state", "created");
        changes.put("kind", row.head().kind().text());
        row.name().ifPresent(name -> changes.put("name", name));
        row.topic().ifPresent(topic -> changes.put("topic", topic));
        return changes;
    }

    private AdminAnswer messages(AdminRequest request) {
        ChannelRow channel = channels.find(request);
        Batch batch = batch(channel, request.body(ImportMessages.class));
        Write write = request.write();
        WorkspaceId workspace = channel.key().workspace();
        Shard home = shards.forChannel(channel.key());
        String target = channel.key().channel().text();
        if (home.name().equals(shards.forWorkspace(workspace).name())) {
            return acts.run(write, workspace, target, (handle, now) -> done(batch.append(handle, ids.next())));
        }
        Optional<AdminAnswer> answered = acts.answered(write, workspace);
        if (answered.isPresent()) {
            return answered.get();
        }
        if (write.terms().dryRun()) {
            return AdminAnswer.ok(batch.untaken());
        }
        acts.begun(write, workspace, target, new Done.Change("", Map.of("messages", batch.messages())));
        ImportedMessages taken =
                home.transact("channel.import-messages", handle -> batch.append(handle, ids.next()));
        // Also if all was there: the record says that it has begun.
        return acts.run(write, workspace, target, (handle, now) -> recorded(taken));
    }

    private static Done done(ImportedMessages taken) {
        return taken.taken() + taken.joined() == 0 ? Done.unchanged(AdminAnswer.ok(taken)) : recorded(taken);
    }

    private static Done recorded(ImportedMessages taken) {
        return Done.changed(AdminAnswer.ok(taken), "", Map.of(
                "messages", taken.taken(), "members", taken.joined(),
                "first_seq", taken.seqs().stream().mapToLong(Long::longValue).min().orElse(0),
                "last_seq", taken.seqs().stream().mapToLong(Long::longValue).max().orElse(0)));
    }

    private Batch batch(ChannelRow channel, ImportMessages body) {
        List<String> members = body.members().orElse(List.of());
        atMost("messages", body.messages().size(), ImportMessages.MESSAGES_MAX);
        atMost("members", members.size(), ImportMessages.MEMBERS_MAX);
        if (body.messages().isEmpty() && members.isEmpty()) {
            throw GaplessException.invalidField("messages", "none", "1 to " + ImportMessages.MESSAGES_MAX);
        }
        Set<String> handles = new LinkedHashSet<>(members);
        body.messages().forEach(message -> handles.add(message.user()));
        Map<String, UserId> users = users(channel.key().workspace(), handles);
        List<Append> appends = new ArrayList<>();
        Instant last = Instant.EPOCH;
        for (int i = 0; i < body.messages().size(); i++) {
            ImportMessages.Message message = body.messages().get(i);
            String field = "messages[" + i + "]";
            last = time(field + ".at_ms", message.atMs(), last);
            appends.add(Append.message(
                    channel.key(), user(users, field + ".user", message.user()), posted(field, message), last,
                    Append.Requirement.NONE));
        }
        Instant joined = last.isAfter(channel.lastEventAt()) ? last : channel.lastEventAt();
        for (String member : members) {
            UserId user = user(users, "members", member);
            appends.add(Append.of(
                    channel.key(), user, new EventBody.MemberJoined(user, MemberRole.MEMBER), joined,
                    Append.Requirement.NONE));
        }
        return new Batch(channel, appends, body.messages().size());
    }

    private static EventBody.MessagePosted posted(String field, ImportMessages.Message message) {
        Texts.checkMessage(message.text());
        IdempotencyKey key;
        try {
            key = new IdempotencyKey(message.key());
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField(
                    field + ".key", message.key(),
                    "1 to " + IdempotencyKey.MAX_LENGTH + " printable ASCII characters without blanks");
        }
        if (message.threadRoot().isEmpty()) {
            return EventBody.MessagePosted.of(message.text(), key);
        }
        long root = message.threadRoot().get();
        if (root < 1) {
            throw GaplessException.invalidField(field + ".thread_root", Long.toString(root), "the seq of a message");
        }
        return EventBody.MessagePosted.reply(message.text(), key, new Seq(root));
    }

    private Map<String, UserId> users(WorkspaceId workspace, Set<String> handles) {
        return shards.forWorkspace(workspace).read("channel.import-users", handle -> {
            Map<String, UserId> users = new HashMap<>();
            for (String name : handles) {
                UniqueNameTable.find(handle, workspace, NameKind.HANDLE, name)
                        .filter(UniqueName::confirmed)
                        .ifPresent(found -> users.put(name, new UserId(found.owner())));
            }
            return users;
        });
    }

    private static UserId user(Map<String, UserId> users, String field, String name) {
        UserId user = users.get(name);
        if (user == null) {
            throw GaplessException.invalidField(field, name, "the handle of somebody in the workspace");
        }
        return user;
    }

    private Instant time(String field, long ms, Instant least) {
        if (ms < least.toEpochMilli() || ms > now().toEpochMilli()) {
            throw GaplessException.invalidField(
                    field, Long.toString(ms), least.toEpochMilli() + " to " + now().toEpochMilli());
        }
        return Instant.ofEpochMilli(ms);
    }

    private static void atMost(String field, int size, int max) {
        if (size > max) {
            throw GaplessException.invalidField(field, Integer.toString(size), "at most " + max);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /// What is to be appended: messages, then members.
    private record Batch(ChannelRow channel, List<Append> appends, int messages) {
        ImportedMessages untaken() {
            return new ImportedMessages(List.of(), messages, appends.size() - messages);
        }

        /// @throws GaplessException if one of them cannot be; the transaction is to be rolled back then
        ImportedMessages append(Handle handle, long outboxId) {
            List<AppendResult> results = ChannelLog.appendKeyedWithin(handle, appends, outboxId);
            List<Long> seqs = new ArrayList<>();
            long taken = 0;
            long joined = 0;
            for (int i = 0; i < results.size(); i++) {
                boolean message = i < messages;
                switch (results.get(i)) {
                    case AppendResult.Appended appended -> {
                        requireInOrder(i);
                        taken += message ? 1 : 0;
                        joined += message ? 0 : 1;
                        if (message) {
                            seqs.add(appended.event().seq());
                        }
                    }
                    case AppendResult.Duplicate known -> seqs.add(known.seq());
                    case AppendResult.NoChange already -> {
                        // A member is a member.
                    }
                    default -> throw refusal(i, results.get(i));
                }
            }
            return new ImportedMessages(seqs, taken, joined);
        }

        private void requireInOrder(int i) {
            Instant at = appends.get(i).at();
            if (at.isBefore(channel.lastEventAt())) {
                throw GaplessException.invalidField(
                        field(i) + ".at_ms", Long.toString(at.toEpochMilli()),
                        channel.lastEventAt().toEpochMilli()
                                + ", the time of the channel's last event, or later: import into a channel of its own");
            }
        }

        private String field(int i) {
            return i < messages ? "messages[" + i + "]" : "members";
        }

        private GaplessException refusal(int i, AppendResult result) {
            return switch (result) {
                case AppendResult.KeyReused used -> new GaplessException(
                        ErrorCode.KEY_REUSED,
                        field(i) + ".key: was used for another text, seq " + used.seq() + " (expected: a new key)");
                case AppendResult.Archived archived -> new GaplessException(
                        ErrorCode.CHANNEL_ARCHIVED,
                        "channel: " + channel.key().channel().text() + " (expected: one that is not archived)");
                case AppendResult.NoSuchChannel gone ->
                    GaplessException.notFound("channel", channel.key().channel().text());
                default -> GaplessException.invalidField(
                        field(i), result.getClass().getSimpleName(), "what the channel's log takes");
            };
        }
    }
}
