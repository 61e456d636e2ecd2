package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording. Each call leaves the file whole: a kill afterwards loses nothing of it.
 *
 * <p>Raw events stop where three quarters of the size limit are used; what is dropped of them is counted. Intervals go
 * on: they are what reports are made of. Where they pass the limit, old ones are merged pairwise, if the recording is a
 * file.
 *
 * <p>Threads: any; calls exclude each other.
 *
 * <p>Errors: {@link SamplerException.OutputFailed} when the file cannot be written; what was written before stays
 * readable.
 */
public final class RecordingWriter implements AutoCloseable {
    /** The size limit unless another is asked for. */
    public static final long DEFAULT_MAX_BYTES = 256L << 20;

    private final @Nullable Path file;
    private final long rawEventBytes;
    private ItemWriter items;
    private long compactAtBytes;
    private RecordedItem.@Nullable OfCut unwrittenCut;
    private boolean cutting;
    private boolean ended;

    private RecordingWriter(
            WritableByteChannel channel, String name, @Nullable Path file, RecordingInfo info, long maxBytes) {
        this.file = file;
        this.rawEventBytes = maxBytes / 4 * 3;
        this.compactAtBytes = maxBytes;
        this.items = new ItemWriter(channel, name, info);
        items.flush();
    }

    /**
     * Starts a recording on a channel that only grows, and writes its first chunk.
     *
     * @param name how sentences call the output
     * @param maxBytes size limit
     */
    public static RecordingWriter to(WritableByteChannel channel, String name, RecordingInfo info, long maxBytes) {
        return new RecordingWriter(channel, name, null, info, maxBytes);
    }

    /** Starts a recording in {@code file}, which only its owner may read; one that is there is overwritten. */
    public static RecordingWriter create(Path file, RecordingInfo info, long maxBytes) {
        FileChannel channel = PrivateFile.create(file);
        try {
            return new RecordingWriter(channel, file.toString(), file, info, maxBytes);
        } catch (SamplerException e) {
            Compaction.closeQuietly(channel);
            throw e;
        }
    }

    /** Bytes of the recording so far. */
    public synchronized long size() {
        return items.size();
    }

    /** Names the path that raw events know as {@code id}. */
    public synchronized void writePath(int id, String path) {
        items.write(new RecordedItem.OfPath(id, path));
        items.flush();
    }

    /** Writes a block of raw events, or counts them as cut once their share of the size limit is used. */
    public synchronized void writeEvents(EventBlock block) {
        cutting |= items.size() + block.encoded().length > rawEventBytes;
        if (cutting) {
            RecordedItem.OfCut before = unwrittenCut;
            unwrittenCut = new RecordedItem.OfCut(
                    before == null ? block.firstSequence() : before.firstSequence(),
                    block.lastSequence(),
                    before == null ? block.firstNanos() : before.firstNanos(),
                    block.lastNanos());
            return;
        }
        items.write(new RecordedItem.OfEvents(block));
        items.flush();
    }

    /** Writes an interval with all it brings: stacks, modules, ranges. */
    public synchronized void write(Interval interval) {
        items.write(new RecordedItem.OfInterval(interval));
        writeCut();
        items.flush();
        Path compacted = file;
        if (compacted != null && items.size() > compactAtBytes) {
            items = Compaction.compact(compacted, items);
            compactAtBytes = Math.max(compactAtBytes, items.size() + items.size() / 4);
        }
    }

    /** What follows is of another process; its first interval must take back what is outstanding. */
    public synchronized void writeProcess(RecordedProcess process) {
        items.write(new RecordedItem.OfProcess(process));
        items.flush();
    }

    /** Writes the end mark; nothing may follow. After a failed write it does nothing: there is no place for it. */
    public synchronized void end(RecordingEnd end) {
        if (ended || items.failed()) {
            return;
        }
        ended = true;
        writeCut();
        items.write(new RecordedItem.OfEnd(end));
        items.flush();
    }

    /** Closes the file. Without {@link #end} before, readers say that the recording is unfinished. */
    @Override
    public synchronized void close() {
        items.close();
    }

    private void writeCut() {
        RecordedItem.OfCut cut = unwrittenCut;
        if (cut != null) {
            items.write(cut);
            unwrittenCut = null;
        }
    }
}
