package dev.blindspot.golang.heap;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.TypeDescriptors;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells whether an object leads, by pointers whose types are known, back to itself: then a finalizer on it never runs.
 *
 * <p>Followed are pointers, structs, arrays, slices and what interfaces hold; maps, channels and closures are not, so a
 * cycle through one of them is not found. Types that cannot lead back to themselves cost one look at the type.
 *
 * <p>Threads: one. The work for one object and for all is bounded; beyond it objects are not examined ({@link #isExhausted}).
 */
final class CycleFinder {
    private static final int MAX_VISITS = 20_000_000;
    private static final int MAX_VISITS_OF_OBJECT = 2_000;
    private static final int MAX_ELEMENTS = 256;
    private static final int MAX_NESTING = 16;

    private final TargetMemory memory;
    private final TypeDescriptors types;
    private final Map<Long, Boolean> mayReturn = new HashMap<>();
    private long lastType = -1;
    private boolean lastMayReturn;
    private final VisitedSet seen = new VisitedSet(MAX_VISITS_OF_OBJECT);
    private final long[] addresses = new long[MAX_VISITS_OF_OBJECT];
    private final long[] typesAt = new long[MAX_VISITS_OF_OBJECT];
    private int pending;
    private int visitsOfObject;
    private long visits;
    private long object;
    private long objectEnd;
    private boolean found;

    CycleFinder(GoProcess process, TypeDescriptors types) {
        this.memory = process.memory();
        this.types = types;
    }

    /** Whether there was more to examine than is allowed. */
    boolean isExhausted() {
        return visits >= MAX_VISITS;
    }

    /**
     * Whether an object is in a cycle.
     *
     * @param slotBytes of its slot: a pointer to any byte of it leads back
     * @param type its type
     */
    boolean isInCycle(long address, long slotBytes, long type) {
        if (isExhausted() || !mayReturn(type)) {
            return false;
        }
        object = address;
        objectEnd = address + slotBytes;
        found = false;
        pending = 0;
        visitsOfObject = 0;
        seen.clear();
        push(address, type);
        while (pending > 0 && !found) {
            pending--;
            try {
                follow(addresses[pending], typesAt[pending], 0);
            } catch (UnreadableMemory e) {
                // What is not there leads nowhere.
            }
        }
        return found;
    }

    /** Whether objects of a type can lead back to themselves at all. */
    boolean mayReturn(long type) {
        if (type != lastType) {
            Boolean known = mayReturn.get(type);
            if (known == null) {
                known = new TypeReach(types).returnsTo(type);
                mayReturn.put(type, known);
            }
            lastMayReturn = known;
            lastType = type;
        }
        return lastMayReturn;
    }

    private void push(long address, long type) {
        if (pending < addresses.length && visitsOfObject < MAX_VISITS_OF_OBJECT && seen.add(address * 31 + type)) {
            visits++;
            visitsOfObject++;
            addresses[pending] = address;
            typesAt[pending++] = type;
        }
    }

    private void follow(long address, long type, int nesting) throws UnreadableMemory {
        if (nesting > MAX_NESTING || types.pointerBytes(type) == 0) {
            return;
        }
        switch (types.kind(type)) {
            case TypeDescriptors.POINTER -> pointer(memory.u64(address), types.element(type));
            case TypeDescriptors.STRUCT -> {
                for (int i = 0; i < types.fieldCount(type); i++) {
                    follow(address + types.fieldOffset(type, i), types.fieldType(type, i), nesting + 1);
                }
            }
            case TypeDescriptors.ARRAY -> elements(address, types.arrayLength(type), types.element(type), nesting);
            case TypeDescriptors.SLICE -> {
                long first = memory.u64(address);
                met(first);
                elements(first, memory.u64(address + 8), types.element(type), nesting);
            }
            case TypeDescriptors.INTERFACE -> held(address, types.hasMethods(type));
            default -> {}
        }
    }

    private void pointer(long target, long type) {
        met(target);
        if (target != 0 && !found) {
            push(target, type);
        }
    }

    private void met(long target) {
        found |= target >= object && target < objectEnd;
    }

    private void elements(long first, long count, long type, int nesting) throws UnreadableMemory {
        long size = types.size(type);
        for (long i = 0; i < Math.min(count, MAX_ELEMENTS) && !found; i++) {
            follow(first + i * size, type, nesting + 1);
        }
    }

    /** The first word is the type, or an itab whose second word is; the other the value, or where it is. */
    private void held(long address, boolean hasMethods) throws UnreadableMemory {
        long first = memory.u64(address);
        if (first == 0) {
            return;
        }
        long type = hasMethods ? memory.u64(first + 8) : first;
        long word = memory.u64(address + 8);
        met(word);
        if (types.kind(type) == TypeDescriptors.POINTER) {
            pointer(word, types.element(type));
        } else if (types.size(type) != 8 || types.pointerBytes(type) != 8) {
            push(word, type);
        }
    }
}
