package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class StatusParserTest {
    private final StatusParser parser = new StatusParser();

    private boolean parse(String text) {
        MemorySegment bytes = ProcText.of(text);
        return parser.parse(bytes, bytes.byteSize());
    }

    @Test
    void takesFiguresInBytes() {
        assertTrue(parse("""
                Name:\tVmRSS: 5 kB
                Tgid:\t6554
                Uid:\t1000\t1001\t1002\t1003
                VmHWM:\t    1800 kB
                VmSize:\t    3060 kB
                VmRSS:\t    1712 kB
                RssAnon:\t     116 kB
                RssFile:\t    1596 kB
                RssShmem:\t       4 kB
                VmSwap:\t       8 kB
                HugetlbPages:\t    2048 kB
                Threads:\t12
                """));
        assertEquals(6554, parser.tgid());
        assertEquals(1712L << 10, parser.vmRssBytes());
        assertEquals(1800L << 10, parser.vmHwmBytes());
        assertEquals(2048L << 10, parser.hugetlbBytes());
    }

    @Test
    void aKernelThreadHasNoMemory() {
        assertTrue(parse("Name:\tkthreadd\nTgid:\t2\nThreads:\t1\n"));
        assertEquals(2, parser.tgid());
        assertEquals(StatusParser.UNKNOWN, parser.vmRssBytes());
    }

    @Test
    void forgetsWhatTheTextBeforeSaid() {
        assertTrue(parse("VmRSS:\t4 kB\n"));
        assertFalse(parse("VmRSS:\tkB\nVmRSS"));
        assertEquals(StatusParser.UNKNOWN, parser.vmRssBytes());
    }
}
