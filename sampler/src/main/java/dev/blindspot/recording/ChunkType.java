package dev.blindspot.recording;

import org.jspecify.annotations.Nullable;

/** Kinds of chunks. A reader skips codes it does not know. */
enum ChunkType {
    INFO(1),
    STRINGS(2),
    FRAMES(3),
    STACKS(4),
    MODULES(5),
    RANGES(6),
    INTERVAL(7),
    PATH(8),
    EVENTS(9),
    EVENTS_CUT(10),
    END(11),
    PROCESS(12);

    private static final ChunkType[] ALL = values();

    private final int code;

    ChunkType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable ChunkType of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
