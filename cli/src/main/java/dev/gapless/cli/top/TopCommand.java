package dev.gapless.cli.top;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.OutputFormat;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Sleeper;
import dev.gapless.protocol.config.ConfigKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gapless top`: how everything is doing.
@Command(
        name = "top",
        description = {
            "How everything is doing, on one screen, as an operator: gateways, shards, hot channels, busy tenants.",
            "",
            "Keys: tab goes to the next table, arrows choose the column to sort by, r turns the order, / narrows, space freezes,",
            "q leaves. Without a terminal one frame is printed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless top",
            "  gapless top --once -o json               one frame for a script",
            "  gapless top -o jsonl --interval 10s      a frame on each line"
        })
public final class TopCommand implements Runnable {
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final int PAGE_WIDTH = 120;

    private final Session session;

    @Option(names = "--once", description = "Show one frame and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SPAN",
            defaultValue = "2s",
            description = "A new frame every so long (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String interval;

    @Option(names = "--table", paramLabel = "NAME",
            description = "Which table keys and --sort act on: gateways, shards, channels or tenants.")
    private @Nullable String table;

    @Option(names = "--sort", paramLabel = "COLUMN", description = "Sort by the column with this head.")
    private @Nullable String sort;

    @Option(names = "--filter", paramLabel = "TEXT", defaultValue = "", description = "Only rows with this text.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String filter;

    public TopCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Duration every = interval();
        TopState state = begin();
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        switch (session.format()) {
            case JSON, YAML -> session.results().one(admin.top(), List::of);
            case JSONL -> lines(admin, every);
            case TABLE, WIDE -> {
                if (once || !session.world().inputIsTerminal() || !session.world().out().terminal()) {
                    page(state.seen(admin.top()));
                } else {
                    watch(state, admin, every);
                }
            }
        }
    }

    private void lines(AdminClient admin, Duration every) {
        try {
            session.results().one(admin.top(), List::of);
            while (!once) {
                Sleeper.SYSTEM.sleep(every);
                session.results().one(admin.top(), List::of);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void page(TopState state) {
        Colour colour = session.colour(session.world().out());
        new TopScreen(session.world().clock().getZone())
                .page(state, session.format() == OutputFormat.WIDE ? Integer.MAX_VALUE : width())
                .forEach(line -> session.world().out().line(line.render(colour)));
    }

    /// As the shell says, if it does.
    private int width() {
        return session.world()
                .variable("COLUMNS")
                .filter(text -> text.matches("[1-9][0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(PAGE_WIDTH);
    }

    private void watch(TopState state, AdminClient admin, Duration every) {
        try (TopShell shell = TopShell.open(session, state)) {
            shell.run(admin::top, every);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "no-terminal", "terminal: " + e.getMessage(),
                    "gapless top --once shows one frame");
        }
    }

    private TopState begin() {
        TopState state = TopState.begin().filtered(filter);
        if (table != null) {
            int index = TopState.titles().indexOf(table);
            if (index < 0) {
                throw CliFailure.usage(
                        "--table: " + table + " (expected: one of " + String.join(", ", TopState.titles()) + ")",
                        "correct it");
            }
            state = state.focused(index);
        }
        String column = sort;
        if (column != null) {
            state = state.sortedBy(column)
                    .orElseThrow(() -> CliFailure.usage(
                            "--sort: " + column + " (expected: the head of a column)",
                            "gapless top --once shows them"));
        }
        return state;
    }

    private Duration interval() {
        try {
            Duration span = ConfigKey.parseDuration(interval);
            if (span.compareTo(SHORTEST) >= 0) {
                return span;
            }
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage("--interval: " + interval + " (expected: such as 2s)", "correct it");
        }
        throw CliFailure.usage(
                "--interval: " + interval + " (expected: " + SHORTEST.toMillis() + "ms or more)", "correct it");
    }
}
