package dev.blindspot.export;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventReader;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * {@code blindspot.events/1} in any format: of a stream that goes on, or of a recording's raw events.
 *
 * <p>Events are numbered as they are written, samples too; a loss of n takes n numbers. Kinds that only the aggregate
 * needs have no line and no number.
 *
 * <p>Threads: one. Allocation: none for an event whose stack has been named before.
 *
 * <p>Errors: as {@link Output} has them; each method is false once the reader is gone.
 */
public final class EventStream implements AutoCloseable {
    private static final LossSource[] SOURCES = LossSource.values();

    private final EventHeader header;
    private final EventFormat format;
    private final EventReader reader = new EventReader();
    private long sequence;
    private long events;
    private boolean readerGone;

    private EventStream(EventHeader header, EventFormat format) {
        this.header = header;
        this.format = format;
    }

    /** Starts a stream with its header. {@code out} stays open in the end. */
    public static EventStream start(
            OutputStream out, EventHeader header, EventSymbols symbols, EventFormat.Maker maker) {
        EventFormat format = maker.open(out, header, symbols);
        EventStream stream = new EventStream(header, format);
        stream.attempt(format::begin);
        return stream;
    }

    /** Writes the event at {@code base}. */
    public boolean event(long[] words, int base) {
        if (readerGone) {
            return false;
        }
        reader.wrap(words, base);
        if (reader.isInternal()) {
            return true;
        }
        long nanos = reader.timeNanos();
        if (reader.kind() == EventKind.LOST) {
            return lost(nanos, source(reader.lossSource()), reader.length());
        }
        try {
            format.event(words, base, nanos - header.startedNanos(), ++sequence);
            events++;
        } catch (IOException e) {
            Output.failUnlessReaderGone(e);
            readerGone = true;
        }
        return !readerGone;
    }

    /** Writes the gauges of a process as of a time. */
    public boolean sample(long timeNanos, int pid, List<Gauge> gauges) {
        return attempt(() -> format.sample(timeNanos - header.startedNanos(), pid, ++sequence, gauges));
    }

    /**
     * Writes that events were lost.
     *
     * @param count how many, -1 unknown
     */
    public boolean lost(long timeNanos, LossSource source, long count) {
        return attempt(() -> {
            sequence += Math.max(0, count);
            format.lost(timeNanos - header.startedNanos(), count < 0 ? null : (Long) count, source);
        });
    }

    /** Writes the last line. */
    public boolean end(long timeNanos, String reason) {
        return attempt(() -> format.end(timeNanos - header.startedNanos(), ++sequence, reason));
    }

    /** Hands what is written so far to the reader. */
    public boolean flush() {
        if (readerGone) {
            return false;
        }
        try {
            format.flush();
        } catch (IOException e) {
            Output.failUnlessReaderGone(e);
            readerGone = true;
        }
        return !readerGone;
    }

    /** Events written, without samples and losses. */
    public long events() {
        return events;
    }

    @Override
    public void close() {
        flush();
        Output.attempt(format::close);
    }

    private boolean attempt(Output.Body body) {
        if (!readerGone) {
            readerGone = !Output.attempt(body);
        }
        return !readerGone;
    }

    private static LossSource source(int ordinal) {
        return ordinal >= 0 && ordinal < SOURCES.length ? SOURCES[ordinal] : LossSource.RECORDING;
    }
}
