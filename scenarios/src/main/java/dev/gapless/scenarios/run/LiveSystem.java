package dev.gapless.scenarios.run;

import dev.gapless.client.Token;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.net.TcpProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// A system that exists. It is only ever used through its public doors, in workspaces that the run makes for itself; faults are on this side of the
/// sockets, so that they end with this process.
public final class LiveSystem implements Subject {
    private final Place place;
    private final List<TcpProxy> proxies = new ArrayList<>();
    private final List<URI> doors = new ArrayList<>();

    /// Where it is.
    ///
    /// @param trust whose certificates its doors show; empty for those that the JDK knows
    public record Place(List<URI> gateways, URI admin, Token operator, Optional<SSLContext> trust) {
        public Place {
            gateways = List.copyOf(gateways);
        }
    }

    /// @param proxied whether clients connect through proxies
    /// @param random for jitter; must serve several threads
    /// @param cut called for each connection that a proxy cut
    public LiveSystem(Place place, boolean proxied, RandomGenerator random, Runnable cut) {
        this.place = place;
        for (URI gateway : place.gateways()) {
            doors.add(proxied ? front(gateway, random, cut, proxies) : gateway);
        }
    }

    static URI front(URI gateway, RandomGenerator random, Runnable cut, List<TcpProxy> proxies) {
        if (!"http".equals(gateway.getScheme())) {
            throw new RunFailedException(
                    gateway + ": a proxy cannot stand in front of TLS (expected: http:// for faults of the network)");
        }
        int port = gateway.getPort() < 0 ? 80 : gateway.getPort();
        TcpProxy proxy = new TcpProxy(new InetSocketAddress(gateway.getHost(), port), random, cut);
        proxies.add(proxy);
        return URI.create("http://127.0.0.1:" + proxy.port());
    }

    @Override
    public List<URI> doors() {
        return List.copyOf(doors);
    }

    @Override
    public List<URI> gateways() {
        return place.gateways();
    }

    @Override
    public URI admin() {
        return place.admin();
    }

    @Override
    public Token operator() {
        return place.operator();
    }

    @Override
    public List<TcpProxy> proxies(Link link, int index) {
        return link != Link.CLIENT_GATEWAY
                ? List.of()
                : index == 0 ? List.copyOf(proxies) : List.of(proxies.get(index - 1));
    }

    @Override
    public Optional<LocalStack> stack() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLContext> trust() {
        return place.trust();
    }

    @Override
    public String description() {
        return "live system at " + place.gateways().getFirst();
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
    }
}
