package dev.gapless.fanout.inbox;

import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;

/// Asks the other instances over their internal ports. Any thread; blocks for [#WITHIN] at most.
final class InboxPeers implements AutoCloseable {
    static final Duration WITHIN = Duration.ofMillis(500);

    private final InboxSecret secret;
    private final String scheme;
    private final HttpClient http;

    /// @param door of this instance; the others' are of its kind
    InboxPeers(InboxSecret secret, InboxConfig.Door door) {
        this.secret = secret;
        scheme = door.tls().isPresent() ? "https" : "http";
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(WITHIN);
        door.authority().map(Trust::in).ifPresent(client::sslContext);
        http = client.build();
    }

    /// Asks the owner, which does not pass the question on again.
    InboxAnswer ask(HostInfo owner, WorkspaceId workspace, UserId user, long since, int limit) {
        URI uri = URI.create(scheme + "://" + owner.host() + ":" + owner.port()
                + InboxRoute.question(workspace, user, since, limit) + "&here=true");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header(InboxRoute.SECRET_HEADER, secret.text())
                .timeout(WITHIN)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 || response.statusCode() == 503
                    ? InboxCodec.read(response.body())
                    : new InboxAnswer.NotReady("the owner of the user refuses: " + response.statusCode());
        } catch (IOException | IllegalArgumentException e) {
            return new InboxAnswer.NotReady("the owner of the user does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InboxAnswer.NotReady("interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
