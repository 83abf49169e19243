package dev.gapless.control.channel;

import dev.gapless.control.http.AdminRequest;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ChannelDetails;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.shard.Shards;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds and lists the channels of a workspace. Direct messages look as if they were not there. Any thread.
public final class Channels {
    private final Shards shards;

    public Channels(Shards shards) {
        this.shards = shards;
    }

    /// The channel that a request names.
    ///
    /// @throws GaplessException `not-found`
    public ChannelRow find(AdminRequest request) {
        return find(request.workspace(), request.path("channel"));
    }

    /// The channel that somebody names.
    ///
    /// @param named id, `#name` or name
    /// @throws GaplessException `not-found`
    public ChannelRow find(WorkspaceId workspace, String named) {
        return id(workspace, named)
                .flatMap(key -> shards.forChannel(key)
                        .read("channel.find", handle -> ChannelTable.find(handle, key)))
                .filter(Channels::shown)
                .orElseThrow(() -> GaplessException.notFound("channel", shortened(named)));
    }

    /// Any channel, direct messages too, for whoever may break the glass.
    ///
    /// @param named id, `#name` or name; direct messages have an id only
    /// @throws GaplessException `not-found`
    ChannelKey findAny(WorkspaceId workspace, String named) {
        return id(workspace, named)
                .flatMap(key -> shards.forChannel(key)
                        .read("channel.find", handle -> ChannelTable.find(handle, key)))
                .map(ChannelRow::key)
                .orElseThrow(() -> GaplessException.notFound("channel", shortened(named)));
    }

    /// A page of channels, by id, from every shard that holds some.
    ///
    /// @param after id that the page begins behind; 0 for the first page
    /// @param limit 1 to [dev.gapless.protocol.codec.Limits#LIST_MAX]
    public ChannelDetails page(WorkspaceId workspace, long after, int limit) {
        List<ChannelRow> rows = shards.touching(workspace).stream()
                .flatMap(shard -> shard
                        .read("channel.page", handle -> ChannelTable.page(handle, workspace, after, limit + 1))
                        .stream())
                .sorted(Comparator.comparing(row -> row.key().channel()))
                .toList();
        List<ChannelRow> page = rows.subList(0, Math.min(limit, rows.size()));
        return new ChannelDetails(
                page.stream().filter(Channels::shown).map(Channels::detail).toList(),
                rows.size() > limit ? Optional.of(page.getLast().key().channel().text()) : Optional.empty());
    }

    /// A page of a channel's members, by id.
    ///
    /// @param after id that the page begins behind; 0 for the first page
    public MemberList members(ChannelRow channel, long after, int limit) {
        List<MemberRow> rows = shards.forChannel(channel.key())
                .read("member.page", handle -> ChannelMemberTable.page(handle, channel.key(), after, limit + 1));
        List<MemberView> views = rows.stream()
                .limit(limit)
                .map(row -> new MemberView(row.user(), row.role().text(), new Seq(row.joinedSeq())))
                .toList();
        return new MemberList(
                views, rows.size() > limit ? Optional.of(views.getLast().user().text()) : Optional.empty());
    }

    /// As admins see it.
    static ChannelDetail detail(ChannelRow row) {
        ChannelHead head = row.head();
        ChannelRules rules = head.rules();
        return new ChannelDetail(
                row.key().channel(),
                row.name(),
                row.topic(),
                head.kind().text(),
                head.channelClass().text(),
                head.state().text(),
                row.memberCount(),
                head.lastSeq(),
                rules.posters().text(),
                rules.broadcasters().text(),
                rules.memberLimit(),
                rules.slow().toMillis(),
                row.version(),
                row.createdAt().toEpochMilli(),
                row.lastEventAt().toEpochMilli());
    }

    private static boolean shown(ChannelRow row) {
        return row.head().kind() == ChannelKind.PUBLIC || row.head().kind() == ChannelKind.PRIVATE;
    }

    /// An id begins with a capital letter, a name never does.
    private Optional<ChannelKey> id(WorkspaceId workspace, String idOrName) {
        if (!idOrName.isEmpty() && idOrName.charAt(0) == ChannelId.PREFIX) {
            try {
                return Optional.of(new ChannelKey(workspace, ChannelId.parse(idOrName)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        String name = idOrName.startsWith("#") ? idOrName.substring(1) : idOrName;
        return shards.forWorkspace(workspace)
                .read("channel.find-name", handle -> UniqueNameTable.find(handle, workspace, NameKind.CHANNEL, name))
                .filter(UniqueName::confirmed)
                .map(found -> new ChannelKey(workspace, new ChannelId(found.owner())));
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    /// @throws GaplessException `limit-reached` if the workspace has as many channels as it may have
    void requireRoom(WorkspaceId workspace) {
        QuotaCounts.requireRoom(shards, workspace, QuotaDimension.CHANNELS);
    }
}
