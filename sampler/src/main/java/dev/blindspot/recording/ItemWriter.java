package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Writes what a recording is made of as chunks, each after the strings and frames it names.
 *
 * <p>Threads: one.
 */
final class ItemWriter implements AutoCloseable {
    private static final int STACKS_PER_CHUNK = 4096;
    private static final int RANGES_PER_CHUNK = 1 << 18;

    private final WrittenDictionary dictionary = new WrittenDictionary();
    private final Encoder payload = new Encoder();
    private final ChunkAppender chunks;

    ItemWriter(WritableByteChannel channel, String name, RecordingInfo info) {
        chunks = new ChunkAppender(channel, name);
        append(ChunkType.INFO, out -> SessionCodec.writeInfo(out, dictionary, info));
    }

    /** Bytes so far, those not flushed too. */
    long size() {
        return chunks.size();
    }

    boolean failed() {
        return chunks.failed();
    }

    void flush() {
        chunks.flush();
    }

    void write(RecordedItem item) {
        switch (item) {
            case RecordedItem.OfInterval(Interval interval) -> writeInterval(interval);
            case RecordedItem.OfPath(int id, String path) ->
                append(ChunkType.PATH, out -> BlockCodec.writePath(out, id, path));
            case RecordedItem.OfEvents(EventBlock block) ->
                append(ChunkType.EVENTS, out -> BlockCodec.writeEvents(out, block));
            case RecordedItem.OfCut cut -> append(ChunkType.EVENTS_CUT, out -> BlockCodec.writeCut(out, cut));
            case RecordedItem.OfProcess(RecordedProcess process) ->
                append(ChunkType.PROCESS, out -> SessionCodec.writeProcess(out, dictionary, process));
            case RecordedItem.OfEnd(RecordingEnd end) ->
                append(ChunkType.END, out -> SessionCodec.writeEnd(out, dictionary, end));
        }
    }

    @Override
    public void close() {
        chunks.close();
    }

    private void writeInterval(Interval interval) {
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
}
