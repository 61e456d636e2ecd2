package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aLineIsWrittenOverAndLeftEmpty() {
        ProgressLine line = new ProgressLine(new PrintWriter(err), 10);

        line.show("twelve chars");
        line.show("four");
        line.clear();
        line.clear();

        assertEquals("\rtwelve ch\rfour     \r    \r", err.toString());
    }

    @Test
    void whereThereIsNoTerminalThereIsNoLine() {
        ProgressLine line = new ProgressLine(new PrintWriter(err), 0);

        line.show("four");
        line.clear();

        assertEquals("", err.toString());
    }
}
