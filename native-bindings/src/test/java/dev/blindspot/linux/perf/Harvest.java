package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads all that stands in the rings. */
final class Harvest {
    private Harvest() {}

    /** Gives each record with its event; records of unknown ids fail the test. */
    static void each(RingSet rings, BiConsumer<AttachedEvent, PerfRecord> reader) {
        PerfRecord record = new PerfRecord();
        for (int i = 0; i < rings.ringCount(); i++) {
            each(rings.ring(i), record, ignored -> {
                AttachedEvent event = rings.event(record.id());
                if (event == null) {
                    fail("record of type " + record.type() + " with the unknown id " + record.id());
                    return;
                }
                reader.accept(event, record);
            });
        }
    }

    /** Gives each record of a ring, and gives the ring back. */
    static void each(KernelRing ring, PerfRecord record, Consumer<PerfRecord> reader) {
        long head = ring.head();
        KernelRing.Peek peek = ring.peek(record, head);
        while (peek == KernelRing.Peek.RECORD) {
            reader.accept(record);
            ring.advance();
            peek = ring.peek(record, head);
        }
        if (peek == KernelRing.Peek.TORN) {
            fail("torn record");
        }
        ring.release();
    }

    /**
     * Calls a thread made with such a length, by the mmap or munmap that tells them. The JVM may map something in any
     * thread at any time; it never maps this much.
     */
    static long count(RingSet rings, EventRole role, int tid, long bytes) {
        long[] count = new long[1];
        Sample sample = new Sample();
        each(rings, (event, record) -> {
            if (record.isSample()
                    && event.role() == role
                    && record.tid() == tid
                    && sample.on(record, event.layout())
                    && sample.register(Registers.HERE.argument(1)) == bytes) {
                count[0]++;
            }
        });
        return count[0];
    }

    static <T> T value(PerfResult<T> result) {
        return switch (result) {
            case PerfResult.Ok<T>(T value) -> value;
            case PerfResult.Failed<T> failed -> fail(failed.text());
        };
    }
}
