package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Results;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.audit.AuditEntry;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = "Follow a record: entries as they are made, none missing.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless audit tail --workspace acme", "  gapless audit tail --workspace acme --from 1 -o jsonl"})
final class AuditTailCommand implements Runnable {
    private static final long LOOK_EVERY_MS = 500;

    private final Session session;
    private long printed;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AuditSource source;

    @Option(names = "--from", paramLabel = "SEQ", description = "Begin at this entry (default: the next one).")
    private long from;

    @Option(names = {"-c", "--count"}, paramLabel = "N", description = "End after N entries.")
    private long count;

    AuditTailCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        long at = from > 0
                ? from - 1
                : AdminCommands.admin(session, session.operatorContext())
                        .audit(source.where(session), "limit=1&before=1")
                        .head()
                        .seq();
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!enough()) {
                at = Math.max(at, source.read(session, at, this::print).seq());
                if (!enough() && never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean enough() {
        return count > 0 && printed >= count;
    }

    private void print(AuditEntry entry) {
        if (enough()) {
            return;
        }
        printed++;
        session.world().out().line(session.format().human() ? line(entry) : Results.json(entry));
    }

    private static String line(AuditEntry entry) {
        return entry.seq() + "  " + Instant.ofEpochMilli(entry.atMs()) + "  " + SafeText.line(entry.action()) + "  "
                + SafeText.line(entry.outcome()) + "  " + SafeText.line(entry.actor()) + "  "
                + SafeText.line(entry.target()) + "  " + SafeText.line(entry.reason());
    }
}
