package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording. Each call leaves the file whole: a kill afterwards loses nothing of it.
 *
 * <p>Raw events stop where three quarters of the size limit are used; what is dropped of them is counted. Intervals go
 * on: they are what reports are made of.
 *
 * <p>Threads: any; calls exclude each other.
 *
 * <p>Errors: {@link SamplerException.OutputFailed} when the file cannot be written; what was written before stays
 * readable.
 */
public final class RecordingWriter implements AutoCloseable {
    /** The size limit unless another is asked for. */
    public static final long DEFAULT_MAX_BYTES = 256L << 20;

    private static final int STACKS_PER_CHUNK = 4096;
    private static final int RANGES_PER_CHUNK = 1 << 18;

    private final WrittenDictionary dictionary = new WrittenDictionary();
    private final Encoder payload = new Encoder();
    private final ChunkAppender chunks;
    private final long rawEventBytes;
    private RecordedItem.@Nullable OfCut unwrittenCut;
    private boolean cutting;
    private boolean ended;

    /**
     * Starts a recording on a channel that only grows, and writes its first chunk.
     *
     * @param name how sentences call the output
     * @param maxBytes size limit
     */
    public RecordingWriter(WritableByteChannel channel, String name, RecordingInfo info, long maxBytes) {
        this.chunks = new ChunkAppender(channel, name);
        this.rawEventBytes = maxBytes / 4 * 3;
        append(ChunkType.INFO, out -> SessionCodec.writeInfo(out, dictionary, info));
        chunks.flush();
    }

    /** Starts a recording in {@code file}, which only its owner may read; one that is there is overwritten. */
    public static RecordingWriter create(Path file, RecordingInfo info, long maxBytes) {
        FileChannel channel = openPrivate(file);
        try {
            return new RecordingWriter(channel, file.toString(), info, maxBytes);
        } catch (SamplerException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** Bytes of the recording so far. */
    public synchronized long size() {
        return chunks.size();
    }

    /** Names the path that raw events know as {@code id}. */
    public synchronized void writePath(int id, String path) {
        append(ChunkType.PATH, out -> BlockCodec.writePath(out, id, path));
        chunks.flush();
    }

    /** Writes a block of raw events, or counts them as cut once their share of the size limit is used. */
    public synchronized void writeEvents(EventBlock block) {
        cutting |= chunks.size() + block.encoded().length > rawEventBytes;
        if (cutting) {
            RecordedItem.OfCut before = unwrittenCut;
            unwrittenCut = new RecordedItem.OfCut(
                    before == null ? block.firstSequence() : before.firstSequence(),
                    block.lastSequence(),
                    before == null ? block.firstNanos() : before.firstNanos(),
                    block.lastNanos());
            return;
        }
        append(ChunkType.EVENTS, out -> BlockCodec.writeEvents(out, block));
        chunks.flush();
    }

    /** Writes an interval with all it brings: stacks, modules, ranges. */
    public synchronized void write(Interval interval) {
        for (List<RecordedStack> part : parts(interval.newStacks(), STACKS_PER_CHUNK)) {
            append(ChunkType.STACKS, out -> IntervalCodec.writeStacks(out, dictionary, part));
        }
        if (!interval.newModules().isEmpty()) {
            append(ChunkType.MODULES, out -> IntervalCodec.writeModules(out, dictionary, interval.newModules()));
        }
        for (List<LiveRange> part : parts(interval.goneRanges(), RANGES_PER_CHUNK)) {
            append(ChunkType.RANGES, out -> IntervalCodec.writeRanges(out, false, part));
        }
        for (List<LiveRange> part : parts(interval.bornRanges(), RANGES_PER_CHUNK)) {
            append(ChunkType.RANGES, out -> IntervalCodec.writeRanges(out, true, part));
        }
        append(ChunkType.INTERVAL, out -> IntervalCodec.write(out, dictionary, interval));
        appendCut();
        chunks.flush();
    }

    /** Writes the end mark; nothing may follow. After a failed write it does nothing: there is no place for it. */
    public synchronized void end(RecordingEnd end) {
        if (ended || chunks.failed()) {
            return;
        }
        ended = true;
        appendCut();
        append(ChunkType.END, out -> SessionCodec.writeEnd(out, dictionary, end));
        chunks.flush();
    }

    /** Closes the file. Without {@link #end} before, readers say that the recording is unfinished. */
    @Override
    public synchronized void close() {
        chunks.close();
    }

    private void appendCut() {
        RecordedItem.OfCut cut = unwrittenCut;
        if (cut != null) {
            append(ChunkType.EVENTS_CUT, out -> BlockCodec.writeCut(out, cut));
            unwrittenCut = null;
        }
    }

    private void append(ChunkType type, Consumer<Encoder> content) {
        payload.clear();
        content.accept(payload);
        dictionary.drain(chunks::append);
        chunks.append(type, payload);
    }

    private static <T> List<List<T>> parts(List<T> all, int size) {
        return IntStream.range(0, (all.size() + size - 1) / size)
                .mapToObj(part -> all.subList(part * size, Math.min(all.size(), (part + 1) * size)))
                .toList();
    }

    private static FileChannel openPrivate(Path file) {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    PosixFilePermissions.asFileAttribute(ownerOnly));
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(file, ownerOnly);
            }
            return channel;
        } catch (IOException e) {
            throw new SamplerException.OutputFailed("cannot write the recording to " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The write error that led here says more.
        }
    }
}
