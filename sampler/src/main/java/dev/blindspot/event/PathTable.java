package dev.blindspot.event;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names of files seen in executable mappings and execs, each once, under a small id. Ids count from 1; 0 is no name,
 * also one that found no place, which {@link #overflows()} counts.
 *
 * <p>Threads: one interns; another may ask for a name once its id has reached it through a ring. Nothing is ever moved
 * or changed.
 *
 * <p>Allocation: at the first sight of a name only.
 */
public final class PathTable {
    private final int maxNames;
    private final byte[] @Nullable [] bytes;
    private final @Nullable String[] names;
    private final int[] slots;

    private int size;
    private long overflows;

    /** An empty table of at most {@code maxNames} names. */
    public PathTable(int maxNames) {
        this.maxNames = maxNames;
        this.bytes = new byte[maxNames + 1][];
        this.names = new String[maxNames + 1];
        this.slots = new int[Integer.highestOneBit(2 * maxNames) << 1];
    }

    /** The id of the name in these bytes (the kernel's, as they are): the one it has, or the next. */
    public int intern(MemorySegment from, long offset, int length) {
        int slot = hash(from, offset, length) & slots.length - 1;
        for (; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            if (isNamed(slots[slot], from, offset, length)) {
                return slots[slot];
            }
        }
        if (length == 0) {
            return 0;
        }
        if (size == maxNames) {
            overflows++;
            return 0;
        }
        int id = ++size;
        byte[] name = new byte[length];
        MemorySegment.copy(from, JAVA_BYTE, offset, name, 0, length);
        bytes[id] = name;
        names[id] = new String(name, StandardCharsets.UTF_8);
        slots[slot] = id;
        return id;
    }

    /** The same of a name as text. */
    public int intern(String name) {
        MemorySegment utf8 = MemorySegment.ofArray(name.getBytes(StandardCharsets.UTF_8));
        return intern(utf8, 0, (int) utf8.byteSize());
    }

    /** The name under an id; malformed bytes show as U+FFFD. */
    public String name(int id) {
        String name = id > 0 && id <= maxNames ? names[id] : null;
        if (name == null) {
            throw new IndexOutOfBoundsException("no path " + id);
        }
        return name;
    }

    /** How many names there are, whose ids are 1 to this. The interning thread's, or anybody's after its end. */
    public int size() {
        return size;
    }

    /** How many times a name found no place. The interning thread's. */
    public long overflows() {
        return overflows;
    }

    private boolean isNamed(int id, MemorySegment from, long offset, int length) {
        byte[] name = bytes[id];
        if (name == null || name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != from.get(JAVA_BYTE, offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(MemorySegment from, long offset, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + from.get(JAVA_BYTE, offset + i);
        }
        return hash ^ hash >>> 15;
    }
}
