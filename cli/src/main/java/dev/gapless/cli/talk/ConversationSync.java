package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the conversations that changed since the last run, window by window, and keeps where it came to once all were read.
///
/// @param session where results go
/// @param window conversations per answer
/// @param timeline last events with each
record ConversationSync(Session session, int window, int timeline) {
    private static final int MAX_CONVERSATIONS = 10_000;

    ConversationSync {
        if (window < 1 || window > Limits.SYNC_WINDOW_MAX) {
            throw CliFailure.usage(
                    "--window: " + window + " (expected: 1 to " + Limits.SYNC_WINDOW_MAX + ")", "correct it");
        }
        if (timeline < 0 || timeline > Limits.TIMELINE_MAX) {
            throw CliFailure.usage(
                    "--timeline: " + timeline + " (expected: 0 to " + Limits.TIMELINE_MAX + ")", "correct it");
        }
    }

    /// @param peek keeps nothing
    void run(boolean peek) {
        Workspace workspace = Workspace.open(session);
        UserId self = workspace.api().me().user().id();
        Path place = Device.positionsFile(session, workspace, "sync").resolveSibling("sync.since");
        Optional<String> since = read(place);
        List<Conversation> changed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        Optional<String> next = Optional.empty();
        boolean resync = false;
        do {
            SyncAnswer answer =
                    workspace.api().sync(SyncRequest.since(since, cursor, window, timeline, Optional.empty()));
            changed.addAll(answer.conversations());
            resync |= answer.resync();
            next = answer.since();
            cursor = answer.next();
        } while (cursor.isPresent() && changed.size() < MAX_CONVERSATIONS);
        session.results().many(changed, () -> table(workspace, self, changed));
        if (resync) {
            session.notice("what changed since the last time cannot be told any more: this is a fresh start");
        }
        if (changed.isEmpty()) {
            session.notice("nothing new");
        }
        if (!peek && cursor.isEmpty() && next.isPresent()) {
            keep(place, next.get());
        }
    }

    private static Table table(Workspace workspace, UserId self, List<Conversation> changed) {
        Table table = Table.of("CHANNEL", ">UNREAD", ">MENTIONS", ">HEAD", ">EVENTS");
        for (Conversation conversation : changed) {
            table.row(
                    workspace.label(conversation.channel(), Optional.of(self)),
                    conversation.unread().map(UnreadView::unread).orElse(0L),
                    conversation.unread().map(UnreadView::mentions).orElse(0L),
                    conversation.channel().head(),
                    conversation.events().map(page -> page.events().size()).orElse(0));
        }
        return table;
    }

    private static Optional<String> read(Path place) {
        try {
            return Files.exists(place) ? Optional.of(Files.readString(place).strip()) : Optional.empty();
        } catch (IOException e) {
            throw unusable(place, e);
        }
    }

    private static void keep(Path place, String since) {
        try {
            Files.createDirectories(place.toAbsolutePath().getParent());
            Path whole = Files.writeString(place.resolveSibling("sync.since.next"), since + "\n");
            Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(place, e);
        }
    }

    private static CliFailure unusable(Path place, IOException e) {
        return new CliFailure(
                ExitCode.FAILED, "no-place", place + ": " + e.getMessage(), "make it writable, or delete it");
    }
}
