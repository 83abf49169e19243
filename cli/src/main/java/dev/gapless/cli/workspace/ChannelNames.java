package dev.gapless.cli.workspace;

import dev.gapless.client.ApiException;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What people call the channels of a workspace, asked once for many. For one thread.
public final class ChannelNames {
    private static final int MAX_ASKED = 10_000;

    private final Workspace workspace;
    private final UserId self;
    private final Map<ChannelId, String> labels = new HashMap<>();
    private boolean listed;

    public ChannelNames(Workspace workspace) {
        this.workspace = workspace;
        this.self = workspace.api().me().user().id();
    }

    /// `#name`, or `@handle` of those it is with; the id if it cannot be found out.
    public String label(ChannelId channel) {
        if (!labels.containsKey(channel) && !listed) {
            list();
        }
        return labels.computeIfAbsent(channel, this::ask);
    }

    private void list() {
        listed = true;
        Listing page = Listing.first().limit(Limits.LIST_MAX);
        while (labels.size() < MAX_ASKED) {
            ChannelList list = workspace.api().channels(ChannelScope.JOINED, page);
            list.channels().forEach(
                    view -> labels.put(view.id(), workspace.label(view, Optional.of(self))));
            if (list.next().isEmpty()) {
                return;
            }
            page = page.after(list.next().get());
        }
    }

    private String ask(ChannelId channel) {
        try {
            return workspace.label(workspace.api().channel(channel), Optional.of(self));
        } catch (ApiException e) {
            return channel.text();
        }
    }
}
