package dev.gapless.scenarios.run;

import dev.gapless.client.Token;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.net.TcpProxy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The system that a scenario is run against.
public interface Subject extends AutoCloseable {
    /// Where simulated clients connect: the gateways, or proxies in front of them.
    List<URI> doors();

    /// The gateways themselves, for reading what they hold.
    List<URI> gateways();

    URI admin();

    Token operator();

    /// Proxies of a link; none if nothing of the scenario needs them.
    ///
    /// @param index only those of this gateway or shard, from 1; 0: all
    List<TcpProxy> proxies(Link link, int index);

    /// The stack, if the run started it.
    Optional<LocalStack> stack();

    /// Whose certificates its doors show; empty for those that the JDK knows.
    default Optional<SSLContext> trust() {
        return Optional.empty();
    }

    /// One line for the report.
    String description();

    @Override
    void close();
}
