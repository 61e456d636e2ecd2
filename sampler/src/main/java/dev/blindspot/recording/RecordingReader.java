package dev.blindspot.recording;

import dev.blindspot.model.FileReason;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording from its beginning to its end, one item at a time: whole, still being written, cut off or damaged.
 *
 * <p>What cannot be read is passed over and named by byte in {@link #notes}; the interval after it carries a loss of
 * unknown count, source {@code recording}.
 *
 * <p>Threads: one.
 *
 * <p>Errors: {@link SamplerException.UnreadableRecording} where nothing can be made of the file: another kind of file,
 * another version, a header or first chunk that is damaged.
 */
public final class RecordingReader implements AutoCloseable {
    private static final int MAX_PENDING = 4 << 20;
    private static final int MAX_NOTES = 20;

    private final Path file;
    private final ChunkScanner chunks;
    private final ReadDictionary dictionary = new ReadDictionary();
    private final IntervalCodec.PendingTables tables = new IntervalCodec.PendingTables();
    private final List<Note> notes = new ArrayList<>();
    private final RecordingInfo info;
    private int unnamedDamages;
    private boolean intervalsDamaged;
    private Instant lastEndAt;
    private boolean finished;

    private RecordingReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        long size = channel.size();
        checkHeader(channel, size);
        this.chunks = new ChunkScanner(channel, size, this::skipped);
        this.info = readInfo();
        this.lastEndAt = info.startedAt();
    }

    /** Opens {@code file} and reads up to its first chunk. */
    public static RecordingReader open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new RecordingReader(file, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new SamplerException.UnreadableRecording("cannot read " + file + " at byte 0: " + FileReason.of(e));
        } catch (SamplerException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** What was known when the recording started. */
    public RecordingInfo info() {
        return info;
    }

    /** What could not be read so far, and whether the end mark is missing once {@link #next} gave null. */
    public List<Note> notes() {
        List<Note> all = new ArrayList<>(notes);
        if (unnamedDamages > 0) {
            all.add(new Note("recording-damaged", unnamedDamages + " more places of the recording are damaged"));
        }
        return List.copyOf(all);
    }

    /** The next item; null at the end of what is there. */
    public @Nullable RecordedItem next() {
        try {
            while (!finished) {
                if (!chunks.next()) {
                    finished = true;
                    notes.add(new Note(
                            "recording-unfinished",
                            "the recording ends at byte " + chunks.offset()
                                    + " without an end mark: it was killed, or is still being written"));
                    break;
                }
                RecordedItem item = decode();
                if (item != null) {
                    finished = item instanceof RecordedItem.OfEnd;
                    return item;
                }
            }
            return null;
        } catch (IOException e) {
            throw new SamplerException.UnreadableRecording(
                    "cannot read " + file + " at byte " + chunks.offset() + ": " + FileReason.of(e));
        }
    }

    @Override
    public void close() {
        try {
            chunks.close();
        } catch (IOException e) {
            throw new SamplerException.UnreadableRecording("cannot close " + file + ": " + e.getMessage());
        }
    }

    private @Nullable RecordedItem decode() {
        ChunkType type = ChunkType.of(chunks.typeCode());
        if (type == null) {
            return null;
        }
        try {
            return decode(type, chunks.payload());
        } catch (DamagedChunk e) {
            skipped(chunks.offset(), chunks.end(), chunks.typeCode(), false);
            return null;
        }
    }

    private @Nullable RecordedItem decode(ChunkType type, Decoder in) throws DamagedChunk {
        switch (type) {
            case STRINGS -> dictionary.readStrings(in);
            case FRAMES -> dictionary.readFrames(in);
            case STACKS -> tables.stacks.addAll(IntervalCodec.readStacks(in, dictionary));
            case MODULES -> tables.modules.addAll(in.getList(5, item -> ValueCodec.readModule(item, dictionary)));
            case RANGES -> IntervalCodec.readRanges(in, tables);
            case INTERVAL -> {
                return new RecordedItem.OfInterval(interval(in));
            }
            case PATH -> {
                return BlockCodec.readPath(in);
            }
            case EVENTS -> {
                return new RecordedItem.OfEvents(BlockCodec.readEvents(in));
            }
            case EVENTS_CUT -> {
                return BlockCodec.readCut(in);
            }
            case PROCESS -> {
                return new RecordedItem.OfProcess(SessionCodec.readProcess(in, dictionary));
            }
            case END -> {
                return new RecordedItem.OfEnd(SessionCodec.readEnd(in, dictionary));
            }
            case INFO -> throw new DamagedChunk("a second first chunk");
        }
        if (tables.size() > MAX_PENDING) {
            throw new SamplerException.UnreadableRecording(
                    file + " is damaged: more than " + MAX_PENDING + " table entries before byte " + chunks.end());
        }
        return null;
    }

    private Interval interval(Decoder in) throws DamagedChunk {
        Interval interval = IntervalCodec.read(in, dictionary, tables);
        tables.clear();
        if (intervalsDamaged) {
            intervalsDamaged = false;
            interval = withLoss(interval, new Loss(LossSource.RECORDING, null, lastEndAt, interval.startAt()));
        }
        lastEndAt = interval.endAt();
        return interval;
    }

    private static Interval withLoss(Interval interval, Loss loss) {
        List<Loss> losses = new ArrayList<>(interval.losses());
        losses.add(loss);
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                interval.totals(),
                interval.callSites(),
                interval.histograms(),
                interval.bornRanges(),
                interval.goneRanges(),
                losses,
                interval.gauges(),
                interval.ledger(),
                interval.newStacks(),
                interval.newModules(),
                interval.notes(),
                interval.cost(),
                interval.glance(),
                interval.calls(),
                interval.touched());
    }

    private void skipped(long from, long to, int typeCode, boolean truncated) {
        ChunkType type = ChunkType.of(typeCode);
        intervalsDamaged |= type != ChunkType.EVENTS && type != ChunkType.EVENTS_CUT && type != ChunkType.PATH;
        if (notes.size() >= MAX_NOTES) {
            unnamedDamages++;
        } else if (truncated) {
            notes.add(new Note(
                    "recording-truncated",
                    "the recording is cut off within the chunk that begins at byte " + from
                            + "; what is before it is whole"));
        } else {
            notes.add(new Note(
                    "recording-damaged",
                    "bytes " + from + " to " + (to - 1) + " of the recording are damaged and were passed over"));
        }
    }

    private void checkHeader(FileChannel channel, long size) throws IOException {
        ByteBuffer header = RecordingFormat.newHeader();
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
            // until it is full or the file ends
        }
        int got = header.position();
        if (got >= 8 && header.getLong(0) != RecordingFormat.FILE_MAGIC) {
            throw new SamplerException.UnreadableRecording(file + " is not a Blindspot recording: see byte 0");
        }
        if (got < RecordingFormat.HEADER_BYTES) {
            throw new SamplerException.UnreadableRecording(
                    file + " is not a recording, or is cut off within its header: it ends at byte " + size);
        }
        if (!RecordingFormat.sealed(header)) {
            throw new SamplerException.UnreadableRecording(
                    file + " is damaged: the checksum at byte " + RecordingFormat.CHECKED_HEADER_BYTES + " is wrong");
        }
        int version = header.getShort(8) & 0xFFFF;
        if (version != RecordingFormat.VERSION) {
            throw new SamplerException.UnreadableRecording(file + " has format version " + version
                    + " at byte 8; this Blindspot reads version " + RecordingFormat.VERSION);
        }
    }

    private RecordingInfo readInfo() throws IOException {
        while (chunks.next()) {
            if (!notes.isEmpty()) {
                break;
            }
            try {
                switch (ChunkType.of(chunks.typeCode())) {
                    case STRINGS -> dictionary.readStrings(chunks.payload());
                    case FRAMES -> dictionary.readFrames(chunks.payload());
                    case INFO -> {
                        return SessionCodec.readInfo(chunks.payload(), dictionary);
                    }
                    case null -> {
                        // What later versions put there.
                    }
                    default -> throw damagedStart(chunks.offset());
                }
            } catch (DamagedChunk e) {
                throw damagedStart(chunks.offset());
            }
        }
        if (notes.isEmpty()) {
            throw new SamplerException.UnreadableRecording(
                    file + " ends at byte " + chunks.offset() + ", before anything was recorded");
        }
        throw new SamplerException.UnreadableRecording(
                file + " has no readable start: " + notes.getFirst().text());
    }

    private SamplerException damagedStart(long at) {
        return new SamplerException.UnreadableRecording(
                file + " is damaged: what the recording starts with is not readable at byte " + at);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The error that led here says more.
            }
        }
    }
}
