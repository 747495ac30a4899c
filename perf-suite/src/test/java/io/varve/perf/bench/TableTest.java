package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void shouldAlignWordsLeftAndNumbersRight() {
        final StringWriter out = new StringWriter();
        Table.print(new PrintWriter(out), "title", List.of(
            Row.of("rate", "10 M/s", "5 M/s", 2, ">= 1", true), Row.note("a longer name", "1"),
            Row.noPeer("peer", "10 M/s", ">= 8", "not built")));
        assertEquals("""
            title
                              Varve          against  ratio  goal
              rate           10 M/s            5 M/s   2.00  >= 1  reached
              a longer name       1                -      -  -
              peer           10 M/s  peer: not built      -  >= 8

            """, out.toString());
    }
}
