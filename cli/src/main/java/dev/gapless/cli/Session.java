package dev.gapless.cli;

import dev.gapless.cli.context.Context;
import dev.gapless.cli.context.ContextStore;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.OutputFormat;
import dev.gapless.cli.output.Results;
import dev.gapless.cli.output.Sink;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What every command works with: where results and notices go, who to be, how to show things. One per run.
///
/// Reading an answer is cheap until a command asks for it, so that a command which needs no context never looks for one.
public final class Session {
    private final Surroundings world;
    private final GlobalOptions options;

    Session(Surroundings world, GlobalOptions options) {
        this.world = world;
        this.options = options;
    }

    public Surroundings world() {
        return world;
    }

    /// Results, on standard output, in the format asked for.
    public Results results() {
        return new Results(world.out(), format());
    }

    /// One line for the person, on standard error.
    public void notice(String text) {
        world.err().line(text);
    }

    public OutputFormat format() {
        return options.format().or(this::formatOfVariable).orElse(OutputFormat.TABLE);
    }

    /// Whether text to this place may have colours.
    public Colour colour(Sink sink) {
        boolean forced = world.variable("FORCE_COLOR").isPresent() || world.variable("CLICOLOR_FORCE").isPresent();
        boolean dumb = world.variable("TERM").filter("dumb"::equals).isPresent();
        if (options.noColor || world.variable("NO_COLOR").isPresent()) {
            return Colour.OFF;
        }
        return forced || (sink.terminal() && !dumb) ? Colour.ON : Colour.OFF;
    }

    /// True if a person is there to be asked.
    public boolean mayAsk() {
        return !options.noInput && world.inputIsTerminal() && world.err().terminal();
    }

    public ContextStore contexts() {
        return new ContextStore(world.configDirectory());
    }

    /// The context to be: `--as`, else `$GAPLESS_CONTEXT`, else the current one.
    ///
    /// @throws CliFailure `no-context` if none is chosen or there is none of this name
    public Context context() {
        ContextStore contexts = contexts();
        Optional<String> chosen = options.contextName()
                .or(() -> world.variable("GAPLESS_CONTEXT"))
                .or(contexts::current);
        if (chosen.isEmpty()) {
            throw noContext("context: none chosen", contexts.list());
        }
        return find(contexts, chosen.get());
    }

    /// The operator's context: the one chosen if it has an admin address, else `admin`.
    public Context operatorContext() {
        ContextStore contexts = contexts();
        Optional<String> named = options.contextName().or(() -> world.variable("GAPLESS_CONTEXT"));
        if (named.isPresent()) {
            return find(contexts, named.get());
        }
        Optional<Context> current =
                contexts.current().flatMap(contexts::find).filter(found -> found.admin().isPresent());
        return current.orElseGet(() -> find(contexts, "admin"));
    }

    private static Context find(ContextStore contexts, String name) {
        return contexts.find(name).orElseThrow(() -> noContext("context: " + name, contexts.list()));
    }

    private static CliFailure noContext(String what, List<Context> known) {
        String names = String.join(", ", known.stream().map(Context::name).toList());
        return known.isEmpty()
                ? new CliFailure(
                        ExitCode.USAGE,
                        "no-context",
                        what + " (expected: a context; there is none yet)",
                        "gapless up starts a server here and makes contexts; gapless context add NAME points at another")
                : new CliFailure(
                        ExitCode.USAGE,
                        "no-context",
                        what + " (expected: one of " + names + ")",
                        "add --as NAME, or gapless context use NAME");
    }

    private Optional<OutputFormat> formatOfVariable() {
        return world.variable("GAPLESS_OUTPUT").map(text -> {
            try {
                return OutputFormat.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw CliFailure.usage(
                        "GAPLESS_OUTPUT: " + text + " (expected: table, wide, json, jsonl or yaml)",
                        "correct the variable");
            }
        });
    }
}
