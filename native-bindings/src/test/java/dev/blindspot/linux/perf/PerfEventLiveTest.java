package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single events on this thread. */
class PerfEventLiveTest {
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    private static PerfEvent open(EventAttr attr, int tid, int cpu) {
        return Harvest.value(PerfEvent.open("test", attr, tid, cpu));
    }

    private static int shmdtId() {
        return Harvest.value(tracefs.id("syscalls", "sys_enter_shmdt"));
    }

    /** A system call that fails at once and that nobody else makes. */
    private static void shmdt(int times) {
        for (int i = 0; i < times; i++) {
            Libc.syscall(Machine.ARM64 ? 197 : 67, 1, 0, 0, 0, 0);
        }
    }

    /** Runs a task with an event of this thread and its ring; gives how many samples there are. */
    private static long samples(EventAttr attr, IntConsumer task, int times) {
        PerfEvent event = open(attr, 0, -1);
        try (KernelRing ring = Harvest.value(KernelRing.map(event, -1, 64))) {
            assertEquals(0, event.enable());
            task.accept(times);
            assertEquals(0, event.disable());
            long[] count = new long[1];
            Harvest.each(ring, new PerfRecord(), record -> count[0] += record.isSample() ? 1 : 0);
            return count[0];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void aPeriodTakesOneInSoMany(int period) {
        EventAttr attr = EventAttr.tracepoint(shmdtId()).every(period);
        assertEquals(1_000 / period, samples(attr, PerfEventLiveTest::shmdt, 1_000));
    }

    @Test
    void faultsKeepTheirPeriodToo() {
        long every = samples(EventAttr.pageFaults(1), PerfEventLiveTest::touch, 700);
        assertTrue(every >= 700, every + " faults");
        long seventh = samples(EventAttr.pageFaults(7), PerfEventLiveTest::touch, 700);
        assertTrue(seventh >= 100 && seventh < 150, seventh + " of one in seven");
    }

    private static void touch(int pages) {
        long bytes = (long) pages * Machine.PAGE_BYTES;
        long address = Worker.map(bytes);
        // Not by one byte each, which huge pages would answer with one fault for many.
        Libc.syscall(Machine.ARM64 ? 233 : 28, address, bytes, Linux.MADV_NOHUGEPAGE(), 0, 0);
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        for (int page = 0; page < pages; page++) {
            memory.set(JAVA_BYTE, (long) page * Machine.PAGE_BYTES, (byte) 1);
        }
        Libc.munmap(address, bytes);
    }

    @Test
    void aNewPeriodStartsAfresh() {
        PerfEvent event = open(EventAttr.tracepoint(shmdtId()), 0, -1);
        try (KernelRing ring = Harvest.value(KernelRing.map(event, -1, 64))) {
            event.enable();
            shmdt(5);
            event.disable();
            assertEquals(0, event.setPeriod(10));
            event.enable();
            shmdt(39);
            long[] count = new long[1];
            Harvest.each(ring, new PerfRecord(), record -> count[0] += record.isSample() ? 1 : 0);
            assertEquals(5 + 3, count[0]);
        }
    }

    @Test
    void anEventCountsAndNamesItself() {
        try (PerfEvent event = open(EventAttr.tracepoint(shmdtId()), 0, -1);
                PerfEvent other = open(EventAttr.dummy(), 0, -1);
                Arena arena = Arena.ofConfined()) {
            assertNotEquals(event.id(), other.id());
            MemorySegment buffer = arena.allocate(PerfEvent.READ_BYTES, 8);
            event.enable();
            shmdt(9);
            event.disable();
            shmdt(9);
            assertEquals(PerfFeatures.here().lostCount() ? 24 : 16, event.read(buffer));
            assertEquals(9, PerfEvent.value(buffer));
            assertEquals(PerfFeatures.here().lostCount() ? 0 : -1, event.readLost(buffer));
        }
    }

    @Test
    void refusalsAreToldApart() {
        var noCpu = assertInstanceOf(Failed.class, PerfEvent.open("x", EventAttr.dummy(), -1, 1 << 20));
        assertEquals(Linux.EINVAL(), noCpu.errno());
        var noThread = assertInstanceOf(Failed.class, PerfEvent.open("x", EventAttr.dummy(), Integer.MAX_VALUE, -1));
        assertTrue(noThread.threadGone());
        try (PerfEvent here = open(EventAttr.tracepoint(shmdtId()), -1, 0);
                PerfEvent anywhere = open(EventAttr.dummy(), 0, -1)) {
            assertEquals(-Linux.EINVAL(), anywhere.setOutput(here));
            assertEquals(0, here.setFilter("comm == \"a\""));
            assertEquals(-Linux.EEXIST(), here.setFilter("comm == \"b\""));
            assertEquals(-Linux.EINVAL(), anywhere.setFilter("comm == \"a\""));
            try (PerfEvent second = open(EventAttr.tracepoint(shmdtId()), -1, 0)) {
                assertTrue(second.setFilter("comm === \"a") < 0);
            }
        }
        PerfResult<KernelRing> odd = KernelRing.map(open(EventAttr.dummy(), 0, -1), -1, 3);
        assertEquals(Step.MAP_RING, assertInstanceOf(Failed.class, odd).step());
    }

    @Test
    void fieldsOfATracepointAreWhereItsFormatSays() {
        TracepointFormat format = Harvest.value(tracefs.format("syscalls", "sys_enter_munmap"));
        TracepointFormat.Field length = format.field("len");
        EventAttr attr = EventAttr.tracepoint(format.id()).raw().registers(Registers.HERE.argumentMask(0, 1));
        PerfEvent event = open(attr, 0, -1);
        try (KernelRing ring = Harvest.value(KernelRing.map(event, -1, 64))) {
            event.enable();
            Libc.munmap(Worker.map(8192), 8192);
            event.disable();
            Sample sample = new Sample();
            long[] found = new long[1];
            Harvest.each(ring, new PerfRecord(), record -> {
                assertTrue(sample.on(record, SampleLayout.of(attr)));
                long raw = length == null ? -1 : sample.rawLong(length.offset());
                assertEquals(sample.register(Registers.HERE.argument(1)), raw);
                found[0] += raw == 8192 ? 1 : 0;
            });
            assertEquals(1, found[0]);
        }
    }

    @Test
    void thePollWakesWhenAQuarterIsFullAndWhenAsked() {
        try (Worker worker = new Worker("blindspot-poll");
                SystemAttach attach = Harvest.value(SystemAttach.open(
                        Harvest.value(EventSpecs.of(tracefs, EventSpecs.Choice.all(0))),
                        java.util.List.of("blindspot-poll"),
                        new RingSizes(1 << 16, 1 << 16)));
                RingPoll poll = new RingPoll(attach.rings())) {
            assertEquals(0, poll.await(0));
            poll.wake();
            assertEquals(1, poll.await(-1));
            assertEquals(0, poll.await(0));
            worker.mapAndUnmap(2_000, 8192);
            assertTrue(poll.await(10_000) > 0);
        }
    }

    @Test
    void theProbeFindsWhatATestNeeds() {
        for (Check check : PerfProbe.all(0)) {
            if (check.name().contains("tracing") || check.name().equals("tracefs")) {
                assertInstanceOf(Check.Ok.class, check, check.toString());
            }
        }
        Capabilities none = Capabilities.parse("");
        assertInstanceOf(Check.Missing.class, PerfProbe.tracefs(new Tracefs.NotMounted(), none));
        assertInstanceOf(
                Check.Missing.class, PerfProbe.tracefs(new Tracefs.NotReadable(Tracefs.PLACES.getFirst()), none));
        Capabilities all = new Capabilities(-1L, 0);
        assertInstanceOf(Check.Ok.class, PerfProbe.tracefs(new Tracefs.NotMounted(), all));
    }
}
