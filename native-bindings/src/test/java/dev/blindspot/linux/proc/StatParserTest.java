package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatParserTest {
    private static final String REST = " R 6539 6540 8440 0 -1 4194304 105 1 7 2 11 12 3 4 20 0 9 0 170448 3133440 388 "
            + "18446744073709551615 93952712024064 93952712043945 140723808440272 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";

    private final StatParser parser = new StatParser();

    private boolean parse(String text) {
        MemorySegment bytes = ProcText.of(text);
        return parser.parse(bytes, bytes.byteSize());
    }

    @Test
    void takesEveryField() {
        assertTrue(parse("6560 (cat)" + REST));
        assertEquals(6560, parser.pid());
        assertEquals("cat", parser.comm());
        assertEquals('R', parser.state());
        assertEquals(6539, parser.ppid());
        assertEquals(4194304, parser.flags());
        assertEquals(105, parser.minflt());
        assertEquals(7, parser.majflt());
        assertEquals(9, parser.threads());
        assertEquals(170448, parser.starttime());
    }

    @ParameterizedTest
    @ValueSource(ints = {4 << 10, 16 << 10, 64 << 10})
    void residentIsInPages(int pageBytes) {
        StatParser ofPages = new StatParser(pageBytes);
        MemorySegment text = ProcText.of("6560 (cat)" + REST);
        assertTrue(ofPages.parse(text, text.byteSize()));
        assertEquals(388L * pageBytes, ofPages.rssBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a) R 1 (b", "(", ")", " ) ", "line\nbreak", "", "тест", "kworker/u8:3-events_unbound_and_longer"
            })
    void takesAnyName(String name) {
        assertTrue(parse("1 (" + name + ")" + REST));
        assertEquals(name, parser.comm());
        assertEquals(170448, parser.starttime());
    }

    @Test
    void refusesEveryTruncation() {
        String whole = "6560 (cat)" + REST;
        int lastField = whole.indexOf(" 18446744073709551615");
        assertTrue(parse(whole.replace("170448", "99")));
        for (int length = 0; length < lastField - 2; length++) {
            assertFalse(parse(whole.substring(0, length)), whole.substring(0, length));
            assertEquals(99, parser.starttime(), "a refused text changes nothing");
        }
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(7);
        String whole = "6560 (cat)" + REST;
        int accepted = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = whole.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 1 + round % 5; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            accepted += parser.parse(MemorySegment.ofArray(bytes), bytes.length) ? 1 : 0;
        }
        assertTrue(accepted > 0 && accepted < 2000, "accepted " + accepted);
    }

    @Test
    void refusesANumberBeyond64Bits() {
        assertFalse(parse("1 (x)" + REST.replace("3133440", "18446744073709551616")));
        assertTrue(parse("1 (x)" + REST.replace("3133440", "18446744073709551615")));
    }
}
