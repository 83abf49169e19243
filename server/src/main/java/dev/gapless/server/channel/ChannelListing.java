package dev.gapless.server.channel;

import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Lists channels and shows one. Any thread may call.
public final class ChannelListing {
    private final Shards shards;
    private final StoredChannelAccess access;

    public ChannelListing(Shards shards, StoredChannelAccess access) {
        this.shards = shards;
        this.access = access;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/channels", Set.of("name", "joined", "cursor", "limit"), this::list),
                Route.get("/v1/channels/{channel}", Set.of(), this::show));
    }

    private Answer show(ApiRequest request) {
        return Answer.ok(ChannelViews.of(access.see(request.caller(), request.channel())));
    }

    private Answer list(ApiRequest request) {
        Optional<Boolean> joined = request.query().flag("joined");
        return Answer.ok(
                joined.isPresent() && joined.get() ? joined(request) : named(request, joined.isPresent()));
    }

    /// From the caller's own list, by id.
    private ChannelList joined(ApiRequest request) {
        Identity caller = request.caller();
        int limit = Listing.limit(request.query());
        String prefix = Listing.prefix(request.query(), "name");
        long after = Listing.idCursor(
                Listing.cursor(request.query()), text -> ChannelId.parse(text).value());
        List<UserChannelRow> page = ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read(
                        "channel.joined",
                        handle -> UserChannelTable.page(
                                handle, caller.workspace(), caller.user(), after, limit)));
        List<ChannelKey> keys = page.stream().map(UserChannelRow::channel).toList();
        List<ChannelView> views = seen(caller, keys).stream()
                .filter(SeenChannel::joined)
                .filter(seen -> seen.row().name().orElse("").startsWith(prefix))
                .map(ChannelViews::of)
                .toList();
        return new ChannelList(
                views, Listing.next(page, limit, row -> row.channel().channel().text()));
    }

    /// From the names that everybody may see, and the one exact name of a private channel that the caller is in.
    private ChannelList named(ApiRequest request, boolean onlyOutside) {
        Identity caller = request.caller();
        WorkspaceId workspace = caller.workspace();
        int limit = Listing.limit(request.query());
        String prefix = Listing.prefix(request.query(), "name");
        Optional<String> cursor = Listing.cursor(request.query());
        List<UniqueName> page = new ArrayList<>();
        Set<ChannelKey> keys = new LinkedHashSet<>();
        ShardFailures.refusing(() -> shards.forWorkspace(workspace).read("channel.names", handle -> {
            if (!prefix.isEmpty() && cursor.isEmpty()) {
                UniqueNameTable.find(handle, workspace, NameKind.CHANNEL, prefix)
                        .filter(UniqueName::confirmed)
                        .ifPresent(name -> keys.add(key(name)));
            }
            page.addAll(UniqueNameTable.page(
                    handle, workspace, NameKind.CHANNEL, prefix, cursor.orElse(""), limit));
            page.forEach(name -> keys.add(key(name)));
            return keys.size();
        }));
        List<ChannelView> views = seen(caller, keys).stream()
                .filter(seen -> !(onlyOutside && seen.joined()))
                .map(ChannelViews::of)
                .toList();
        return new ChannelList(views, Listing.next(page, limit, UniqueName::name));
    }

    private List<SeenChannel> seen(Identity caller, Iterable<ChannelKey> keys) {
        List<ChannelKey> wanted = new ArrayList<>();
        keys.forEach(wanted::add);
        Map<ChannelKey, SeenChannel> seen = access.seeMany(caller, wanted);
        return wanted.stream().map(seen::get).filter(Objects::nonNull).toList();
    }

    private static ChannelKey key(UniqueName name) {
        return new ChannelKey(name.workspace(), new ChannelId(name.owner()));
    }
}
