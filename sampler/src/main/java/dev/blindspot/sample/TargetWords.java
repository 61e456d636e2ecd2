package dev.blindspot.sample;

import dev.blindspot.event.PathTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.memory.MemoryReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Single words and names in the target's memory, as of now: a system call each.
 *
 * <p>Threads: the drain. Allocation: at the first sight of a name.
 */
final class TargetWords {
    /** No word: the address cannot be read. */
    static final long UNREADABLE = -1;

    /** PATH_MAX. */
    private static final int NAME_BYTES = 4096;

    private final MemoryReader memory;
    private final PathTable paths;
    private final MemorySegment buffer;

    TargetWords(Arena arena, MemoryReader memory, PathTable paths) {
        this.memory = memory;
        this.paths = paths;
        this.buffer = arena.allocate(NAME_BYTES, Long.BYTES);
    }

    /** The word at an address. */
    long word(long address) {
        return memory.read(address, buffer, 0, Long.BYTES) == Long.BYTES
                ? buffer.get(ValueLayout.JAVA_LONG, 0)
                : UNREADABLE;
    }

    /** The id of the path at an address; 0 if there is none, or nothing that can be one. */
    int path(long address) {
        int length = 0;
        while (address != 0 && length < NAME_BYTES) {
            long toPageEnd = Machine.PAGE_BYTES - (address + length & Machine.PAGE_BYTES - 1);
            long wanted = Math.min(toPageEnd, NAME_BYTES - length);
            long got = memory.read(address + length, buffer, length, wanted);
            for (long i = 0; i < got; i++) {
                byte next = buffer.get(ValueLayout.JAVA_BYTE, length);
                if (next == 0) {
                    return paths.intern(buffer, 0, length);
                }
                // Control characters are in nobody's path: the memory is used for something else by now.
                if (next > 0 && next < ' ') {
                    return 0;
                }
                length++;
            }
            if (got < wanted) {
                return 0;
            }
        }
        return 0;
    }
}
