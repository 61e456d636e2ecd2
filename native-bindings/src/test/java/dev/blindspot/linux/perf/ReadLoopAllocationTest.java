package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way from a ring to a sample's fields allocates nothing. */
class ReadLoopAllocationTest {
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    private final PerfRecord record = new PerfRecord();
    private final Sample sample = new Sample();
    private long sum;

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    /** What a drain does with all rings; gives how many samples there were. */
    private int round(RingSet rings, long[] lost) {
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
        rings.readLost(lost);
        return samples;
    }

    @Test
    void readingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Worker worker = new Worker("blindspot-alloc");
                SystemAttach attach = Harvest.value(SystemAttach.open(
                        Harvest.value(EventSpecs.of(tracefs, EventSpecs.Choice.all(1))),
                        List.of("blindspot-alloc"),
                        new RingSizes(1 << 14, 1 << 14)))) {
            long[] lost = new long[attach.rings().specs().size()];
            for (int i = 0; i < 20; i++) {
                worker.mapAndUnmap(50, 8192);
                round(attach.rings(), lost);
            }
            // A call of libc leaves the heap alone once it is compiled: tens of thousands of calls, some of them here.
            for (int i = 0; i < 1_500; i++) {
                round(attach.rings(), lost);
            }
            int samples = 0;
            long allocated = 0;
            for (int i = 0; i < 50; i++) {
                worker.mapAndUnmap(50, 8192);
                long before = threads.getCurrentThreadAllocatedBytes();
                samples += round(attach.rings(), lost);
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(samples > 1_000, samples + " samples");
            assertEquals(0, allocated, "bytes for " + samples + " samples, sum " + sum);
        }
    }
}
