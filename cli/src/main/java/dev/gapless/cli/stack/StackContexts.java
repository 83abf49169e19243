package dev.gapless.cli.stack;

import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.context.ContextStore;
import dev.gapless.devstack.StackState;
import dev.gapless.devstack.seed.Seeded;
import dev.gapless.devstack.seed.Seeding;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Contexts for the people of a stack, so that `--as ada` works as soon as it runs.
final class StackContexts {
    private static final String OPERATOR = "admin";

    private StackContexts() {}

    /// Writes them. A context of the same name that somebody made by hand is kept.
    static void write(Session session, StackState state) {
        ContextStore contexts = session.contexts();
        Path tokens = state.operatorToken().resolveSibling(".").normalize();
        Seeded seeded = Seeding.expected(tokens);
        List<String> servers = state.servers().stream().map(URI::toString).toList();
        for (Seeded.Person person : seeded.people()) {
            save(session, contexts, state, new Context(
                    person.handle(),
                    servers,
                    Optional.empty(),
                    Optional.of(seeded.workspace()),
                    Optional.of(person.handle()),
                    Optional.of(person.tokenFile().toString()),
                    Optional.empty()));
        }
        save(session, contexts, state, new Context(
                OPERATOR,
                servers,
                Optional.of(state.admin().toString()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(state.operatorToken().toAbsolutePath().toString()),
                Optional.empty()));
        if (contexts.current().flatMap(contexts::find).isEmpty()) {
            contexts.use(seeded.people().getFirst().handle());
        }
    }

    private static void save(Session session, ContextStore contexts, StackState state, Context bare) {
        Context fresh = state.authority().map(bare::believing).orElse(bare);
        boolean foreign = contexts.find(fresh.name())
                .flatMap(Context::tokenFile)
                .filter(file -> !fromStack(Path.of(file)))
                .isPresent();
        if (foreign) {
            session.notice("context " + fresh.name() + " was not made by `gapless up`, so it stays as it is");
        } else {
            contexts.save(fresh);
        }
    }

    private static boolean fromStack(Path tokenFile) {
        Path parent = tokenFile.getParent();
        return parent != null && parent.endsWith("tokens");
    }
}
