package dev.gapless.scenarios.mutate;

import dev.gapless.client.Token;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.net.TcpProxy;
import dev.gapless.scenarios.run.LocalStack;
import dev.gapless.scenarios.run.Subject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A stack that outlives the runs against it.
record SharedStack(LocalStack shared) implements Subject {
    @Override
    public List<URI> doors() {
        return shared.doors();
    }

    @Override
    public List<URI> gateways() {
        return shared.gateways();
    }

    @Override
    public URI admin() {
        return shared.admin();
    }

    @Override
    public Token operator() {
        return shared.operator();
    }

    @Override
    public List<TcpProxy> proxies(Link link, int index) {
        return shared.proxies(link, index);
    }

    @Override
    public Optional<LocalStack> stack() {
        return Optional.of(shared);
    }

    @Override
    public String description() {
        return shared.description();
    }

    /// It goes on.
    @Override
    public void close() {}
}
