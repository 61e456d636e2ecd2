package dev.blindspot.golang.locate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target's own descriptions of its types, by their address.
 *
 * <p>Layout (the same in Go 1.19 to 1.27): Type {size 0, ptrdata 8, tflag u8 20, kind u8 23 in its low 5 bits, str i32 40: an
 * offset from the module's types}; from 48 on what a kind has besides: pointer, slice, array: element 48; array: length 64;
 * struct: fields {pointer, count} at 56, each {name 0, type 8, offset 16}; interface: methods' count 64. A name: flags u8,
 * length varint, bytes.
 *
 * <p>Threads: one. Source: internal/abi/type.go, runtime/type.go.
 */
public final class TypeDescriptors {
    public static final int ARRAY = 17;
    public static final int INTERFACE = 20;
    public static final int POINTER = 22;
    public static final int SLICE = 23;
    public static final int STRUCT = 25;

    private static final int CHANNEL = 18;
    private static final int FUNCTION = 19;
    private static final int MAP = 21;
    private static final int KIND_MASK = 31;
    private static final int UNCOMMON = 1;
    private static final int EXTRA_STAR = 2;
    private static final int NAMED = 4;
    private static final int UNCOMMON_BYTES = 16;
    private static final int MAP_BYTES = 136;
    private static final int MAX_NAME_BYTES = 4096;
    private static final int MAX_CACHED = 1 << 16;

    private final TargetMemory memory;
    private final List<ModuleData> modules;
    private final Map<Long, String> names = new HashMap<>();
    private @Nullable ModuleData lastModule;

    TypeDescriptors(TargetMemory memory, List<ModuleData> modules) {
        this.memory = memory;
        this.modules = modules;
    }

    /** The type as Go prints it, with its package's name; an unknown one by its address. */
    public String name(long type) {
        String known = names.get(type);
        if (known == null) {
            known = read(type);
            if (names.size() >= MAX_CACHED) {
                names.clear();
            }
            names.put(type, known);
        }
        return known;
    }

    private String read(long type) {
        try {
            ModuleData module = module(type);
            if (module != null) {
                String name = nameAt(module.types() + memory.i32(type + 40));
                boolean extraStar = (memory.u8(type + 20) & EXTRA_STAR) != 0;
                return extraStar && name.startsWith("*") ? name.substring(1) : name;
            }
        } catch (UnreadableMemory e) {
            // Said by the name.
        }
        return "type at " + TargetMemory.hex(type);
    }

    private String nameAt(long name) throws UnreadableMemory {
        long at = name + 1;
        int length = 0;
        for (int shift = 0; shift < 21; shift += 7) {
            int part = memory.u8(at++);
            length |= (part & 0x7f) << shift;
            if (part < 0x80) {
                break;
            }
        }
        return memory.string(at, length, MAX_NAME_BYTES);
    }

    /** Whether {@link #name} begins so: text of one byte a character, shorter than 127. */
    boolean nameStartsWith(long type, String start) throws UnreadableMemory {
        ModuleData module = module(type);
        if (module == null) {
            return false;
        }
        long name = module.types() + memory.i32(type + 40);
        int skipped = (memory.u8(type + 20) & EXTRA_STAR) != 0 ? 1 : 0;
        long text = name + (memory.u8(name + 1) < 0x80 ? 2 : 3) + skipped;
        for (int i = 0; i < start.length(); i++) {
            if (memory.u8(text + i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the type was declared with a name. */
    boolean isNamed(long type) throws UnreadableMemory {
        check(type);
        return (memory.u8(type + 20) & NAMED) != 0;
    }

    /** What a descriptor takes with all that belongs to it: the next one follows, in Go 1.27. */
    long descriptorBytes(long type) throws UnreadableMemory {
        int flags = memory.u8(type + 20);
        int kind = kind(type);
        long bytes = switch (kind) {
            case ARRAY -> 72;
            case CHANNEL -> 64;
            case FUNCTION -> 56 + 8L * (memory.u16(type + 48) + (memory.u16(type + 50) & 0x7fff));
            case INTERFACE -> 80 + 8 * memory.u64(type + 64);
            case MAP -> MAP_BYTES;
            case POINTER, SLICE -> 56;
            case STRUCT -> 80 + 24 * memory.u64(type + 64);
            default -> 48;
        };
        if ((flags & UNCOMMON) == 0) {
            return bytes;
        }
        // Behind the fixed part: package path i32, methods u16, ...
        long fixed = kind == FUNCTION ? 56 : kind == INTERFACE || kind == STRUCT ? 80 : bytes;
        return bytes + UNCOMMON_BYTES + 16L * memory.u16(type + fixed + 4);
    }

    /** Whether a descriptor of the program is there; those made at run time by reflection are not known. */
    public boolean isKnown(long type) {
        return module(type) != null;
    }

    private @Nullable ModuleData module(long type) {
        if (lastModule != null && lastModule.holdsType(type)) {
            return lastModule;
        }
        for (ModuleData module : modules) {
            if (module.holdsType(type)) {
                lastModule = module;
                return module;
            }
        }
        return null;
    }

    /** One of the kinds here, or another of {@code reflect.Kind}. */
    public int kind(long type) throws UnreadableMemory {
        check(type);
        return memory.u8(type + 23) & KIND_MASK;
    }

    /** Bytes of a value. */
    public long size(long type) throws UnreadableMemory {
        check(type);
        return memory.u64(type);
    }

    /** Bytes at a value's start that may hold pointers. */
    public long pointerBytes(long type) throws UnreadableMemory {
        check(type);
        return memory.u64(type + 8);
    }

    /** What a pointer points to, what a slice or array is of. */
    public long element(long type) throws UnreadableMemory {
        check(type);
        return memory.u64(type + 48);
    }

    public long arrayLength(long type) throws UnreadableMemory {
        check(type);
        return memory.u64(type + 64);
    }

    public int fieldCount(long type) throws UnreadableMemory {
        check(type);
        long count = memory.u64(type + 64);
        return count >= 0 && count < 65_536 ? (int) count : 0;
    }

    public long fieldType(long type, int field) throws UnreadableMemory {
        return memory.u64(field(type, field) + 8);
    }

    public long fieldOffset(long type, int field) throws UnreadableMemory {
        return memory.u64(field(type, field) + 16);
    }

    String fieldName(long type, int field) throws UnreadableMemory {
        return nameAt(memory.u64(field(type, field)));
    }

    private long field(long type, int field) throws UnreadableMemory {
        return memory.u64(type + 56) + field * 24L;
    }

    /** Whether an interface has methods: then its first word leads to its type by an itab. */
    public boolean hasMethods(long type) throws UnreadableMemory {
        check(type);
        return memory.u64(type + 64) != 0;
    }

    private void check(long type) throws UnreadableMemory {
        if (!isKnown(type)) {
            throw new UnreadableMemory("there is no type at " + TargetMemory.hex(type));
        }
    }
}
