package dev.blindspot.bench;

import dev.blindspot.event.EventDecoder;
import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.MalformedEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Encoding and decoding of raw events for a recording: ns an event; beside copying them as they are. */
@State(Scope.Thread)
public class EventCodecBenchmark extends TimedBenchmark {
    private static final int EVENTS = 4096;

    private final long[] events = SampleEvents.pairs(EVENTS / 2, 64);
    private final MemorySegment batch = Arena.ofAuto().allocate((long) EVENTS * EventLayout.BYTES, Long.BYTES);
    private final long[] decoded = new long[EventLayout.WORDS];
    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();
    private final MemorySegment encoded = Arena.ofAuto().allocate(encodeAll());

    /** Fills what is decoded. */
    public EventCodecBenchmark() {
        encoded.copyFrom(batch.asSlice(0, encoded.byteSize()));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long encode() {
        return encodeAll();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long decode() throws MalformedEvents {
        decoder.begin(encoded);
        long sum = 0;
        while (decoder.next(decoded, 0)) {
            sum += EventLayout.getLong(decoded, 0, EventLayout.ADDRESS);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public MemorySegment copy() {
        MemorySegment.copy(events, 0, batch, ValueLayout.JAVA_LONG, 0, events.length);
        return batch;
    }

    private long encodeAll() {
        encoder.begin(batch);
        for (int at = 0; at < events.length; at += EventLayout.WORDS) {
            if (!encoder.add(events, at)) {
                throw new IllegalStateException("the batch is too small");
            }
        }
        return encoder.end();
    }
}
