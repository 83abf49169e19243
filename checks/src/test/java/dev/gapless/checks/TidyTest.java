package dev.gapless.checks;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Facts about the files of the source tree. A failure lists each place as `file:line: what (what to do)`.
class TidyTest {
    private static final SourceTree TREE = SourceTree.read();

    /// Calls that hide an input (the time, chance) or a wait, with what takes their place.
    private static final Map<Pattern, String> BANNED = Map.ofEntries(
            banned("System\\s*\\.\\s*currentTimeMillis\\s*\\(", "take a Clock or InstantSource and call millis()"),
            banned("\\b(Instant|LocalDate|LocalDateTime|OffsetDateTime|ZonedDateTime)\\s*\\.\\s*now\\s*\\(\\s*\\)",
                    "take a Clock or InstantSource and call instant()"),
            banned("\\bClock\\s*\\.\\s*system(UTC|DefaultZone)?\\s*\\(", "take a Clock; only wiring makes one"),
            banned("\\bInstantSource\\s*\\.\\s*system\\s*\\(", "take an InstantSource; only wiring makes one"),
            banned("\\bnew\\s+(Secure)?Random\\s*\\(\\s*\\)", "take a RandomGenerator; only wiring makes one"),
            banned("\\bMath\\s*\\.\\s*random\\s*\\(", "take a RandomGenerator"),
            banned("\\bThreadLocalRandom\\s*\\.\\s*current\\s*\\(", "take a RandomGenerator"),
            banned("\\bUUID\\s*\\.\\s*randomUUID\\s*\\(", "take an IdGenerator or a RandomGenerator"),
            banned("\\bThread\\s*\\.\\s*sleep\\s*\\(", "wait for a condition, or take a sleeper"),
            banned("\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\s*\\(", "wait for a condition, or take a sleeper"),
            banned("\\.\\s*printStackTrace\\s*\\(", "log it, or let it go up"));

    /// Where [#BANNED] calls are right, and why. An entry that is no longer needed fails the test.
    private static final Map<String, String> MAY_CALL_BANNED = Map.of(
            "benchmarks/src/main/java/dev/gapless/bench/Waits.java", "a load runs for a time",
            "benchmarks/src/main/java/dev/gapless/bench/BenchQuota.java", "wires what is measured",
            "benchmarks/src/main/java/dev/gapless/bench/BenchHeat.java", "wires what is measured",
            "benchmarks/src/main/java/dev/gapless/bench/BenchRetention.java", "wires what is measured",
            "vitess-schema/src/main/java/dev/gapless/schema/shard/Shards.java",
            "wiring of the pools: pauses and their spread");

    /// Wiring makes the clock, the randomness and the sleeper that all other classes are given.
    private static final Pattern WIRING = Pattern.compile("(.*Main|.*Wiring|System[A-Z]\\w*|GaplessCli)\\.java");

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (abstract |final |sealed |non-sealed |strictfp )*(class|record|interface|enum|@interface) \\w+");

    @Test
    void everyMainPackageIsNullMarked() {
        Map<String, List<SourceFile>> packages = TREE.mainJava().stream()
                .collect(Collectors.groupingBy(SourceFile::folder));
        none(packages.entrySet().stream()
                .filter(entry -> entry.getValue().stream().noneMatch(
                        file -> file.name().equals("package-info.java") && file.text().contains("@NullMarked")))
                .map(entry -> entry.getKey() + "/package-info.java:1: missing, or without @NullMarked"
                        + " (say what the package is for, and mark it)"));
    }

    @Test
    void everyMainFileIsBelowItsModulesRootPackage() {
        none(TREE.mainJava().stream()
                .filter(file -> Stream.of(Module.values()).noneMatch(module -> file.path().startsWith(
                        module.folder() + "/src/main/java/" + module.rootPackage().replace('.', '/') + "/")))
                .map(file -> file.path()
                        + ":1: outside the root packages that Module lists (move it, or add its module)"));
    }

    @Test
    void timeChanceAndWaitsAreGivenNotTaken() {
        Set<String> unused = new TreeSet<>(MAY_CALL_BANNED.keySet());
        List<String> found = new ArrayList<>();
        for (SourceFile file : TREE.mainJava()) {
            List<String> here = BANNED.entrySet().stream()
                    .flatMap(ban -> file.findInCode(ban.getKey(), ban.getValue()).stream())
                    .toList();
            if (!here.isEmpty() && !unused.remove(file.path()) && !WIRING.matcher(file.name()).matches()) {
                found.addAll(here);
            }
        }
        unused.forEach(path -> found.add(path + ":1: no banned call here any more (take it off MAY_CALL_BANNED)"));
        none(found.stream());
    }

