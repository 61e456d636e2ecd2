package dev.blindspot.linux.proc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Saved text as the parsers take it: off the heap, exactly as long as the text. */
final class ProcText {
    private ProcText() {}

    static MemorySegment of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(bytes.length, 1));
        return segment.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }
}
