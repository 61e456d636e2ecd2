package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatmParserTest {
    private final StatmParser parser = new StatmParser();

    @ParameterizedTest
    @ValueSource(ints = {4 << 10, 16 << 10, 64 << 10})
    void countsInPages(int pageBytes) {
        StatmParser ofPages = new StatmParser(pageBytes);
        MemorySegment text = ProcText.of("765 442 414 5 0 123 0\n");
        assertTrue(ofPages.parse(text, text.byteSize()));
        assertEquals(765L * pageBytes, ofPages.vmBytes());
        assertEquals(442L * pageBytes, ofPages.rssBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "765", "765 442", "765 442 4", "765 x 414 5 0 123 0", "\n", "765  442 414 5 0 123 0"})
    void refusesWhatIsNotWhole(String damaged) {
        MemorySegment text = ProcText.of(damaged);
        assertFalse(parser.parse(text, text.byteSize()));
        assertEquals(0, parser.rssBytes());
    }
}
