package dev.blindspot.cli;

import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.PathTable;
import dev.blindspot.event.ProcessIds;
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
    private final StackIds stacks;

    /** What ids of paths and sequence numbers of this process begin after. */
    private final int pathBase;

    private final long sequenceBase;

    private int pathsWritten;
    private long firstSequence;
    private long lastSequence;
    private long firstNanos;
    private long lastNanos;

    /** Of the first process of a recording. */
    RawEvents(RecordingWriter writer, PathTable paths, StackIds stacks) {
        this(writer, paths, stacks, 0, 0);
    }

    private RawEvents(RecordingWriter writer, PathTable paths, StackIds stacks, int pathBase, long sequenceBase) {
        this.writer = writer;
        this.paths = paths;
        this.stacks = stacks;
        this.pathBase = pathBase;
        this.sequenceBase = sequenceBase;
        this.lastSequence = sequenceBase;
        encoder.begin(batch);
    }

    /** Those of the process that follows, once these have ended. */
    RawEvents next(PathTable nextPaths) {
        return new RawEvents(writer, nextPaths, stacks, pathBase + pathsWritten, lastSequence);
    }

    @Override
    public void accept(long[] words, int base) {
        EventKind kind = KINDS[EventLayout.getInt(words, base, EventLayout.KIND)];
        if (kind.namesPath()) {
            name(EventLayout.getInt(words, base, EventLayout.EXTRA));
        }
        if (sequenceBase > 0) {
            rebase(words, base);
        }
        if (!encoder.add(words, base)) {
            write();
            encoder.add(words, base);
        }
        lastNanos = EventLayout.getLong(words, base, EventLayout.TIME);
        lastSequence = EventLayout.getLong(words, base, EventLayout.SEQUENCE);
        if (encoder.count() == 1) {
            firstNanos = lastNanos;
            firstSequence = lastSequence;
        }
    }

    /** The record is this reader's own until it takes the next. */
    private void rebase(long[] words, int base) {
        new ProcessIds(stacks.base(), pathBase).apply(words, base);
        EventLayout.setLong(
                words,
                base,
                EventLayout.SEQUENCE,
                sequenceBase + EventLayout.getLong(words, base, EventLayout.SEQUENCE));
    }

    @Override
    public void completeUpTo(long nanos) {
        if (encoder.count() > 0 && nanos - firstNanos >= BLOCK_NANOS) {
            write();
        }
    }

    @Override
    public long dueNanos() {
        return encoder.count() > 0 ? firstNanos + BLOCK_NANOS : Long.MAX_VALUE;
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
            writer.writePath(pathBase + pathsWritten, paths.name(pathsWritten));
        }
    }

    private void write() {
        int count = encoder.count();
        byte[] encoded = batch.asSlice(0, encoder.end()).toArray(ValueLayout.JAVA_BYTE);
        writer.writeEvents(new EventBlock(firstSequence, lastSequence, firstNanos, lastNanos, count, encoded));
        encoder.begin(batch);
    }
}
