package dev.blindspot.recording;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Strings and frames already in the file, and those that must go into it before the next chunk that names them.
 *
 * <p>Ids count from 1 in order of first use; 0 is null.
 *
 * <p>Threads: one.
 */
final class WrittenDictionary {
    private final Map<String, Integer> strings = new HashMap<>();
    private final Map<Frame, Integer> frames = new HashMap<>();
    private final Encoder newStrings = new Encoder();
    private final Encoder newFrames = new Encoder();
    private int pendingStrings;
    private int pendingFrames;
    private @Nullable Object repeated;
    private byte[] repeatedBytes = {};

    void put(Encoder out, @Nullable String value) {
        out.putUnsigned(value == null ? 0 : idOf(value));
    }

    <T> void putList(Encoder out, List<T> items, BiConsumer<Encoder, T> item) {
        out.putUnsigned(items.size());
        items.forEach(each -> item.accept(out, each));
    }

    void putStrings(Encoder out, List<String> values) {
        putList(out, values, this::put);
    }

    void putStack(Encoder out, Stack stack) {
        putList(out, stack.frames(), this::putFrame);
    }

    void putFrame(Encoder out, @Nullable Frame frame) {
        out.putUnsigned(frame == null ? 0 : idOf(frame));
    }

    /**
     * What {@code content} writes of a value that is large and often the same object as the time before: then its bytes are
     * the same, too, for what they name is in here.
     */
    @SuppressWarnings("ReferenceEquality") // to compare it by content would cost what is saved
    void putRepeated(Encoder out, Object value, Consumer<Encoder> content) {
        if (value != repeated) {
            Encoder written = new Encoder();
            content.accept(written);
            repeatedBytes = Arrays.copyOf(written.bytes(), written.size());
            repeated = value;
        }
        out.putRaw(repeatedBytes, repeatedBytes.length);
    }

    /** Hands over the chunks that must come before what was encoded since the last call. */
    void drain(BiConsumer<ChunkType, Encoder> sink) {
        if (pendingStrings > 0) {
            sink.accept(ChunkType.STRINGS, withStart(strings.size() - pendingStrings, pendingStrings, newStrings));
            pendingStrings = 0;
        }
        if (pendingFrames > 0) {
            sink.accept(ChunkType.FRAMES, withStart(frames.size() - pendingFrames, pendingFrames, newFrames));
            pendingFrames = 0;
        }
    }

    private static Encoder withStart(int before, int count, Encoder body) {
        Encoder chunk = new Encoder();
        chunk.putUnsigned(before + 1L).putUnsigned(count).putRaw(body.bytes(), body.size());
        body.clear();
        return chunk;
    }

    private int idOf(String value) {
        Integer known = strings.get(value);
        if (known != null) {
            return known;
        }
        int id = strings.size() + 1;
        strings.put(value, id);
        newStrings.putText(value);
        pendingStrings++;
        return id;
    }

    private int idOf(Frame frame) {
        Integer known = frames.get(frame);
        if (known != null) {
            return known;
        }
        newFrames.putUnsigned(frame.pc());
        put(newFrames, frame.module());
        put(newFrames, frame.buildId());
        put(newFrames, frame.function());
        put(newFrames, frame.file());
        newFrames.putNullableInt(frame.line()).putBoolean(frame.inlined());
        int id = frames.size() + 1;
        frames.put(frame, id);
        pendingFrames++;
        return id;
    }
}
