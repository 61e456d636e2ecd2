package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.sample.CodeEpochs.Code;
import dev.blindspot.symbol.CodeMap;
import org.junit.jupiter.api.Test;

class CodeEpochsTest {
    private static final Code LIBRARY = new Code(0x7000, 0x9000, 0x1000, 11, "/lib/libm.so.6");
    private static final Code OTHER = new Code(0x8000, 0xa000, 0, 12, "/lib/libz.so.1");
    private static final Code PROGRAM = new Code(0x1000, 0x2000, 0, 10, "/srv/app");

    private final CodeEpochs epochs = new CodeEpochs(1);

    @Test
    void codeThatComesBackToItsPlaceMeansTheSame() {
        assertEquals(0, epochs.mapped(PROGRAM));
        assertEquals(0, epochs.mapped(LIBRARY));
        epochs.unmapped(0x7000, 0x9000);
        assertEquals(0, epochs.mapped(LIBRARY));
    }

    @Test
    void librariesThatTakeTurnsHaveAnEpochEach() {
        epochs.mapped(PROGRAM);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(0, epochs.mapped(LIBRARY));
            epochs.unmapped(0x7000, 0x9000);
            assertEquals(1, epochs.mapped(OTHER));
            epochs.unmapped(0x8000, 0xa000);
        }
        CodeMap first = epochs.maps().get(0);
        CodeMap second = epochs.maps().get(1);
        assertNotNull(first);
        assertNotNull(second);
        assertEquals(
                "/lib/libm.so.6", first.mappings().get(first.indexOf(0x8800)).path());
        assertEquals(
                "/lib/libz.so.1", second.mappings().get(second.indexOf(0x8800)).path());
        assertNotEquals(-1, second.indexOf(0x1800), "the program is there in both");
    }

    @Test
    void aFileReplacedIsOtherCode() {
        epochs.mapped(LIBRARY);
        assertEquals(1, epochs.mapped(new Code(0x7000, 0x9000, 0x1000, 99, "/lib/libm.so.6")));
    }

    @Test
    void afterALossNothingIsTakenForKnown() {
        epochs.mapped(LIBRARY);
        assertEquals(1, epochs.lost());
        assertEquals(1, epochs.mapped(OTHER));
    }
}
