package dev.blindspot.recording;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strings and frames read so far. What was in a damaged chunk is shown as such, not guessed. */
final class ReadDictionary {
    private static final String LOST = "[lost]";
    private static final Frame LOST_FRAME = new Frame(0, "[unknown]", null, null, null, null, false);

    private final Map<Integer, String> strings = new HashMap<>();
    private final Map<Integer, Frame> frames = new HashMap<>();

    void readStrings(Decoder in) throws DamagedChunk {
        int id = in.getUnsignedInt();
        int count = in.getCount(1);
        for (int i = 0; i < count; i++) {
            strings.put(id + i, in.getText());
        }
    }

    void readFrames(Decoder in) throws DamagedChunk {
        int id = in.getUnsignedInt();
        int count = in.getCount(7);
        for (int i = 0; i < count; i++) {
            frames.put(
                    id + i,
                    new Frame(
                            in.getUnsigned(),
                            string(in),
                            nullableString(in),
                            nullableString(in),
                            nullableString(in),
                            in.getNullableInt(),
                            in.getBoolean()));
        }
    }

    @Nullable
    String nullableString(Decoder in) throws DamagedChunk {
        int id = in.getUnsignedInt();
        return id == 0 ? null : strings.getOrDefault(id, LOST);
    }

    String string(Decoder in) throws DamagedChunk {
        return strings.getOrDefault(in.getUnsignedInt(), LOST);
    }

    List<String> strings(Decoder in) throws DamagedChunk {
        return in.getList(1, this::string);
    }

    Stack stack(Decoder in) throws DamagedChunk {
        return new Stack(in.getList(1, this::frame));
    }

    Frame frame(Decoder in) throws DamagedChunk {
        return frames.getOrDefault(in.getUnsignedInt(), LOST_FRAME);
    }

    @Nullable
    Frame nullableFrame(Decoder in) throws DamagedChunk {
        int id = in.getUnsignedInt();
        return id == 0 ? null : frames.getOrDefault(id, LOST_FRAME);
    }
}
