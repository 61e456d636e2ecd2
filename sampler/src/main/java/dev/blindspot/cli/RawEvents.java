package dev.blindspot.cli;

import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.PathTable;
import dev.blindspot.recording.EventBlock;
import dev.blindspot.recording.RecordingWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Encodes raw events into blocks of a recording.
 *
 * <p>Threads: the raw thread. Errors: {@link dev.blindspot.model.SamplerException.OutputFailed} where the file cannot be
 * written.
 */
final class RawEvents implements RawReader {
    private static final int BLOCK_BYTES = 256 << 10;

    /** A block that stays unfilled is written after this time: a kill loses no more. */
    private static final long BLOCK_NANOS = 500_000_000;

    private static final EventKind[] KINDS = EventKind.values();

    private final RecordingWriter writer;
    private final PathTable paths;
    private final EventEncoder encoder = new EventEncoder();
    private final MemorySegment batch = Arena.ofAuto().allocate(BLOCK_BYTES);
    private int pathsWritten;
    private long firstSequence;
    private long lastSequence;
    private long firstNanos;
    private long lastNanos;

    RawEvents(RecordingWriter writer, PathTable paths) {
        this.writer = writer;
        this.paths = paths;
        encoder.begin(batch);
    }

    @Override
    public void accept(MemorySegment segment, long offset) {
        EventKind kind = KINDS[EventLayout.getInt(segment, offset, EventLayout.KIND)];
        if (kind.namesPath()) {
            name(EventLayout.getInt(segment, offset, EventLayout.EXTRA));
        }
        if (!encoder.add(segment, offset)) {
            write();
            encoder.add(segment, offset);
        }
        lastNanos = EventLayout.getLong(segment, offset, EventLayout.TIME);
        lastSequence = EventLayout.getLong(segment, offset, EventLayout.SEQUENCE);
        if (encoder.count() == 1) {
            firstNanos = lastNanos;
            firstSequence = lastSequence;
        }
    }

    @Override
    public void completeUpTo(long nanos) {
        if (encoder.count() > 0 && nanos - firstNanos >= BLOCK_NANOS) {
            write();
        }
    }

    /** Writes what is left. */
    @Override
    public void finish() {
        if (encoder.count() > 0) {
            write();
        }
    }

    private void name(int pathId) {
        while (pathsWritten < pathId) {
            pathsWritten++;
            writer.writePath(pathsWritten, paths.name(pathsWritten));
        }
    }

    private void write() {
        int count = encoder.count();
        byte[] encoded = batch.asSlice(0, encoder.end()).toArray(ValueLayout.JAVA_BYTE);
        writer.writeEvents(new EventBlock(firstSequence, lastSequence, firstNanos, lastNanos, count, encoded));
        encoder.begin(batch);
    }
}
