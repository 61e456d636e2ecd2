package dev.blindspot.golang.heap;

import dev.blindspot.golang.locate.TypeDescriptors;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** Whether values of a type can lead back to one of it: by pointers to it, or by an interface, which can hold anything. */
final class TypeReach {
    private static final int MAX_TYPES = 4096;

    private final TypeDescriptors types;
    private final Set<Long> seen = new HashSet<>();
    private final ArrayDeque<Long> pending = new ArrayDeque<>();
    private boolean anything;

    TypeReach(TypeDescriptors types) {
        this.types = types;
    }

    boolean returnsTo(long type) {
        try {
            parts(type);
            while (!pending.isEmpty() && !anything && !seen.contains(type) && seen.size() < MAX_TYPES) {
                parts(pending.remove());
            }
        } catch (UnreadableMemory e) {
            return false;
        }
        return anything || seen.contains(type) || seen.size() >= MAX_TYPES;
    }

    private void parts(long type) throws UnreadableMemory {
        if (types.pointerBytes(type) == 0) {
            return;
        }
        switch (types.kind(type)) {
            case TypeDescriptors.POINTER, TypeDescriptors.SLICE, TypeDescriptors.ARRAY -> add(types.element(type));
            case TypeDescriptors.STRUCT -> {
                for (int i = 0; i < types.fieldCount(type); i++) {
                    add(types.fieldType(type, i));
                }
            }
            case TypeDescriptors.INTERFACE -> anything = true;
            default -> {}
        }
    }

    private void add(long type) {
        if (seen.add(type)) {
            pending.add(type);
        }
    }
}