    @Test
    void testsWaitForConditionsNotForTime() {
        none(TREE.testJava().stream()
                .flatMap(file -> file.findInCode(Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\("),
                        "wait for a condition with a deadline").stream()));
    }

    @Test
    void onlyTheCommandLineWritesToTheStandardStreams() {
        Pattern streams = Pattern.compile("\\bSystem\\s*\\.\\s*(out|err)\\b");
        none(TREE.mainJava().stream()
                .filter(file -> !file.path().startsWith("cli/") && !file.path().startsWith("benchmarks/"))
                .filter(file -> !WIRING.matcher(file.name()).matches())
                .flatMap(file -> file.findInCode(streams, "log it with slf4j").stream()));
    }

    @Test
    void everyPublicTypeSaysWhatItIs() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : TREE.mainJava()) {
            List<String> lines = file.lines();
            for (int i = 0; i < lines.size(); i++) {
                if (PUBLIC_TYPE.matcher(lines.get(i)).find() && !hasJavadocAbove(lines, i)) {
                    found.add(file.path() + ":" + (i + 1) + ": " + lines.get(i) + " (put a /// comment above it)");
                }
            }
        }
        none(found.stream());
    }

    @Test
    void namesSayWhatAThingIs() {
        Pattern empty = Pattern.compile(".*(Manager|Helper|Utils?|Impl)\\.java");
        none(Stream.concat(TREE.mainJava().stream(), TREE.testJava().stream())
                .filter(file -> empty.matcher(file.name()).matches())
                .map(file -> file.path() + ":1: " + file.name() + " (name the thing, not its place in a pattern)"));
    }

    @Test
    void namesOfTestsAreClaims() {
        Pattern prefixed = Pattern.compile("\\bvoid\\s+(test|should)[A-Z_]\\w*");
        none(TREE.testJava().stream().flatMap(
                file -> file.findInCode(prefixed, "say what holds: assignsConsecutiveSeqs").stream()));
    }

    @Test
    void nothingIsLeftToDo() {
        Pattern marks = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
        none(TREE.files().stream().flatMap(file -> file.find(marks, "do it, or open an issue").stream()));
    }

    @Test
    void noPathOfOneMachineIsWrittenDown() {
        Pattern paths = Pattern.compile("(?<![\\w.~}])/(work|root)/[\\w.]*");
        none(TREE.files().stream().flatMap(file -> file.find(paths, "make it relative, or a setting").stream()));
    }

    @Test
    void everyFileEndsWithOneLineFeed() {
        none(TREE.files().stream()
                .filter(file -> !file.text().isEmpty())
                .flatMap(file -> {
                    String where = file.at(file.text().length() - 1) + ": ";
                    if (file.text().contains("\r")) {
                        return Stream.of(where + "carriage return (lines end with a line feed alone)");
                    }
                    if (!file.text().endsWith("\n")) {
                        return Stream.of(where + "no line feed at the end (add one)");
                    }
                    return file.text().endsWith("\n\n") ? Stream.of(where + "empty line at the end (remove it)")
                            : Stream.empty();
                }));
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        Map<String, SourceFile> byPath = TREE.files().stream().collect(Collectors.toMap(SourceFile::path, f -> f));
        none(TREE.markdown().stream().flatMap(file -> MarkdownLinks.of(file).dead(TREE.root(), byPath).stream()));
    }

    private static boolean hasJavadocAbove(List<String> lines, int declaration) {
        for (int i = declaration - 1; i >= 0 && !lines.get(i).isBlank(); i--) {
            if (lines.get(i).startsWith("///")) {
                return true;
            }
        }
        return false;
    }

    private static Map.Entry<Pattern, String> banned(String regex, String instead) {
        return Map.entry(Pattern.compile(regex), instead);
    }

    private static void none(Stream<String> violations) {
        List<String> found = violations.sorted().toList();
        if (!found.isEmpty()) {
            fail(found.size() + " found:\n  " + String.join("\n  ", found));
        }
    }
}
