package dev.gapless.cli.trace;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.admin.RouteChannel;
import dev.gapless.protocol.api.TraceView;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `gapless trace`: the way of one event.
@Command(
        name = "trace",
        description = {
            "Show the way of one message through all processes, with times.",
            "",
            "Received and queued by a gateway, taken by a lane, committed to the log, published to the broker, fanned out, heard by the gateways"
                    + " that have readers, written to their sockets. Each process remembers what it has handled lately; what is missing is"
                    + " listed with the reason. For operators, and owners and admins of the workspace."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless trace '#general' 48 --workspace acme",
            "  gapless trace '#general' 48 --workspace acme -o json"
        })
public final class TraceCommand implements Runnable {
    private static final int USUAL_WIDTH = 80;
    private static final int MIN_WIDTH = 40;
    private static final int MAX_WIDTH = 160;

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private RouteChannel which;

    @Parameters(index = "1", paramLabel = "SEQ", description = "Its place in the channel.")
    private long seq;

    /// A command of this session.
    public TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (seq < 1) {
            throw CliFailure.usage("SEQ: " + seq + " (expected: 1 or more)", "gapless tail shows the seqs");
        }
        TraceView found = AdminCommands.admin(session, session.operatorContext())
                .trace(which.workspace(session), which.channel(), seq);
        session.results().one(found, () -> new Waterfall(found, width()).lines());
    }

    private int width() {
        int columns = session.world()
                .variable("COLUMNS")
                .filter(text -> text.matches("\\d{1,4}"))
                .map(Integer::parseInt)
                .orElseGet(this::widthOfTerminal);
        return Math.clamp(columns, MIN_WIDTH, MAX_WIDTH);
    }

    private int widthOfTerminal() {
        if (!session.world().out().terminal()) {
            return USUAL_WIDTH;
        }
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            int columns = terminal.getSize().getColumns();
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (IOException e) {
            return USUAL_WIDTH;
        }
    }
}
