package dev.blindspot.export;

import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How {@code blindspot.events/1} is written: what {@link EventStream} has numbered, as one format has it.
 *
 * <p>Times are ns since the stream's start.
 *
 * <p>Threads: one. Allocation by {@link #event}: none where the stack is known, but for what a full buffer takes.
 */
public interface EventFormat extends AutoCloseable {
    /** Makes the format of a stream; writes nothing yet. */
    interface Maker {
        EventFormat open(OutputStream out, EventHeader header, EventSymbols symbols);
    }

    /** Writes what comes first. */
    void begin() throws IOException;

    /** The event at {@code base}, and before it the stack it names, if the reader does not have that yet. */
    void event(long[] words, int base, long nanos, long sequence) throws IOException;

    /** The gauges at a time; {@code tid} is the process. */
    void sample(long nanos, int tid, long sequence, List<Gauge> gauges) throws IOException;

    /** That events were lost; how many is null where it is not known. */
    void lost(long nanos, @Nullable Long count, LossSource source) throws IOException;

    /** The last line. */
    void end(long nanos, long sequence, String reason) throws IOException;

    /** Hands all that is written so far to the reader. */
    void flush() throws IOException;

    /** Writes what must follow the last line and frees what it holds; the output stays open. */
    @Override
    void close() throws IOException;
}
