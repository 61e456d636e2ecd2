package dev.blindspot.detect;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import org.jspecify.annotations.Nullable;

/** An allocator that takes glibc's place, by linking or {@code LD_PRELOAD}: it maps memory for whoever calls malloc. */
enum ForeignAllocator {
    JEMALLOC("jemalloc"),
    TCMALLOC("tcmalloc"),
    MIMALLOC("mimalloc");

    private final String label;

    ForeignAllocator(String label) {
        this.label = label;
    }

    /** What it is called. */
    String label() {
        return label;
    }

    /** The one a frame is in; null if it is in none. */
    static @Nullable ForeignAllocator of(Frame frame) {
        String file = frame.module().substring(frame.module().lastIndexOf('/') + 1);
        for (ForeignAllocator allocator : values()) {
            if (file.startsWith("lib" + allocator.label)) {
                return allocator;
            }
        }
        return null;
    }

    /** The first that a stack leads through; null if it leads through none. */
    static @Nullable ForeignAllocator of(Stack stack) {
        for (Frame frame : stack.frames()) {
            ForeignAllocator allocator = of(frame);
            if (allocator != null) {
                return allocator;
            }
        }
        return null;
    }
}
