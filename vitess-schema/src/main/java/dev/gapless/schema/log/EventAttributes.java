package dev.gapless.schema.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.UserId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Column `event.attrs`: a flat JSON object of texts, names in order.
final class EventAttributes {
    static final String ROLE = "role";
    /// Of a reply that is shown in the channel too.
    static final String ALSO_TO_CHANNEL = "also";
    /// Of a message: who is named in it now, as `from-to:target` with commas between.
    static final String MENTIONS = "named";
    /// Of a message: those named in it who were no members, so that they are not mentioned; with commas between.
    private static final String UNHEARD = "unheard";
    /// Of a reaction.
    static final String EMOJI = "emoji";
    /// Of a delete: the message took an ordinal.
    static final String TARGET_COUNTABLE = "counted";
    /// Of an edit or delete: what it did to who is mentioned. Of a message whose mentions changed since: what it did itself, empty if
    /// it mentioned nobody. A record made from the row then says what the first one said.
    private static final String MENTION_CHANGE = "mention-change";
    private static final Map<String, String> NONE = Map.of();

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, String>> MAP = new TypeReference<>() {};

    private EventAttributes() {}

    static Map<String, String> ofMessage(boolean alsoToChannel, List<Mention> mentions) {
        if (!alsoToChannel && mentions.isEmpty()) {
            return NONE;
        }
        Map<String, String> attributes = new TreeMap<>();
        if (alsoToChannel) {
            attributes.put(ALSO_TO_CHANNEL, "1");
        }
        if (!mentions.isEmpty()) {
            attributes.put(MENTIONS, mentions.stream().map(EventAttributes::text).collect(Collectors.joining(",")));
        }
        return attributes;
    }

    static void addUnheard(Map<String, String> attributes, List<UserId> users) {
        if (!users.isEmpty()) {
            attributes.put(UNHEARD, users.stream().map(UserId::text).collect(Collectors.joining(",")));
        }
    }

    static List<UserId> unheard(Map<String, String> attributes) {
        String text = attributes.get(UNHEARD);
        return text == null ? List.of() : Arrays.stream(text.split(",")).map(UserId::parse).toList();
    }

    static Map<String, String> ofChange(boolean targetCountable, Optional<MentionChange> change) {
        Map<String, String> attributes = new TreeMap<>();
        if (targetCountable) {
            attributes.put(TARGET_COUNTABLE, "1");
        }
        change.ifPresent(known -> attributes.put(
                MENTION_CHANGE, Base64.getEncoder().encodeToString(known.toBytes())));
        return attributes;
    }

    /// Keeps what a message did when it was written.
    static void addFirst(Map<String, String> attributes, Optional<MentionChange> first) {
        attributes.put(
                MENTION_CHANGE, first.map(known -> Base64.getEncoder().encodeToString(known.toBytes())).orElse(""));
    }

    static boolean tellsMentionChange(Map<String, String> attributes) {
        return attributes.containsKey(MENTION_CHANGE);
    }

    static Optional<MentionChange> mentionChange(Map<String, String> attributes) {
        return Optional.ofNullable(attributes.get(MENTION_CHANGE))
                .filter(text -> !text.isEmpty())
                .map(text -> MentionChange.fromBytes(Base64.getDecoder().decode(text)));
    }

    static List<Mention> mentions(Map<String, String> attributes) {
        String text = attributes.get(MENTIONS);
        return text == null ? List.of() : Arrays.stream(text.split(",")).map(EventAttributes::mention).toList();
    }

    private static String text(Mention mention) {
        String target = switch (mention.target()) {
            case MentionTarget.User(UserId user) -> user.text();
            case MentionTarget.Everyone(MentionTarget.Audience audience) -> audience.text();
        };
        return mention.from() + "-" + mention.to() + ":" + target;
    }

    private static Mention mention(String text) {
        int dash = text.indexOf('-');
        int colon = text.indexOf(':');
        String target = text.substring(colon + 1);
        return new Mention(
                Integer.parseInt(text.substring(0, dash)),
                Integer.parseInt(text.substring(dash + 1, colon)),
                MentionTarget.Audience.find(target)
                        .<MentionTarget>map(MentionTarget.Everyone::new)
                        .orElseGet(() -> new MentionTarget.User(UserId.parse(target))));
    }

    static String write(Map<String, String> attributes) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(attributes));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a map of texts is always JSON", e);
        }
    }

    static Map<String, String> read(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        try {
            return JSON.readValue(json, MAP);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event.attrs: not a flat JSON object", e);
        }
    }
}
