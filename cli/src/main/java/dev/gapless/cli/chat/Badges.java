package dev.gapless.cli.chat;

import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unread counts of all one's channels, as the server counts them: asked for once, and again where something moved, at most once a
/// second and never two at a time. Any thread may call; nothing blocks.
final class Badges {
    private static final Logger log = LoggerFactory.getLogger(Badges.class);
    /// Channels whose counts are asked one by one; if more have moved, all are asked.
    private static final int EACH_MAX = 5;
    private static final int PAGES_MAX = 5;
    /// Channels that are watched for news.
    private static final int WATCHED_MAX = 200;

    private final Workspace workspace;
    private final UserId self;
    private final LocalStore store;
    private final Consumer<Map<ChannelId, Badge>> told;
    private final Map<ChannelId, String> labels = new ConcurrentHashMap<>();
    private final Set<ChannelId> stale = new LinkedHashSet<>();
    private final Set<ChannelId> followed = new HashSet<>();
    private boolean allStale;
    private boolean asking;

    Badges(Workspace workspace, UserId self, LocalStore store, Consumer<Map<ChannelId, Badge>> told) {
        this.workspace = workspace;
        this.self = self;
        this.store = store;
        this.told = told;
    }

    /// The counts of the last run.
    Map<ChannelId, Badge> kept() {
        store.people().forEach(workspace.people()::remember);
        store.channels().stream()
                .filter(ChannelView::joined)
                .forEach(view -> labels.put(view.id(), workspace.label(view, Optional.of(self))));
        return badges(store.unread());
    }

    /// Something happened in a channel.
    synchronized void stale(ChannelId channel) {
        stale.add(channel);
    }

    /// Anything may have happened.
    synchronized void all() {
        allStale = true;
    }

    /// Asks for what is stale, on a thread of its own.
    synchronized void refresh(ChatClient client) {
        if (asking || (!allStale && stale.isEmpty())) {
            return;
        }
        boolean everything = allStale || stale.size() > EACH_MAX;
        Set<ChannelId> some = Set.copyOf(stale);
        asking = true;
        allStale = false;
        stale.clear();
        Thread.ofVirtual().name("chat-badges").start(() -> {
            try {
                List<UnreadView> counts = everything ? askAll(client) : ask(some);
                store.keepUnread(counts);
                told.accept(badges(counts));
            } catch (ApiException e) {
                if (e.status() >= 500 || e.retryAfter().isPresent()) {
                    again(everything, some);
                }
            } catch (ClientException e) {
                again(everything, some);
            } catch (StoreException e) {
                log.debug("counts not kept", e);
            } finally {
                done();
            }
        });
    }

    private synchronized void again(boolean everything, Set<ChannelId> some) {
        allStale |= everything;
        stale.addAll(some);
    }

    private synchronized void done() {
        asking = false;
    }

    private synchronized void watch(ChatClient client, ChannelId channel) {
        if (followed.size() < WATCHED_MAX && followed.add(channel)) {
            client.watch(channel);
        }
    }

    /// A channel is followed with all its events, so it need not be watched.
    synchronized void opened(ChannelId channel) {
        followed.add(channel);
    }

    private List<UnreadView> ask(Set<ChannelId> channels) {
        List<UnreadView> counts = new ArrayList<>();
        for (ChannelId channel : channels) {
            counts.addAll(workspace.api().unread(channel).channels());
        }
        return counts;
    }

    private List<UnreadView> askAll(ChatClient client) {
        Listing page = Listing.first();
        for (int i = 0; i < PAGES_MAX; i++) {
            ChannelList list = workspace.api().channels(ChannelScope.JOINED, page);
            list.channels().forEach(view -> {
                labels.put(view.id(), workspace.label(view, Optional.of(self)));
                watch(client, view.id());
            });
            store.keepChannels(list.channels());
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        List<UnreadView> counts = new ArrayList<>();
        page = Listing.first();
        for (int i = 0; i < PAGES_MAX; i++) {
            UnreadList list = workspace.api().unread(page);
            counts.addAll(list.channels());
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        return counts;
    }

    private Map<ChannelId, Badge> badges(List<UnreadView> counts) {
        Map<ChannelId, Badge> badges = new LinkedHashMap<>();
        for (UnreadView count : counts) {
            String label = labels.get(count.channel());
            if (label != null) {
                badges.put(count.channel(), new Badge(label, count.unread(), count.mentions()));
            }
        }
        return badges;
    }
}
