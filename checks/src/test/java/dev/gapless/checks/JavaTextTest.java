package dev.gapless.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class JavaTextTest {
    @Test
    void blanksCommentsAndTexts() {
        assertEquals(same("a ", 7, "\nb ", 7, " c"), JavaText.codeOf("a // \"no\"\nb /* ' */ c"));
        assertEquals(same("f(", 6, ", ", 3, ")"), JavaText.codeOf("f(\"a\\\"b\", '\"')"));
        assertEquals(same("x = ", 3, "\n", 5, "\n", 3, ";"), JavaText.codeOf("x = \"\"\"\n \"a\" \n\"\"\";"));
    }

    @Property
    void keepsLengthAndLines(@ForAll @StringLength(max = 40) @CharRange(from = '"', to = '/') String noise) {
        String source = noise + "\n" + noise;
        String code = JavaText.codeOf(source);
        assertEquals(source.length(), code.length());
        assertEquals(source.lines().count(), code.lines().count());
    }

    /// The texts as they are, and for each number as many blanks.
    private static String same(Object... parts) {
        return Stream.of(parts)
                .map(part -> part instanceof Integer blanks ? " ".repeat(blanks) : part.toString())
                .collect(Collectors.joining());
    }
}
