package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * What one ring of a {@link Replay} lies in, for a reader that is not ours. It is in this package since the memory is
 * nobody else's to see.
 *
 * @param control the page with the positions
 * @param data the records, a power of two of bytes
 */
@NullMarked
public record RingImage(MemorySegment control, MemorySegment data) {
    private static final int TIME = 24;

    /** All rings of a replay, in the order the drain has them. */
    public static List<RingImage> of(Replay replay) {
        return replay.writers.stream()
                .map(writer -> new RingImage(writer.control, writer.data))
                .toList();
    }

    /** Has all samples of a ring that is full, or empty, happen later. */
    public void later(long nanos) {
        long end = control.get(JAVA_LONG, Linux.PERF_PAGE_DATA_HEAD()) == 0 ? 0 : data.byteSize();
        for (long at = 0; at < end; at += Short.toUnsignedInt(data.get(JAVA_SHORT, at + 6))) {
            if (data.get(JAVA_INT, at) == Linux.PERF_RECORD_SAMPLE()) {
                data.set(JAVA_LONG, at + TIME, data.get(JAVA_LONG, at + TIME) + nanos);
            }
        }
    }
}
