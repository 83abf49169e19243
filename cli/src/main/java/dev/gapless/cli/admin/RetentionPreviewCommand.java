package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.RetentionPreview;
import dev.gapless.protocol.api.RetentionPreview.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "preview",
        description = "Count what a run would remove, event by event.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless retention preview --workspace acme"})
final class RetentionPreviewCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    RetentionPreviewCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RetentionPreview all = preview(
                AdminCommands.admin(session, session.operatorContext()),
                workspace.slug(session));
        session.results().one(all, () -> lines(all));
    }

    /// All pages, added up.
    private static RetentionPreview preview(AdminClient admin, String slug) {
        List<Loss> losses = new ArrayList<>();
        long events = 0;
        long messages = 0;
        Optional<Long> asOf = Optional.empty();
        Listing listing = Listing.first();
        while (true) {
            RetentionPreview page = admin.previewRetention(slug, asOf, listing);
            asOf = Optional.of(page.asOfMs());
            events += page.events();
            messages += page.messages();
            page.channels().stream().limit(MAX_ROWS - losses.size()).forEach(losses::add);
            if (page.next().isEmpty()) {
                return new RetentionPreview(asOf.get(), events, messages, losses, Optional.empty());
            }
            listing = listing.after(page.next().get());
        }
    }

    private static List<String> lines(RetentionPreview preview) {
        List<String> lines = new ArrayList<>();
        preview.channels().forEach(loss -> lines.add(
                loss.name().map(name -> "#" + SafeText.line(name)).orElse(loss.channel().text())
                        + (loss.to() < loss.from()
                                ? "  nothing"
                                : "  seq " + loss.from() + " to " + loss.to() + ", " + loss.messages() + " messages")
                        + (loss.held() ? "  (a legal hold keeps the rest)" : "")));
        lines.add(preview.events() + " events, " + preview.messages() + " messages would go; to remove exactly these: "
                + "gapless retention run --as-of " + preview.asOfMs());
        return lines;
    }
}
