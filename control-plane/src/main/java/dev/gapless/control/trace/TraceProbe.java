package dev.gapless.control.trace;

import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.Trust;
import dev.gapless.protocol.trace.TraceQuestion;
import dev.gapless.schema.global.GatewaySlot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks processes what they remember of an event, all at once, each for at most [#PATIENCE]. Any thread.
final class TraceProbe implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long MAX_BYTES = 64 * 1024;
    private static final int OK = 200;

    private final FleetConfig config;
    private final HttpClient http;

    /// @param config where the fan-outs are; the secret is read at each question, since it may be made later
    TraceProbe(FleetConfig config) {
        this.config = config;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        config.authority().map(Trust::in).ifPresent(client::sslContext);
        this.http = client.build();
    }

    private record Asked(Told.Role role, String process, Future<HttpResponse<byte[]>> answer) {}

    /// What gateways and fan-outs tell; one for each of them.
    ///
    /// @param gateways those that run and say where
    List<Told> ask(TraceQuestion question, List<GatewaySlot> gateways) {
        String secret;
        try {
            secret = Files.readString(config.secretFile(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            secret = "";
        }
        List<Asked> asked = new ArrayList<>();
        for (GatewaySlot gateway : gateways) {
            asked.add(ask(
                    Told.Role.GATEWAY, "gateway " + gateway.gateway().slot(), URI.create(gateway.address()), question,
                    secret));
        }
        for (URI fanout : config.heatUrls()) {
            asked.add(ask(Told.Role.FANOUT, "fan-out at " + fanout.getAuthority(), fanout, question, secret));
        }
        return asked.stream().map(TraceProbe::told).toList();
    }

    private Asked ask(Told.Role role, String process, URI address, TraceQuestion question, String secret) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(question.text()));
        if (!secret.isEmpty()) {
            request.header(InboxRoute.SECRET_HEADER, secret);
        }
        return new Asked(
                role, process,
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES)));
    }

    private static Told told(Asked asked) {
        try {
            HttpResponse<byte[]> answer = asked.answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == OK
                    ? Told.answer(asked.role(), ApiCodec.read(answer.body(), TraceMarks.class))
                    : Told.silence(asked.role(), asked.process(), refused(answer.statusCode()));
        } catch (TimeoutException e) {
            return Told.silence(asked.role(), asked.process(), "no answer in " + PATIENCE.toMillis() + " ms");
        } catch (ExecutionException | IllegalArgumentException e) {
            return Told.silence(asked.role(), asked.process(), "not reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Told.silence(asked.role(), asked.process(), "not asked to the end");
        } finally {
            asked.answer().cancel(true);
        }
    }

    private static String refused(int status) {
        return status == 401 || status == 404
                ? "refused: it has another secret of internal ports than the control plane, or none"
                : "refused with status " + status;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
