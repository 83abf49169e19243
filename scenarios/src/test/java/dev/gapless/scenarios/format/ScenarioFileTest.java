package dev.gapless.scenarios.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioFileTest {
    private static final String GOOD =
            """
            apiVersion: gapless/v1
            kind: Scenario
            metadata: {name: good, title: A good one}
            spec:
              run: {seed: 7, max_duration: 6m}
              fixtures:
                tenants:
                  - id: t-a
                    users: [{group: people, count: 10, devices: 2}]
                    channels: [{group: rooms, count: 2, members: people}]
              load:
                - id: chatter
                  actors: t-a/people
                  do: send
                  channels: rooms
                  arrival: {rate: 10/s, for: 20s}
              faults:
                - id: kill
                  at: 5s
                  inject: gateway.kill
                  for: 4s
              invariants: [dense_seq]
            """;
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ScenarioFile.schema(), InputFormat.JSON);

    static Stream<String> builtins() {
        return ScenarioFile.builtinNames().stream();
    }

    @ParameterizedTest
    @MethodSource("builtins")
    void everyBuiltInScenarioIsValidForReaderAndSchema(String name) {
        ScenarioFile file = ScenarioFile.read(name, ScenarioFile.builtin(name).orElseThrow(), List.of());
        assertEquals(name, file.scenario().metadata().name());
        assertEquals(List.of(), SCHEMA.validate(file.resolved(), InputFormat.JSON));
    }

    /// A change that makes a mistake.
    ///
    /// @param text what is replaced in the good file
    /// @param place line and column of the mistake
    /// @param hint what its message says
    record Wrong(String text, String change, String place, String hint) {
        String file() {
            return GOOD.replace(text, change);
        }

        void isTold() {
            List<String> lines = assertThrows(
                    InvalidScenarioException.class, () -> ScenarioFile.read("bad.yaml", file(), List.of()))
                    .lines();
            assertTrue(
                    lines.stream().anyMatch(line -> line.startsWith("bad.yaml:" + place + ": ") && line.contains(hint)),
                    () -> String.join("\n", lines));
        }
    }

    static Stream<Wrong> mistakes() {
        return Stream.of(
                new Wrong("max_duration: 6m", "max_durations: 6m", "5:18", "max_duration?"),
                new Wrong("inject: gateway.kill", "inject: gateway.kil", "20:15", "gateway.kill?"),
                new Wrong("at: 5s", "at: 6 s", "19:11", "without blanks"),
                new Wrong("max_duration: 6m", "max_duration: 6 min", "5:32", "without blanks"),
                new Wrong("seed: 7, ", "", "5:8", "no seed"),
                new Wrong("seed: 7", "seed: -1", "5:15", "from 0"),
                new Wrong("      at: 5s\n", "", "18:7", "no trigger"),
                new Wrong("at: 5s", "after: kill\n      at: 5s", "18:7", "2 triggers"),
                new Wrong("[dense_seq]", "[dense_sequ]", "22:16", "dense_seq?"),
                new Wrong("[dense_seq]", "[]", "22:15", "at least one"),
                new Wrong("rate: 10/s", "rate: 10", "16:23", "600/s"),
                new Wrong("do: send", "do: sends", "14:11", "send?"),
                new Wrong("do: send", "do: connect", "12:7", "for connect"),
                new Wrong("      for: 4s\n", "", "18:7", "how long"),
                new Wrong("kind: Scenario", "kind: Szenario", "2:7", "Scenario?"),
                new Wrong("[dense_seq]", "[bounded_reconnect_rate]", "22:16", "no bound"),
                new Wrong("[dense_seq]", "[{check: bounded_reconnect_rate, max: 0}]", "22:53", "percentage of all"),
                new Wrong("[dense_seq]", "[{check: dense_seq, max: 75%}]", "22:16", "none for this promise"),
                new Wrong("count: 10", "count: 0", "9:40", "from 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "60", "75%", "150%"})
    void takesABoundOfReconnectsAsANumberOrAShareOfDevices(String max) {
        String text = GOOD.replace("[dense_seq]", "[{check: bounded_reconnect_rate, max: " + max + "}]");
        ScenarioFile file = ScenarioFile.read("good.yaml", text, List.of());
        assertEquals(List.of(), SCHEMA.validate(file.resolved(), InputFormat.JSON));
    }

    /// Each change is one mistake; the reader tells line and column, and the schema refuses it too.
    @ParameterizedTest
    @MethodSource("mistakes")
    void tellsWhereAMistakeIs(Wrong wrong) {
        wrong.isTold();
        assertFalse(SCHEMA.validate(json(wrong.file()), InputFormat.JSON).isEmpty(), "the schema takes it");
    }

    static Stream<Wrong> danglingNames() {
        return Stream.of(
                new Wrong("actors: t-a/people", "actors: t-a/peple", "13:15", "t-a/people?"),
                new Wrong("channels: rooms", "channels: room", "15:17", "rooms?"),
                new Wrong("members: people", "members: peeple", "10:54", "people?"),
                new Wrong("at: 5s", "after: other", "18:5", "above it"),
                new Wrong("id: t-a", "id: t-a\n        shard: 2", "9:16", "from 1 to 1"),
                new Wrong("id: t-a", "id: t-a\n        shard: split", "9:16", "2 or more"),
                new Wrong("members: people", "members: [people, peple]", "10:54", "people?"),
                new Wrong("inject: gateway.kill", "inject: client.stall\n      target: {tenant: t-a, group: peple}",
                        "21:36", "people?"),
                new Wrong("inject: gateway.kill", "inject: client.clock\n      with: {speed: 0}", "21:21", "a factor"),
                new Wrong("max_duration: 6m", "max_duration: 30s", "5:8", "at least"),
                new Wrong("max_duration: 6m", "max_duration: 6m, modes: [live]", "20:15", "modes without live"));
    }

    /// What only the program can know.
    @ParameterizedTest
    @MethodSource("danglingNames")
    void refusesNamesThatPointNowhere(Wrong wrong) {
        wrong.isTold();
    }

    @Test
    void tellsAllMistakesAtOnceInTheOrderOfTheFile() {
        String bad = GOOD.replace("seed: 7, ", "").replace("at: 5s", "at: soon").replace("dense_seq", "dense");
        InvalidScenarioException refused =
                assertThrows(InvalidScenarioException.class, () -> ScenarioFile.read("bad.yaml", bad, List.of()));
        assertEquals(List.of(5, 19, 22), refused.mistakes().stream().map(one -> one.place().line()).toList());
    }

    @Test
    void refusesWhatIsNoYamlWithItsPlace() {
        InvalidScenarioException refused = assertThrows(
                InvalidScenarioException.class,
                () -> ScenarioFile.read("bad.yaml", "a: [1, 2\nb: 3\n", List.of()));
        assertTrue(refused.lines().getFirst().startsWith("bad.yaml:2:"), refused.lines().getFirst());
    }

    @Test
    void takesChangesOfTheCommandLine() {
        Scenario changed = ScenarioFile.read(
                "good.yaml", GOOD,
                List.of("run.seed=9", "fixtures.tenants[t-a].users[0].count=300", "load[chatter].online=50%"))
                .scenario();
        assertEquals(9, changed.run().seed().orElseThrow());
        assertEquals(300, changed.tenants().getFirst().users().getFirst().count());
        assertEquals(Optional.of(new Load.Share.Fraction(0.5)), changed.loads().getFirst().online());
        InvalidScenarioException refused = assertThrows(
                InvalidScenarioException.class,
                () -> ScenarioFile.read("good.yaml", GOOD, List.of("load[9].online=1")));
        assertTrue(refused.lines().getFirst().startsWith("good.yaml:--set: "), refused.lines().getFirst());
    }

    @Test
    void theSchemaKnowsTheSameNames() throws Exception {
        JsonNode spec = new ObjectMapper().readTree(ScenarioFile.schema()).at("/properties/spec/properties");
        assertEquals(FaultKind.names(), texts(spec.at("/faults/items/properties/inject/enum")));
        assertEquals(
                Stream.of(Occurrence.values()).map(Occurrence::text).toList(),
                texts(spec.at("/faults/items/properties/when/properties/event/enum")));
        assertEquals(
                Stream.of(FaultKind.values()).flatMap(kind -> kind.parameters().stream()).map(FaultKind.Parameter::name)
                        .distinct().sorted().toList(),
                names(spec.at("/faults/items/properties/with/properties")));
    }

    private static String json(String yaml) {
        List<Mistake> mistakes = new ArrayList<>();
        Object plain = YamlText.read(yaml, mistakes).map(YamlNode::plain).orElseThrow();
        try {
            return new ObjectMapper().writeValueAsString(plain);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
