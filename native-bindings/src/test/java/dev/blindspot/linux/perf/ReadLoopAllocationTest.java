package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.blindspot.linux.Machine;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way from a ring to a sample's fields allocates nothing. */
class ReadLoopAllocationTest {
    /** However busy the machine is. */
    private static final long COMPILED_BY_NANOS = 60_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    private final PerfRecord record = new PerfRecord();
    private final Sample sample = new Sample();
    private long sum;

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    /** What a drain does with all rings; gives how many samples there were. */
    private int round(RingSet rings) {
        int samples = 0;
        for (int i = 0; i < rings.ringCount(); i++) {
            KernelRing ring = rings.ring(i);
            long head = ring.head();
            while (ring.peek(record, head) == KernelRing.Peek.RECORD) {
                AttachedEvent event = rings.event(record.id());
                if (event != null && record.isSample() && sample.on(record, event.layout())) {
                    samples++;
                    sum += record.time() + record.tid();
                    for (int frame = 0; frame < sample.chainLength(); frame++) {
                        sum += sample.chainAt(frame);
                    }
                    if (sample.hasRegisters() && event.role() == EventRole.MMAP_EXIT) {
                        sum += sample.register(Registers.HERE.returned());
                    }
                }
                ring.advance();
            }
            ring.release();
        }
        return samples;
    }

    private static SystemAttach attach(String name) {
        return Harvest.value(SystemAttach.open(
                Harvest.value(EventSpecs.of(tracefs, EventSpecs.Choice.all(1))),
                List.of(name),
                new RingSizes(1 << 14, 1 << 14)));
    }

    /**
     * A block is long enough for the ring to be gone round, and for any allocation by sample to show. The JVM itself
     * may allocate while it compiles what runs, so the first blocks may.
     */
    @Test
    void readingEndsUpAllocatingNothing() {
        try (Worker worker = new Worker("blindspot-alloc");
                SystemAttach attach = attach("blindspot-alloc")) {
            long allocated = -1;
            long limit = Machine.monotonicNanos() + COMPILED_BY_NANOS;
            while (allocated != 0 && Machine.monotonicNanos() < limit) {
                allocated = 0;
                int samples = 0;
                for (int i = 0; i < 50; i++) {
                    worker.mapAndUnmap(50, 8192);
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    samples += round(attach.rings());
                    allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
                }
                assertTrue(samples > 1_000, samples + " samples");
            }
            assertEquals(0, allocated, "bytes a block; sum " + sum);
        }
    }

    /** A call of libc leaves the heap alone once the JVM has compiled it, whenever that is. */
    @Test
    void readingLossesEndsUpAllocatingNothing() {
        try (SystemAttach attach = attach("blindspot-none")) {
            long[] lost = new long[attach.rings().specs().size()];
            long allocated = -1;
            long limit = Machine.monotonicNanos() + COMPILED_BY_NANOS;
            while (allocated != 0 && Machine.monotonicNanos() < limit) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 50; i++) {
                    attach.rings().readLost(lost);
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, allocated);
        }
    }
}
