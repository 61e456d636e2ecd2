package dev.blindspot.export;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Call stacks as a Perfetto trace interns them: each string, mapping, frame and stack once, before its first use.
 *
 * <p>Threads: one. Source: google/perfetto, protos/perfetto/trace/interned_data and profiling/profile_common.
 */
final class PerfettoStacks {
    private static final int FUNCTION_NAMES = 5;
    private static final int FRAMES = 6;
    private static final int CALLSTACKS = 7;
    private static final int BUILD_IDS = 16;
    private static final int MAPPING_PATHS = 17;
    private static final int SOURCE_PATHS = 18;
    private static final int MAPPINGS = 19;

    private final EventSymbols symbols;
    private final BitSet written = new BitSet();
    private final Map<String, Long> strings = new HashMap<>();
    private final Map<String, Long> mappings = new HashMap<>();
    private final Map<Frame, Long> frames = new HashMap<>();

    PerfettoStacks(EventSymbols symbols) {
        this.symbols = symbols;
    }

    /** What must be told before a stack's id is used; nothing if it has been. */
    ProtoMessage newlyNamed(int stackId) throws IOException {
        ProtoMessage interned = new ProtoMessage();
        if (stackId == 0 || written.get(stackId)) {
            return interned;
        }
        written.set(stackId);
        Stack stack = symbols.stack(stackId);
        List<Long> ids = new ArrayList<>();
        // Root first.
        for (Frame frame : stack == null ? List.<Frame>of() : stack.frames().reversed()) {
            ids.add(frame(interned, frame));
        }
        ProtoMessage callstack = new ProtoMessage().number(1, stackId);
        for (long id : ids) {
            callstack.number(2, id);
        }
        return interned.message(CALLSTACKS, callstack);
    }

    private long frame(ProtoMessage interned, Frame frame) throws IOException {
        Long known = frames.get(frame);
        if (known != null) {
            return known;
        }
        long id = frames.size() + 1L;
        frames.put(frame, id);
        interned.message(
                FRAMES,
                new ProtoMessage()
                        .number(1, id)
                        .number(2, string(interned, FUNCTION_NAMES, FrameNames.of(frame)))
                        .number(3, mapping(interned, frame))
                        .number(4, frame.pc())
                        .number(5, string(interned, SOURCE_PATHS, frame.file()))
                        .number(6, frame.line() == null ? 0 : frame.line()));
        return id;
    }

    private long mapping(ProtoMessage interned, Frame frame) throws IOException {
        String key = frame.module() + " " + frame.buildId();
        Long known = mappings.get(key);
        if (known != null) {
            return known;
        }
        long id = mappings.size() + 1L;
        mappings.put(key, id);
        String path = frame.module();
        interned.message(
                MAPPINGS,
                new ProtoMessage()
                        .number(1, id)
                        .number(2, string(interned, BUILD_IDS, frame.buildId()))
                        // Readers put a slash before each part.
                        .number(7, string(interned, MAPPING_PATHS, path.startsWith("/") ? path.substring(1) : path)));
        return id;
    }

    /** 0 for none. */
    private long string(ProtoMessage interned, int field, @Nullable String text) throws IOException {
        if (text == null) {
            return 0;
        }
        String key = field + " " + text;
        Long known = strings.get(key);
        if (known != null) {
            return known;
        }
        long id = strings.size() + 1L;
        strings.put(key, id);
        interned.message(field, new ProtoMessage().number(1, id).bytes(2, text.getBytes(StandardCharsets.UTF_8)));
        return id;
    }
}
