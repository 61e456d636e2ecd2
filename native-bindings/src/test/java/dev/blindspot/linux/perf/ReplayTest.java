package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written into a replay's rings is read out of them as it was. */
class ReplayTest {
    private static final int CPUS = 2;
    private static final long RING_BYTES = 1 << 14;
    private static final long[] CHAIN = {0x401000, 0x402000, 0x403000};
    private static final long[] STACK = {11, 12, 13, 14, 15, 16, 17, 18};

    private final List<EventSpec> specs =
            EventSpecs.replayed(EventSpecs.Choice.all(1).withMapStackBytes(64));
    private final Replay replay = new Replay(specs, CPUS, new RingSizes(RING_BYTES, RING_BYTES));
    private final PerfRecord record = new PerfRecord();
    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        replay.close();
    }

    private KernelRing ring(AttachedEvent event) {
        RingSet rings = replay.rings();
        for (int i = 0; i < rings.ringCount(); i++) {
            if (rings.kind(i) == event.spec().ring() && rings.ring(i).cpu() == event.cpu()) {
                return rings.ring(i);
            }
        }
        throw new AssertionError("no ring for " + event);
    }

    /** The next record of an event's ring, which must be there. */
    private PerfRecord next(AttachedEvent event) {
        KernelRing ring = ring(event);
        ring.advance();
        ring.release();
        assertEquals(KernelRing.Peek.RECORD, ring.peek(record, ring.head()));
        assertSame(event, replay.rings().event(record.id()));
        return record;
    }

    private boolean write(AttachedEvent event, long time) {
        return replay.writer(event)
                .sample(event, 100, 101, time)
                .chain(CHAIN, CHAIN.length)
                .register(Registers.HERE.returned(), 0x7f00_0000_0000L)
                .register(Registers.HERE.argument(1), 4096)
                .register(Registers.HERE.stackPointer(), 0xc000)
                .stack(STACK, STACK.length)
                .end();
    }

    @Test
    void aSampleWithAllThatAMappingHas() {
        AttachedEvent event = replay.event(EventRole.MMAP_EXIT, 1);
        assertTrue(write(event, 7));
        next(event);
        assertTrue(record.isSample());
        assertEquals(100, record.pid());
        assertEquals(101, record.tid());
        assertEquals(7, record.time());
        assertTrue(sample.on(record, event.layout()));
        assertEquals(3, sample.chainLength());
        assertEquals(0x403000, sample.chainAt(2));
        assertTrue(sample.hasRegisters());
        assertEquals(0x7f00_0000_0000L, sample.register(Registers.HERE.returned()));
        assertEquals(4096, sample.register(Registers.HERE.argument(1)));
        assertEquals(0, sample.register(Registers.HERE.argument(2)));
        assertEquals(0xc000, sample.register(Registers.HERE.stackPointer()));
        assertEquals(64, sample.stackBytes());
        assertEquals(18, sample.stackLong(56));
    }

    @Test
    void aSampleGivenNothing() {
        for (EventRole role : new EventRole[] {EventRole.FAULT, EventRole.MUNMAP_ENTER, EventRole.MMAP_EXIT}) {
            AttachedEvent event = replay.event(role, 0);
            assertTrue(replay.writer(event).sample(event, 1, 1, 1).end());
            assertTrue(sample.on(next(event), event.layout()));
            assertEquals(0, sample.chainLength());
            assertEquals(0, sample.stackBytes());
        }
        AttachedEvent fault = replay.event(EventRole.FAULT, 0);
        replay.writer(fault).sample(fault, 1, 1, 1).address(0xadd7).end();
        assertTrue(sample.on(next(fault), fault.layout()));
        assertEquals(0xadd7, sample.address());
    }

    @Test
    void everyEventHasItsOwnIdAndRing() {
        RingSet rings = replay.rings();
        assertEquals(RingKind.values().length * CPUS, rings.ringCount());
        assertEquals(specs.size() * CPUS, rings.eventCount());
        for (EventSpec spec : specs) {
            for (int cpu = 0; cpu < CPUS; cpu++) {
                AttachedEvent event = replay.event(spec.role(), cpu);
                assertSame(event, rings.event(event.id()));
                assertSame(spec, event.spec());
                assertEquals(cpu, event.cpu());
            }
        }
        long[] lost = new long[specs.size()];
        rings.readLost(lost);
        long[] unknown = new long[specs.size()];
        Arrays.fill(unknown, -1);
        assertArrayEquals(unknown, lost);
    }

    @Test
    void recordsOverTheSeamAreWhole() {
        AttachedEvent event = replay.event(EventRole.MMAP_EXIT, 0);
        for (int i = 1; i <= 1_000; i++) {
            assertTrue(write(event, i));
            assertTrue(sample.on(next(event), event.layout()));
            assertEquals(i, record.time());
            assertEquals(0x403000, sample.chainAt(2));
            assertEquals(18, sample.stackLong(56));
        }
    }

    @Test
    void aFullRingDropsAndGoesOnWhenThereIsRoom() {
        AttachedEvent event = replay.event(EventRole.MMAP_EXIT, 0);
        int written = 0;
        while (write(event, written + 1)) {
            written++;
        }
        assertFalse(write(event, 0));
        for (int i = 1; i <= written; i++) {
            assertEquals(i, next(event).time());
        }
        assertEquals(RING_BYTES / record.size(), written);
        KernelRing ring = ring(event);
        ring.advance();
        assertEquals(KernelRing.Peek.END, ring.peek(record, ring.head()));
        ring.release();
        assertTrue(replay.writer(event).lost(event, 2, 99));
        assertTrue(write(event, 100));
        assertTrue(LostRecord.isLost(next(event)));
        assertEquals(2, LostRecord.count(record));
        assertEquals(100, next(event).time());
    }

    @Test
    void recordsOfTasksAndCode() {
        AttachedEvent tasks = replay.event(EventRole.TASKS, 0);
        RecordWriter writer = replay.writer(tasks);
        writer.comm(tasks, 100, 101, 5, "worker 7".getBytes(StandardCharsets.ISO_8859_1), true);
        writer.fork(tasks, 100, 102, 100, 101, 6);
        writer.exit(tasks, 100, 102, 100, 100, 7);
        assertTrue(CommRecord.is(next(tasks)));
        assertEquals("worker 7", CommRecord.name(record));
        assertEquals(101, CommRecord.tid(record));
        assertTrue(CommRecord.isExec(record));
        assertEquals(5, record.time());
        assertTrue(TaskRecord.isFork(next(tasks)));
        assertEquals(102, TaskRecord.tid(record));
        assertEquals(100, TaskRecord.parentPid(record));
        assertEquals(6, record.time());
        assertTrue(TaskRecord.isExit(next(tasks)));
        assertEquals(7, record.time());
        AttachedEvent code = replay.event(EventRole.EXECUTABLE_MAPPINGS, 0);
        byte[] file = "/lib/libx.so".getBytes(StandardCharsets.UTF_8);
        replay.writer(code).executable(code, 100, 101, 8, 0x7f00_0000_1000L, 0x2000, file);
        assertTrue(MappingRecord.is(next(code)));
        assertEquals(100, MappingRecord.pid(record));
        assertEquals(0x7f00_0000_1000L, MappingRecord.address(record));
        assertEquals(0x2000, MappingRecord.length(record));
        assertEquals("/lib/libx.so", MappingRecord.fileName(record));
        assertNotNull(replay.rings().event(record.id()));
    }
}
