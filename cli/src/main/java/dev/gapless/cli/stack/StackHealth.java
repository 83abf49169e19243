package dev.gapless.cli.stack;

import dev.gapless.cli.stack.StackStatus.Part;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks every part of a stack how it is.
final class StackHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private StackHealth() {}

    static StackStatus of(StackState stack) {
        List<Part> parts = new ArrayList<>();
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        stack.authority().filter(Files::isReadable).map(Trust::in).ifPresent(client::sslContext);
        try (HttpClient http = client.build()) {
            int number = 1;
            for (URI server : stack.servers()) {
                parts.add(http(http, "gateway " + number++, server));
            }
            parts.add(http(http, "control", stack.admin()));
        }
        parts.add(tcp("kafka", stack.kafka()));
        stack.shards().forEach(shard -> parts.add(tcp("shard " + shard.name(), authority(shard.jdbcUrl()))));
        stack.children().forEach(child -> parts.add(process(child)));
        boolean alive = stack.alive();
        return new StackStatus(
                stack.dataDirectory().toString(),
                alive ? "up" : "killed",
                Optional.of(stack.pid()),
                alive && parts.stream().allMatch(Part::healthy),
                parts);
    }

    private static Part http(HttpClient http, String name, URI base) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/health/ready")).timeout(PATIENCE).build();
        try {
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Part(name, base.toString(), Optional.empty(), status == 200,
                    status == 200 ? "ready" : "status " + status);
        } catch (IOException e) {
            return new Part(name, base.toString(), Optional.empty(), false, "no answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Part(name, base.toString(), Optional.empty(), false, "interrupted");
        }
    }

    private static Part tcp(String name, String authority) {
        int colon = authority.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(authority.substring(0, colon),
                            Integer.parseInt(authority.substring(colon + 1))),
                    (int) PATIENCE.toMillis());
            return new Part(name, authority, Optional.empty(), true, "listens");
        } catch (IOException e) {
            return new Part(name, authority, Optional.empty(), false, "no answer");
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return new Part(name, authority, Optional.empty(), false, "address not understood");
        }
    }

    private static Part process(StackState.Child child) {
        boolean alive = ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive).isPresent();
        return new Part("process " + child.name(), "-", Optional.of(child.pid()), alive, alive ? "runs" : "gone");
    }

    /// Host and port of a JDBC URL.
    private static String authority(String jdbcUrl) {
        int start = jdbcUrl.indexOf("//") + 2;
        int end = jdbcUrl.indexOf('/', start);
        return end < 0 ? jdbcUrl.substring(start) : jdbcUrl.substring(start, end);
    }
}
