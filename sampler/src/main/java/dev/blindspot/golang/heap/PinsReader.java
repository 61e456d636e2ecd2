package dev.blindspot.golang.heap;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts pinned objects, from Go 1.21 on: a span with one has two bits an object, pinned and pinned again.
 *
 * <p>Threads: one. Source: runtime/pinner.go.
 */
public final class PinsReader {
    private final GoProcess process;

    public PinsReader(GoProcess process) {
        this.process = process;
    }

    /**
     * Counts them; null before Go 1.21, which could not pin.
     *
     * @param pinners that are alive; null if unknown
     */
    public @Nullable Pins read(Spans spans, @Nullable Long pinners) throws UnreadableMemory {
        if (!process.layout().struct("runtime.mspan").has("pinnerBits")) {
            return null;
        }
        Map<Long, Long> bySize = new TreeMap<>();
        long pinned = 0;
        SpanWords bits = spans.pinnerBits();
        for (int i = 0; i < bits.size(); i++) {
            int span = bits.span(i);
            if (spans.state(span) == Spans.IN_USE) {
                long count = count(bits.word(i), spans.elements(span));
                pinned += count;
                bySize.merge(spans.elementBytes(span), count, Long::sum);
            }
        }
        List<Pins.SizeClass> classes = new ArrayList<>();
        bySize.forEach((size, count) -> {
            if (count > 0) {
                classes.add(new Pins.SizeClass(size, count));
            }
        });
        return new Pins(pinned, pinners, classes);
    }

    private long count(long pinnerBits, int elements) throws UnreadableMemory {
        TargetMemory memory = process.memory();
        long count = 0;
        for (int i = 0; i < elements; i += 4) {
            int bits = memory.u8(pinnerBits + i / 4);
            int inByte = Math.min(4, elements - i);
            int pinned = 0b01010101 & ((1 << (inByte * 2)) - 1);
            count += Integer.bitCount(bits & pinned);
        }
        return count;
    }
}
