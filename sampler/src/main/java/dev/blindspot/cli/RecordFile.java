package dev.blindspot.cli;

import dev.blindspot.event.PathTable;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordingWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a recording goes: it is opened once the session is attached, and takes intervals and raw events. */
final class RecordFile implements RawReader.Maker, AutoCloseable {
    private final int pid;
    private final RecordingOption recording;
    private @Nullable RecordOutput output;
    private @Nullable RecordingWriter writer;
    private @Nullable RawEvents events;
    private final StackIds stacks = new StackIds();

    RecordFile(int pid, RecordingOption recording) {
        this.pid = pid;
        this.recording = recording;
    }

    @Override
    public RawReader open(RecordingInfo info, PathTable paths) {
        if (events != null) {
            events = events.next(paths);
            return events;
        }
        RecordOutput opened = recording.output(pid, info.startedAt());
        RecordingWriter writing = opened.open(info, recording.maxBytes());
        output = opened;
        writer = writing;
        events = new RawEvents(writing, paths, stacks);
        return events;
    }

    /** The ids that stacks have in it. */
    StackIds stacks() {
        return stacks;
    }

    @Override
    public RawReader rehearse(RecordingInfo info, PathTable paths) {
        return new RawEvents(
                RecordingWriter.to(new Nowhere(), "the rehearsal", info, RecordingWriter.DEFAULT_MAX_BYTES),
                paths,
                new StackIds());
    }

    RecordOutput output() {
        return Objects.requireNonNull(output);
    }

    RecordingWriter writer() {
        return Objects.requireNonNull(writer);
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    private static final class Nowhere implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
