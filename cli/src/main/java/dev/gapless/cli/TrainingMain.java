package dev.gapless.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.context.ContextStore;
import dev.gapless.cli.output.Sink;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelLoad;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.ShardLoad;
import dev.gapless.protocol.api.TenantLoad;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.api.WorkspaceDetails;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Commands that ask a server and print tables: the training run for the ahead-of-time cache of short commands (`-XX:AOTCacheOutput=FILE`).
/// What a command does between its start and its end is then mapped rather than loaded, parsed and linked: HTTP, JSON and tables as well
/// as the command line itself.
///
/// The server is one of the JDK's own on loopback that knows these answers only; nothing of the person's contexts is read.
///
/// Argument: an empty directory to be home, which the caller deletes.
public final class TrainingMain {
    private static final int BACKLOG = 8;
    /// Shown nowhere, for a server that asks for none.
    private static final String TOKEN = "none";

    private TrainingMain() {}

    /// Runs the commands.
    ///
    /// @param args home directory
    /// @throws IOException if there is no free port
    public static void main(String[] args) throws IOException {
        Sink out = new Sink(new FileOutputStream(FileDescriptor.out), false);
        train(new Surroundings(
                InputStream.nullInputStream(),
                out,
                out,
                false,
                Map.of(),
                Path.of(args[0]),
                Clock.system(ZoneId.systemDefault()),
                new SecureRandom()));
    }

    /// Runs the commands.
    ///
    /// @throws IllegalStateException if one of them fails
    static void train(Surroundings world) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        answer(server, "/admin/v1/top", top());
        answer(server, "/admin/v1/workspaces", workspaces());
        answer(server, "/v1/channels", channels());
        server.start();
        try {
            InetSocketAddress at = server.getAddress();
            String url = "http://" + at.getAddress().getHostAddress() + ":" + at.getPort();
            ContextStore contexts = new ContextStore(world.configDirectory());
            contexts.save(context("admin", List.of(), Optional.of(url)));
            contexts.save(context("ada", List.of(url), Optional.empty()));
            contexts.use("ada");
            run(world, "--help");
            run(world, "top", "--once");
            run(world, "top", "--once", "-o", "json");
            run(world, "workspace", "list");
            run(world, "channel", "list");
        } finally {
            server.stop(0);
        }
    }

    private static Context context(String name, List<String> servers, Optional<String> admin) {
        return new Context(
                name, servers, admin, Optional.of("acme"), Optional.of(name), Optional.empty(), Optional.of(TOKEN));
    }

    private static void run(Surroundings world, String... args) {
        int code = GaplessCli.run(world, List.of(args));
        if (code != ExitCode.OK.number()) {
            throw new IllegalStateException(String.join(" ", args) + ": exit code " + code + " (expected: 0)");
        }
    }

    private static void answer(HttpServer server, String path, Object value) {
        byte[] body = ApiCodec.write(value);
        server.createContext(path, exchange -> answer(exchange, body));
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static TopView top() {
        return new TopView(
                0,
                List.of(new GatewayLoad(
                        0, "live", "http://127.0.0.1:1",
                        Optional.of(new GatewayLoad.Figures(1, 2.5, 2.5, 1.5, 1.5, 0, 100, 12.5, 100, 60, 3)))),
                List.of(new ShardLoad("-80", 1000, true, Optional.of(3L), 2.5)),
                true,
                List.of(new ChannelLoad("acme", new ChannelId(1), Optional.of("ops"), "normal", 2.5, 5, 2, 1)),
                List.of(new TenantLoad("acme", "-80", 2.5, 5, 2, 1)));
    }

    private static WorkspaceDetails workspaces() {
        return new WorkspaceDetails(
                List.of(new WorkspaceDetail(
                        new WorkspaceId(1), "acme", "Acme", "active", "free", 1, 0, Optional.empty())),
                Optional.empty());
    }

    private static ChannelList channels() {
        return new ChannelList(
                List.of(new ChannelView(
                        new ChannelId(1), "public", "normal", Optional.of("ops"), Optional.of("what runs"), "active",
                        true, List.of(), new Epoch(1), new Position(7), new Ordinal(5))),
                Optional.empty());
    }
}
