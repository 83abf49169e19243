package dev.gapless.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The edges between modules are those of [Module], and a library is known only to the modules whose job it is. An edge
/// that this test refuses is an architecture decision: draw it in ARCHITECTURE.md, then add it to [Module].
class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gapless");

    @TestFactory
    Stream<DynamicTest> usesOnlyTheModulesItMay() {
        return Arrays.stream(Module.values())
                .filter(module -> module.forbiddenPackages().length > 0)
                .map(module -> dynamicTest(module.folder(), () -> noClasses()
                        .that().resideInAPackage(module.packages())
                        .should().dependOnClassesThat().resideInAnyPackage(module.forbiddenPackages())
                        .because("ARCHITECTURE.md draws no edge from " + module.folder() + " to them")
                        .allowEmptyShould(true)
                        .check(CLASSES)));
    }

    @Test
    void everyClassBelongsToOneModule() {
        classes().should().resideInAnyPackage(Module.packagesOf(Module.allBut()))
                .because("each module owns the packages below its root package")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void protocolDoesNoInputOrOutput() {
        noClasses().that().resideInAPackage(Module.PROTOCOL.packages())
                .should().dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.nio.channels..", "java.sql..", "org.apache.kafka..",
                        "io.helidon..", "org.slf4j..")
                .because("everything else speaks through protocol, which holds values and codecs only")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheTopologiesKnowKafkaStreams() {
        onlyUsedIn("org.apache.kafka.streams..", Module.FANOUT);
    }

    @Test
    void onlyTheRolesKnowTheWebServer() {
        onlyUsedIn("io.helidon..", Module.SERVER, Module.CONTROL, Module.FANOUT);
    }

    @Test
    void onlyTheCommandLineKnowsTheTerminal() {
        onlyUsedIn("org.jline..", Module.CLI);
        onlyUsedIn("picocli..", Module.CLI, Module.BENCHMARKS);
    }

    @Test
    void clientsDoNotKnowTheDatabaseOrKafka() {
        noClasses().that().resideInAPackage(Module.CLIENT.packages())
                .should().dependOnClassesThat().resideInAnyPackage("org.jdbi..", "org.apache.kafka..", "com.mysql..")
                .because("a client speaks HTTP and WebSocket only")
                .allowEmptyShould(true)
                .check(CLASSES);
        noClasses().that().resideInAPackage(Module.CLIENT.packages())
                .and().resideOutsideOfPackage("dev.gapless.client.local")
                .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite..")
                .because("SQL of a client is that of its own file")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void noSignatureHoldsAFuture() {
        methods().that(describe("are written by hand and not private",
                (JavaMethod method) -> !method.getModifiers().contains(JavaModifier.PRIVATE)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should(holdNoFuture())
                .because("code blocks on virtual threads; futures of libraries are joined where they come in")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static void onlyUsedIn(String library, Module... modules) {
        noClasses().that().resideInAnyPackage(Module.packagesOf(Module.allBut(modules)))
                .should().dependOnClassesThat().resideInAPackage(library)
                .because("only " + Arrays.toString(modules) + " know " + library)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static ArchCondition<JavaMethod> holdNoFuture() {
        return new ArchCondition<>("return and take no CompletableFuture, CompletionStage or Flow type") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream<JavaType> types = Stream.concat(Stream.of(method.getReturnType()),
                        method.getParameterTypes().stream());
                if (types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .anyMatch(type -> type.isAssignableTo(CompletionStage.class)
                                || type.isAssignableTo(Flow.Publisher.class)
                                || type.isAssignableTo(Flow.Subscriber.class))) {
                    events.add(SimpleConditionEvent.violated(method,
                            method.getFullName() + " " + method.getSourceCodeLocation()
                                    + " (expected: a blocking call that returns the value)"));
                }
            }
        };
    }
}
