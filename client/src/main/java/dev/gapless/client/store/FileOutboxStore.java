package dev.gapless.client.store;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Unsettled sends of one device in an append-only journal, one JSON object per line: `put` lines are fsynced, `settled` lines
/// are not. A torn last line, which a crash leaves, is cut off when the journal is opened; so is everything settled, and
/// again whenever the journal holds nothing unsettled and has grown. One process at a time.
public final class FileOutboxStore implements OutboxStore {
    private static final int COMPACT_AFTER_BYTES = 1 << 20;

    private final Path file;
    private final OwnedFile owned;
    private final Map<SendId, OutgoingMessage> messages;
    private FileChannel journal;
    private long length;

    private FileOutboxStore(Path file, OwnedFile owned, Map<SendId, OutgoingMessage> messages) throws IOException {
        this.file = file;
        this.owned = owned;
        this.messages = messages;
        this.journal = rewrite();
    }

    /// One line. A `put` has a text, a `settled` has none.
    private record Line(
            String op,
            ChannelId channel,
            String key,
            Optional<String> text,
            Optional<Seq> threadRoot,
            Optional<Boolean> alsoToChannel) {}

    /// Opens the journal of one device; its folder is made if it is missing.
    ///
    /// @throws StoreException if it is in use, or a line other than the last is not one of a journal
    public static FileOutboxStore open(Path file) {
        OwnedFile owned = OwnedFile.claim(file);
        try {
            return new FileOutboxStore(file, owned, Files.exists(file) ? read(file) : new LinkedHashMap<>());
        } catch (IOException e) {
            owned.close();
            throw new StoreException(file + ": " + e, e);
        } catch (StoreException e) {
            owned.close();
            throw e;
        }
    }

    @Override
    public synchronized List<OutgoingMessage> all() {
        return List.copyOf(messages.values());
    }

    @Override
    public synchronized void put(OutgoingMessage message) {
        if (messages.containsKey(SendId.of(message))) {
            return;
        }
        try {
            append(line(message));
            journal.force(false);
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        }
        messages.put(SendId.of(message), message);
    }

    @Override
    public synchronized void settle(ChannelId channel, IdempotencyKey key) {
        if (messages.remove(new SendId(channel, key)) == null) {
            return;
        }
        try {
            append(new Line(
                    "settled", channel, key.value(), Optional.empty(), Optional.empty(), Optional.empty()));
            if (messages.isEmpty() && length > COMPACT_AFTER_BYTES) {
                journal.close();
                journal = rewrite();
            }
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        } finally {
            owned.close();
        }
    }

    private void append(Line line) throws IOException {
        byte[] bytes = bytes(line);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            journal.write(rest);
        }
        length += bytes.length;
    }

    private FileChannel rewrite() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (OutgoingMessage message : messages.values()) {
            content.write(bytes(line(message)));
        }
        owned.replace(content.toByteArray());
        length = content.size();
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static Map<SendId, OutgoingMessage> read(Path file) throws IOException {
        Map<SendId, OutgoingMessage> messages = new LinkedHashMap<>();
        byte[] content = Files.readAllBytes(file);
        int start = 0;
        int number = 1;
        for (int end = 0; end < content.length; end++) {
            if (content[end] == '\n') {
                apply(messages, file + ":" + number, java.util.Arrays.copyOfRange(content, start, end));
                start = end + 1;
                number++;
            }
        }
        return messages;
    }

    private static void apply(Map<SendId, OutgoingMessage> messages, String place, byte[] json) {
        try {
            Line line = ApiCodec.read(json, Line.class);
            IdempotencyKey key = new IdempotencyKey(line.key());
            SendId id = new SendId(line.channel(), key);
            if (line.text().isPresent()) {
                messages.putIfAbsent(
                        id,
                        new OutgoingMessage(
                                line.channel(),
                                key,
                                line.text().get(),
                                line.threadRoot(),
                                line.alsoToChannel().orElse(false)));
            } else {
                messages.remove(id);
            }
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new StoreException(place + ": not a line of an outbox (expected: what gapless wrote)", e);
        }
    }

    private static Line line(OutgoingMessage message) {
        return new Line(
                "put",
                message.channel(),
                message.key().value(),
                Optional.of(message.text()),
                message.threadRoot(),
                message.alsoToChannel() ? Optional.of(true) : Optional.empty());
    }

    private static byte[] bytes(Line line) {
        return (ApiCodec.text(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
