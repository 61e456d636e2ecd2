package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Machine;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatmParserTest {
    private final StatmParser parser = new StatmParser();

    @Test
    void countsInPagesOfTheMachine() {
        MemorySegment text = ProcText.of("765 442 414 5 0 123 0\n");
        assertTrue(parser.parse(text, text.byteSize()));
        assertEquals(765L * Machine.PAGE_BYTES, parser.vmBytes());
        assertEquals(442L * Machine.PAGE_BYTES, parser.rssBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "765", "765 442", "765 442 4", "765 x 414 5 0 123 0", "\n", "765  442 414 5 0 123 0"})
    void refusesWhatIsNotWhole(String damaged) {
        MemorySegment text = ProcText.of(damaged);
        assertFalse(parser.parse(text, text.byteSize()));
        assertEquals(0, parser.rssBytes());
    }
}
