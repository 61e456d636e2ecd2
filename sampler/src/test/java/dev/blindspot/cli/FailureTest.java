package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final StringWriter said = new StringWriter();

    private int tell(Throwable failure) {
        return Failure.tell(new PrintWriter(said, true), failure);
    }

    @Test
    void aKnownFailureHasItsOwnCode() {
        assertEquals(6, tell(new SamplerException.UnreadableRecording("a.bsp is damaged")));
        assertEquals("blindspot: a.bsp is damaged\n", said.toString());
    }

    @Test
    void memoryThatIsOutIsSaidSo() {
        assertEquals(1, tell(new IllegalStateException(new OutOfMemoryError("Java heap space"))));
        assertEquals("blindspot: out of memory: more is given by JAVA_TOOL_OPTIONS=-Xmx2g, say\n", said.toString());
    }

    @Test
    void anythingElseIsOneLine() {
        IOException cause = new IOException("two\nlines");
        Throwable failure = new UncheckedIOException(cause);
        cause.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 7)});
        assertEquals(1, tell(failure));
        assertEquals("blindspot: internal error: java.io.IOException: two lines at a.B.c(B.java:7)\n", said.toString());
    }
}
