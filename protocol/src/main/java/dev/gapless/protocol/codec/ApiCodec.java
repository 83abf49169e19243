package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.gapless.protocol.audit.AuditHash;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// JSON of the HTTP bodies in [dev.gapless.protocol.api]: snake case, ids as text, seqs as numbers, empty optionals left out.
///
/// Servers read strictly ([#readStrict]): unknown fields, wrong types and missing fields are refused by name. Clients read
/// leniently ([#read]), so that a newer server may add fields. Any thread may call.
public final class ApiCodec {
    private static final Pattern MISSING_PROPERTY = Pattern.compile("creator property '(\\w+)'");
    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
            new PropertyNamingStrategies.SnakeCaseStrategy();
    private static final ObjectMapper LENIENT = mapper(false);
    private static final ObjectMapper STRICT = mapper(true);

    private ApiCodec() {}

    /// Writes a body in UTF-8.
    public static byte[] write(Object body) {
        try {
            return LENIENT.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a body as text on one line, for `-o json` and logs.
    public static String text(Object body) {
        return new String(write(body), StandardCharsets.UTF_8);
    }

    /// Reads an answer.
    ///
    /// @throws IllegalArgumentException if it is not one of this type
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return LENIENT.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /// Reads a request.
    ///
    /// @throws GaplessException `invalid-json`, `unknown-field` or `invalid-field`, naming the field
    public static <T> T readStrict(byte[] json, Class<T> type) {
        try {
            T value = STRICT.readValue(json, type);
            if (value == null) {
                throw new GaplessException(ErrorCode.INVALID_JSON, "body: null (expected: one JSON object)");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new GaplessException(
                    ErrorCode.UNKNOWN_FIELD,
                    e.getPropertyName() + ": not a field here (expected: "
                            + String.join(", ",
                                    e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList())
                            + ")");
        } catch (JsonMappingException e) {
            throw mappingError(e);
        } catch (JsonProcessingException e) {
            boolean utf8 = String.valueOf(e.getOriginalMessage()).contains("UTF-8");
            throw new GaplessException(
                    utf8 ? ErrorCode.INVALID_UTF8 : ErrorCode.INVALID_JSON,
                    "body: " + (utf8 ? "bytes that are not UTF-8" : "not JSON") + " at byte "
                            + e.getLocation().getByteOffset() + " (expected: one JSON object)");
        } catch (java.io.CharConversionException e) {
            throw new GaplessException(
                    ErrorCode.INVALID_UTF8, "body: bytes that are not UTF-8 (expected: one JSON object)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GaplessException mappingError(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof GaplessException refusal) {
                return refusal;
            }
        }
        String message = String.valueOf(e.getOriginalMessage());
        Matcher missing = MISSING_PROPERTY.matcher(message);
        if (missing.find()) {
            return GaplessException.invalidField(SNAKE_CASE.translate(missing.group(1)), "missing", "a value");
        }
        if (e.getPath().isEmpty() && !(e.getCause() instanceof IllegalArgumentException)
                && !message.contains("UTF-8")) {
            return new GaplessException(
                    ErrorCode.INVALID_JSON, "body: not an object of the right form (expected: one JSON object)");
        }
        String field = e.getPath().isEmpty() ? "body" : String.valueOf(e.getPath().getLast().getFieldName());
        if (e.getCause() instanceof IllegalArgumentException bad && bad.getMessage() != null) {
            message = bad.getMessage();
        } else if (message.contains("UTF-8")) {
            return new GaplessException(ErrorCode.INVALID_UTF8, "body: bytes that are not UTF-8 (expected: UTF-8)");
        } else {
            message = "missing or of another type (expected: see openapi.yaml)";
        }
        return new GaplessException(ErrorCode.INVALID_FIELD, field + ": " + message);
    }

    private static ObjectMapper mapper(boolean strict) {
        SimpleModule ids = new SimpleModule("gapless-ids");
        text(ids, ChannelId.class, ChannelId::text, ChannelId::parse);
        text(ids, UserId.class, UserId::text, UserId::parse);
        text(ids, WorkspaceId.class, WorkspaceId::text, WorkspaceId::parse);
        text(ids, AuditHash.class, AuditHash::hex, AuditHash::new);
        number(ids, Seq.class, Seq::value, Seq::new);
        number(ids, Position.class, Position::value, Position::new);
        number(ids, Epoch.class, Epoch::value, Epoch::new);
        number(ids, Ordinal.class, Ordinal::value, Ordinal::new);
        ids.addKeySerializer(ChannelId.class, new JsonSerializer<>() {
            @Override
            public void serialize(ChannelId value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeFieldName(value.text());
            }
        });
        ids.addKeyDeserializer(ChannelId.class, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return ChannelId.parse(key);
            }
        });
        ids.addSerializer(Event.class, new JsonSerializer<>() {
            @Override
            public void serialize(Event value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeRawValue(new String(EventCodec.json(value), StandardCharsets.UTF_8));
            }
        });
        ids.addDeserializer(Event.class, new JsonDeserializer<>() {
            @Override
            public Event deserialize(JsonParser in, DeserializationContext context) throws IOException {
                JsonNode tree = in.readValueAsTree();
                return EventCodec.decode(tree);
            }
        });
        JsonMapper mapper = JsonMapper.builder(Json.FACTORY.copy())
                .addModule(new Jdk8Module())
                .addModule(ids)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(com.fasterxml.jackson.annotation.JsonInclude.Value.construct(
                        com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT,
                        com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT))
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true)
                .configure(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, true)
                .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, strict)
                .configure(DeserializationFeature.ACCEPT_FLOAT_AS_INT, false)
                .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return convert(context, in.currentToken().isStructStart() ? "" : in.getText(), read);
            }
        });
    }

    private static <T> void number(
            SimpleModule module, Class<T> type, ToLongFunction<T> write, Function<Long, T> read) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeNumber(write.applyAsLong(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                if (!in.currentToken().isNumeric() || in.getNumberType() == JsonParser.NumberType.DOUBLE) {
                    throw JsonMappingException.from(in, "not a whole number");
                }
                return convert(context, in.getLongValue(), read);
            }
        });
    }

    private static <S, T> T convert(DeserializationContext context, S raw, Function<S, T> read)
            throws JsonMappingException {
        try {
            return read.apply(raw);
        } catch (IllegalArgumentException e) {
            throw JsonMappingException.from(context, String.valueOf(e.getMessage()), e);
        }
    }
}
