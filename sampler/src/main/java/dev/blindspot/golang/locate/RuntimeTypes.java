package dev.blindspot.golang.locate;

import dev.blindspot.golang.layout.StructLayout;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The runtime's own structures among the type descriptors of a program: those that pointers to named types lead to, and
 * whatever these hold.
 *
 * <p>Layout: up to Go 1.26 a module lists offsets of its unnamed types, by their names; from 1.27 on these types are the
 * first of all, one behind the other ({@code moduledata.typedesclen}).
 *
 * <p>Threads: one. The work is bounded. Source: runtime/type.go moduleTypelinks; internal/abi/type.go DescriptorSize;
 * cmd/link/internal/ld/data.go.
 */
final class RuntimeTypes {
    private static final String POINTERS = "*runtime.";
    private static final String RUNTIME = "runtime.";
    private static final int MAX_LISTED = 1 << 24;
    private static final int MAX_REACHED = 4096;
    private static final int MAX_DESCRIPTOR_BYTES = 1 << 20;

    private final TargetMemory memory;
    private final TypeDescriptors types;
    private final ModuleData module;
    private final StructLayout moduleLayout;
    private final Map<String, Long> structs = new HashMap<>();
    private final Map<Long, String> reached = new HashMap<>();
    private final ArrayDeque<Long> pending = new ArrayDeque<>();

    RuntimeTypes(TargetMemory memory, TypeDescriptors types, ModuleData module, StructLayout moduleLayout) {
        this.memory = memory;
        this.types = types;
        this.module = module;
        this.moduleLayout = moduleLayout;
    }

    /** Structures by name, a structure without a name by {@code holder.field}. */
    Map<String, Long> structs() throws UnreadableMemory {
        if (moduleLayout.has("typelinks")) {
            listed();
        } else {
            inOrder();
        }
        while (!pending.isEmpty() && reached.size() < MAX_REACHED) {
            long type = pending.remove();
            parts(type, reached.getOrDefault(type, ""));
        }
        return structs;
    }

    private void listed() throws UnreadableMemory {
        long list = memory.u64(module.address() + moduleLayout.offset("typelinks"));
        long count = memory.u64(module.address() + moduleLayout.offset("typelinks") + 8);
        if (count < 0 || count > MAX_LISTED) {
            throw new UnreadableMemory("a list of " + count + " types");
        }
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (types.name(listed(list, middle)).compareTo(POINTERS) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (low < count && pointer(listed(list, low))) {
            low++;
        }
    }

    private long listed(long list, long index) throws UnreadableMemory {
        return module.types() + memory.i32(list + index * 4);
    }

    /** Whether the type's name is that of a pointer to one of the runtime's. */
    private boolean pointer(long type) throws UnreadableMemory {
        if (!types.name(type).startsWith(POINTERS)) {
            return false;
        }
        if (types.kind(type) == TypeDescriptors.POINTER) {
            add(types.element(type), "");
        }
        return true;
    }

    private void inOrder() throws UnreadableMemory {
        long end = module.types() + memory.u64(module.address() + moduleLayout.offset("typedesclen"));
        long type = module.types() + 8;
        for (int count = 0; type < end && count < MAX_LISTED; count++) {
            long bytes = types.descriptorBytes(type);
            if (bytes > MAX_DESCRIPTOR_BYTES) {
                throw new UnreadableMemory("a type of " + bytes + " bytes at " + TargetMemory.hex(type));
            }
            if (types.kind(type) == TypeDescriptors.POINTER && types.nameStartsWith(type, POINTERS)) {
                add(types.element(type), "");
            }
            type = (type + bytes + 7) & -8;
        }
    }

    private void add(long type, String unnamed) throws UnreadableMemory {
        if (types.isKnown(type) && !reached.containsKey(type)) {
            String name = types.isNamed(type) ? types.name(type) : unnamed;
            reached.put(type, name);
            pending.add(type);
            if (types.kind(type) == TypeDescriptors.STRUCT && name.startsWith(RUNTIME)) {
                structs.putIfAbsent(name, type);
            }
        }
    }

    private void parts(long type, String name) throws UnreadableMemory {
        switch (types.kind(type)) {
            case TypeDescriptors.POINTER, TypeDescriptors.SLICE, TypeDescriptors.ARRAY -> add(types.element(type), "");
            case TypeDescriptors.STRUCT -> {
                for (int i = 0; name.startsWith(RUNTIME) && i < types.fieldCount(type); i++) {
                    add(types.fieldType(type, i), name + "." + types.fieldName(type, i));
                }
            }
            default -> {}
        }
    }
}
