package dev.gapless.schema.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
    private final Statement family =
            Statement.family("t.f", Reach.ONE_SHARD, "-", "SELECT a FROM t WHERE (a, b) IN (<rows>)", "(?,?)");

    @Test
    void repeatsRowsAndKeepsTheText() {
        assertEquals("SELECT a FROM t WHERE (a, b) IN ((?,?),(?,?))", family.sql(2));
        assertSame(family.sql(2), family.sql(2));
    }

    @Test
    void refusesMoreRowsThanItsBound() {
        assertThrows(IllegalArgumentException.class, () -> family.sql(Statement.MAX_ROWS + 1));
        assertThrows(IllegalArgumentException.class, () -> family.sql(0));
        assertThrows(IllegalStateException.class, family::sql);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "4,4", "5,8", "200,256", "256,256"})
    void padsListsToPowersOfTwo(int keys, int rows) {
        assertEquals(rows, family.paddedRows(keys));
    }

    @Test
    void neverListsASingleKeyInAWrite() {
        Statement delete =
                Statement.family("t.d", Reach.ONE_SHARD, "-", "DELETE FROM t WHERE (a, b) IN (<rows>)", "(?,?)");
        assertEquals(2, delete.paddedRows(1));
    }

    @Test
    void keepsListsUnderAThousandValues() {
        String select = "SELECT a FROM t WHERE (a, b, c, d) IN (<rows>)";
        assertEquals(128, Statement.family("t.k", Reach.ONE_SHARD, "-", select, "(?,?,?,?)").maxRows());
        assertEquals(Statement.MAX_ROWS, family.maxRows());
    }
}
