package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Sample layouts over bytes a test writes; perf_event_open(2), PERF_RECORD_SAMPLE. */
class SampleTest {
    private final MemorySegment bytes = Arena.ofAuto().allocate(4096, 8);
    private int end;
    private final PerfRecord record = new PerfRecord();
    private final Sample sample = new Sample();

    private SampleTest start() {
        end = 8;
        return u64(0x1d).u32(100).u32(101).u64(12_345);
    }

    private SampleTest u64(long value) {
        bytes.set(JAVA_LONG_UNALIGNED, end, value);
        end += 8;
        return this;
    }

    private SampleTest u32(int value) {
        bytes.set(JAVA_INT, end, value);
        end += 4;
        return this;
    }

    private boolean on(EventAttr attr) {
        bytes.set(JAVA_INT, 0, Linux.PERF_RECORD_SAMPLE());
        bytes.set(JAVA_SHORT, 4, (short) 2);
        bytes.set(JAVA_SHORT, 6, (short) end);
        record.on(bytes.toArray(JAVA_LONG), 0);
        return sample.on(record, SampleLayout.of(attr));
    }

    @Test
    void whatAllSamplesHave() {
        start();
        assertTrue(on(EventAttr.tracepoint(1)));
        assertTrue(record.isSample());
        assertEquals(0x1d, record.id());
        assertEquals(100, record.pid());
        assertEquals(101, record.tid());
        assertEquals(12_345, record.time());
        assertEquals(2, record.misc());
        assertEquals(0, sample.chainLength());
        assertEquals(0, sample.rawBytes());
        assertFalse(sample.hasRegisters());
        assertEquals(0, sample.stackBytes());
    }

    @Test
    void aHashTellsRegistersAndStacksApart() {
        assertEquals(userHash(3, 5, 7), userHash(3, 5, 7));
        assertNotEquals(userHash(3, 5, 7), userHash(5, 3, 7));
        assertNotEquals(userHash(3, 5, 7), userHash(3, 5 + (1L << 63), 7));
        assertNotEquals(userHash(3, 5, 7), userHash(3, 5, 8), "the same arguments from another line");
    }

    private long userHash(long first, long second, long stack) {
        start().u64(Linux.PERF_SAMPLE_REGS_ABI_64()).u64(first).u64(second);
        u64(16).u64(stack).u64(0xbbbb).u64(8);
        assertTrue(on(EventAttr.tracepoint(1).registers(1L << 3 | 1L << 17).userStack(16)));
        return sample.userHash();
    }

    @Test
    void everythingAtOnce() {
        start().u64(0xadd7)
                .u64(4)
                .u64(Linux.PERF_CONTEXT_USER())
                .u64(0x401000)
                .u64(0x402000)
                .u64(0x403000);
        u32(20).u32(1).u64(0x1111_2222_3333_4444L).u64(0x5555_6666_7777_8888L);
        u64(Linux.PERF_SAMPLE_REGS_ABI_64()).u64(3).u64(5).u64(17);
        u64(16).u64(0xaaaa).u64(0xbbbb).u64(8);
        EventAttr attr = EventAttr.pageFaults(1)
                .callchain(64)
                .raw()
                .registers(1L << 3 | 1L << 5 | 1L << 17)
                .userStack(16);
        assertTrue(on(attr));
        assertEquals(0xadd7, sample.address());
        assertEquals(3, sample.chainLength());
        assertEquals(0x401000, sample.chainAt(0));
        assertEquals(0x403000, sample.chainAt(2));
        assertEquals(20, sample.rawBytes());
        assertEquals(1, sample.rawInt(0));
        assertEquals(0x1111_2222_3333_4444L, sample.rawLong(4));
        assertTrue(sample.hasRegisters());
        assertEquals(3, sample.register(3));
        assertEquals(5, sample.register(5));
        assertEquals(17, sample.register(17));
        assertEquals(8, sample.stackBytes());
        assertEquals(0xaaaa, sample.stackLong(0));
        long[] out = new long[3];
        sample.copyChain(1, out, 1, 2);
        assertArrayEquals(new long[] {0, 0x402000, 0x403000}, out);
    }

    @Test
    void onlyTheUserPartOfAChainCounts() {
        start().u64(6).u64(Linux.PERF_CONTEXT_KERNEL()).u64(-100_000).u64(Linux.PERF_CONTEXT_USER());
        u64(0x401000).u64(Linux.PERF_CONTEXT_KERNEL()).u64(7);
        assertTrue(on(EventAttr.tracepoint(1).callchain(64)));
        assertEquals(1, sample.chainLength());
        assertEquals(0x401000, sample.chainAt(0));
    }

    @Test
    void aChainOfTheKernelAloneIsEmpty() {
        start().u64(2).u64(Linux.PERF_CONTEXT_KERNEL()).u64(-100_000);
        assertTrue(on(EventAttr.tracepoint(1).callchain(64)));
        assertEquals(0, sample.chainLength());
        start().u64(0);
        assertTrue(on(EventAttr.tracepoint(1).callchain(64)));
        assertEquals(0, sample.chainLength());
    }

    @Test
    void aKernelThreadHasNeitherRegistersNorStack() {
        start().u64(Linux.PERF_SAMPLE_REGS_ABI_NONE()).u64(0);
        assertTrue(on(EventAttr.tracepoint(1).registers(7).userStack(16)));
        assertFalse(sample.hasRegisters());
        assertEquals(0, sample.stackBytes());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        EventAttr chain = EventAttr.tracepoint(1).callchain(64);
        start();
        assertFalse(on(chain));
        start().u64(2).u64(Linux.PERF_CONTEXT_USER());
        assertFalse(on(chain));
        start().u64(-1);
        assertFalse(on(chain));
        start().u64(1L << 61).u64(0);
        assertFalse(on(chain));
        start().u32(32).u32(0);
        assertFalse(on(EventAttr.tracepoint(1).raw()));
        start().u32(-8).u32(0);
        assertFalse(on(EventAttr.tracepoint(1).raw()));
        start().u64(2).u64(0);
        assertFalse(on(EventAttr.tracepoint(1).registers(3)));
        start();
        assertFalse(on(EventAttr.tracepoint(1).registers(3)));
        start().u64(16).u64(0).u64(0);
        assertFalse(on(EventAttr.tracepoint(1).userStack(16)));
        start().u64(Long.MAX_VALUE - 7).u64(0).u64(0);
        assertFalse(on(EventAttr.tracepoint(1).userStack(16)));
    }
}
