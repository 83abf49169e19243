package dev.gapless.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    @Test
    void isOneLineOfJsonWhateverAnErrorSays() throws IOException {
        String error = "lost \"link\"\n\tat C:\\here";
        String json = new BenchReport("all").put("errors", error).put("sent", 3).json();
        assertEquals(1, json.lines().count());
        assertEquals(error, new ObjectMapper().readTree(json).get("errors").asText());
    }
}
