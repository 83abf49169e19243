package dev.gapless.server.history;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.server.log.Head;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The JSON of an [dev.gapless.protocol.api.EventPage], put together from the events' own bytes: nothing is parsed.
final class PageText {
    private static final byte[] END = {']', '}'};

    private PageText() {}

    /// @param from first seq covered; `to + 1` if there are no events
    /// @param to last seq covered
    static byte[] write(Head head, long from, long to, List<EncodedEvent> events) {
        byte[] start = ("{\"channel\":\"" + head.channel().channel().text()
                + "\",\"epoch\":" + head.epoch().value()
                + ",\"from\":" + from
                + ",\"to\":" + to
                + ",\"head\":" + head.seq()
                + ",\"ordinal\":" + head.ordinal()
                + ",\"min_seq\":" + head.minSeq()
                + ",\"events\":[")
                .getBytes(StandardCharsets.US_ASCII);
        int size = start.length + END.length + Math.max(0, events.size() - 1);
        for (EncodedEvent event : events) {
            size += event.json().length;
        }
        byte[] page = new byte[size];
        System.arraycopy(start, 0, page, 0, start.length);
        int at = start.length;
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                page[at++] = ',';
            }
            byte[] json = events.get(i).json();
            System.arraycopy(json, 0, page, at, json.length);
            at += json.length;
        }
        System.arraycopy(END, 0, page, at, END.length);
        return page;
    }
}
