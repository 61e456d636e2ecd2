package dev.blindspot.golang.layout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of one structure of Go's runtime are. Bytes.
 *
 * <p>A field of a structure within it is named by its path: {@code offset("sched", "sp")} in {@code runtime.g}.
 *
 * <p>Threads: immutable. Errors: {@link LayoutException} for a field it does not have; ask {@link #has} where versions
 * of Go differ.
 */
public final class StructLayout {
    record Field(int offset, int size, String type) {}

    /** A structure as a program's own types describe it. */
    public record Own(int size, List<OwnField> fields) {}

    /** A field of such a structure. */
    public record OwnField(String name, int offset, int size, String type) {}

    private final GoLayout layout;
    private final String name;
    private final int size;
    private final Map<String, Field> fields;

    StructLayout(GoLayout layout, String name, int size, Map<String, Field> fields) {
        this.layout = layout;
        this.name = name;
        this.size = size;
        this.fields = fields;
    }

    /** The same structure in another layout. */
    StructLayout in(GoLayout other) {
        return new StructLayout(other, name, size, fields);
    }

    static StructLayout of(GoLayout layout, String name, Own own) {
        Map<String, Field> fields = new LinkedHashMap<>();
        own.fields().forEach(field -> fields.put(field.name(), new Field(field.offset(), field.size(), field.type())));
        return new StructLayout(layout, name, own.size(), fields);
    }

    public String name() {
        return name;
    }

    public int size() {
        return size;
    }

    public boolean has(String... path) {
        return find(path) != null;
    }

    /** From the start of this structure. */
    public int offset(String... path) {
        return field(path).offset();
    }

    public int fieldSize(String... path) {
        return field(path).size();
    }

    private Field field(String... path) {
        Field field = find(path);
        if (field == null) {
            throw new LayoutException(name + " has no field " + String.join(".", path));
        }
        return field;
    }

    private @Nullable Field find(String... path) {
        StructLayout here = this;
        Field field = null;
        int offset = 0;
        for (String step : path) {
            if (field != null) {
                here = layout.find(field.type());
            }
            field = here == null ? null : here.fields.get(step);
            if (field == null) {
                return null;
            }
            offset += field.offset();
        }
        return field == null ? null : new Field(offset, field.size(), field.type());
    }
}
