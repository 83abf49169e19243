package dev.gapless.server.tail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Several events of a channel as one `events` frame, made once for all readers that stand before the first of them.
///
/// @param from first seq
/// @param to last seq
/// @param bytes WebSocket frame; not to be changed by anyone
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose: framed once. Equality is not asked for.
record EventRun(long from, long to, byte[] bytes) {
    /// Events of one frame at most.
    static final int MAX_EVENTS = 256;

    private static final byte[] START = "{\"type\":\"events\",\"events\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    /// @param frames in seq order, without a hole, at least one
    static EventRun of(List<EventFrame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(START);
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i).bytes();
            int payload = TextFrame.payloadOf(frame);
            if (i > 0) {
                out.write(',');
            }
            out.write(frame, payload, frame.length - payload);
        }
        out.writeBytes(END);
        return new EventRun(
                frames.getFirst().seq(), frames.getLast().seq(), TextFrame.of(out.toByteArray()));
    }
}
