package dev.gapless.protocol.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void numbersAndTextsAreUnique() {
        ErrorCode[] codes = ErrorCode.values();
        assertEquals(codes.length, Arrays.stream(codes).map(ErrorCode::number).distinct().count());
        assertEquals(codes.length, Arrays.stream(codes).map(ErrorCode::text).distinct().count());
    }

    @Test
    void everyCodeIsFoundByItsText() {
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(Optional.of(code), ErrorCode.find(code.text()));
        }
        assertEquals(Optional.empty(), ErrorCode.find("no-such-code"));
    }

    @Test
    void onlyInDoubtAndInternalAreNotDefinite() {
        for (ErrorCode code : ErrorCode.values()) {
            boolean mayHaveHappened = code == ErrorCode.OUTCOME_UNKNOWN || code == ErrorCode.INTERNAL;
            assertEquals(!mayHaveHappened, code.definite(), code.text());
        }
    }

    @Test
    void everyCodeSaysWhatToDoNext() {
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(code.next().endsWith("."), code.text());
            assertFalse(code.doc().isBlank(), code.text());
        }
    }
}
