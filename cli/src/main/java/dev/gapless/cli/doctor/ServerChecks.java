package dev.gapless.cli.doctor;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChatListener;
import dev.gapless.client.UnreachableException;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.event.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Checks of a server.
final class ServerChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SKEW_MAX = Duration.ofSeconds(10);

    private ServerChecks() {}

    static Finding connect(URI server) {
        int port = server.getPort() >= 0 ? server.getPort() : "https".equals(server.getScheme()) ? 443 : 80;
        InetSocketAddress address = new InetSocketAddress(server.getHost(), port);
        if (address.isUnresolved()) {
            return Finding.failed("connect", server.getHost() + ": no such host", "correct the name, or look at DNS");
        }
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) PATIENCE.toMillis());
            return Finding.ok("connect", server + ", " + (System.nanoTime() - start) / 1_000_000 + " ms");
        } catch (IOException e) {
            boolean here = address.getAddress().isLoopbackAddress();
            return Finding.failed(
                    "connect",
                    server + ": " + e.getMessage(),
                    here ? "gapless up --detach starts a server here" : "is the server up, and no firewall between?");
        }
    }

    static Finding ready(Workspace workspace) {
        return workspace.api().ready()
                ? Finding.ok("ready", "the server can do its work")
                : Finding.failed("ready", "the server says that it is not ready", "gapless status, or look at its log");
    }

    static Finding authentication(Workspace workspace) {
        try {
            Me me = workspace.api().me();
            return Finding.ok(
                    "auth",
                    SafeText.line("@" + me.user().handle() + ", " + me.user().role() + " in " + me.workspace().slug()));
        } catch (ApiException e) {
            return Finding.failed("auth", SafeText.line(e.text()) + " (code " + e.code() + ")",
                    "get a new token, then gapless context add");
        } catch (UnreachableException e) {
            return Finding.failed("auth", e.text(), "see the check before");
        }
    }

    static Finding clock(Session session, URI server) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        session.context().trust().ifPresent(client::sslContext);
        try (HttpClient http = client.build()) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/health/live")).timeout(PATIENCE).build();
            Optional<String> date =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).headers().firstValue("Date");
            if (date.isEmpty()) {
                return Finding.skipped("clock", "the server does not tell its time");
            }
            Instant there = ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration skew = Duration.between(there, session.world().clock().instant());
            return skew.abs().compareTo(SKEW_MAX) <= 0
                    ? Finding.ok("clock", "within " + SKEW_MAX.toSeconds() + " s of the server's")
                    : Finding.failed("clock", skew.toSeconds() + " s off the server's", "set the clock (ntp)");
        } catch (IOException | DateTimeException e) {
            return Finding.skipped("clock", "could not be compared: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped("clock", "interrupted");
        }
    }

    static Finding webSocket(Session session, Workspace workspace) {
        CountDownLatch live = new CountDownLatch(1);
        String silence = "no answer in " + PATIENCE.toSeconds() + " s";
        AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());
        ChatListener listener = new ChatListener() {
            @Override
            public void event(Event event) {}

            @Override
            public void state(ConnectionState state) {
                switch (state) {
                    case ConnectionState.Live now -> {
                        last.set(Optional.of(now.gateway()));
                        live.countDown();
                    }
                    case ConnectionState.Reconnecting again -> last.set(Optional.of(again.reason()));
                    case ConnectionState.Refused refused -> last.set(Optional.of(refused.refusal().message()));
                    case ConnectionState.Connecting connecting -> {}
                    case ConnectionState.Offline offline -> {}
                }
            }
        };
        long start = System.nanoTime();
        try (Device device = new Device(session, workspace, "doctor")) {
            device.connect(listener);
            if (live.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Finding.ok(
                        "websocket",
                        SafeText.line(told(last).orElse(silence)) + " greeted in "
                                + (System.nanoTime() - start) / 1_000_000 + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Finding.failed(
                "websocket", SafeText.line(told(last).orElse(silence)),
                "does a proxy between drop the upgrade of /v1/connect?");
    }

    private static Optional<String> told(AtomicReference<Optional<String>> last) {
        return Optional.ofNullable(last.get()).flatMap(text -> text);
    }
}
