package dev.gapless.client.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.FakeGateway;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryVerifierTest {
    private final FakeGateway gateway = FakeGateway.start();
    private final HttpOptions http = HttpOptions.standard(new Random(1));
    private final HistoryReader reader =
            new HistoryReader(new ApiClient(gateway.endpoint(), Token.of(FakeGateway.TOKEN), http), 10);

    @AfterEach
    void close() {
        http.http().close();
        gateway.close();
    }

    @Test
    void walksAllPagesUpToTheHead() {
        post(25);
        List<Event> events = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (EventPage page : reader.pages(FakeGateway.CHANNEL, Position.START)) {
            events.addAll(page.events());
            sizes.add(page.events().size());
        }
        assertEquals(gateway.log(), events);
        assertEquals(List.of(10, 10, 5), sizes);
    }

    @Test
    void findsADenseLogAndItsDigest() {
        post(25);
        HistoryVerdict.Dense dense = assertInstanceOf(HistoryVerdict.Dense.class, verify());
        assertEquals(25, dense.count());
        assertEquals(new Position(25), dense.head());
        assertEquals(new Ordinal(25), dense.ordinal());
        assertEquals(Seq.FIRST, dense.first());
        assertEquals(dense, verify());
        gateway.post("one more");
        HistoryVerdict.Dense longer = assertInstanceOf(HistoryVerdict.Dense.class, verify());
        assertNotEquals(dense.digest(), longer.digest());
    }

    @Test
    void acceptsAnEmptyLog() {
        HistoryVerdict.Dense dense = assertInstanceOf(HistoryVerdict.Dense.class, verify());
        assertEquals(0, dense.count());
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", dense.digest());
    }

    @Test
    void findsTheFirstHole() {
        post(25);
        gateway.hideFromPages(17);
        HistoryVerdict.Broken broken = assertInstanceOf(HistoryVerdict.Broken.class, verify());
        assertEquals(new Seq(17), broken.at());
        assertThrows(IncompletePageException.class, () -> reader.page(FakeGateway.CHANNEL, new Position(10)));
    }

    @Test
    void passesRefusalsOn() {
        gateway.refuseNextHttp(ErrorCode.NOT_FOUND);
        assertEquals(
                ErrorCode.NOT_FOUND.text(),
                assertThrows(ApiException.class, this::verify).code());
    }

    private HistoryVerdict verify() {
        return new HistoryVerifier(reader).verify(FakeGateway.CHANNEL);
    }

    private void post(int count) {
        for (int i = 0; i < count; i++) {
            gateway.post("m" + i);
        }
    }
}
