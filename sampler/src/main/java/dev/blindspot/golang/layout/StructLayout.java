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

    private static final class Fields {
        private final String lines;
        private volatile @Nullable Map<String, Field> byName;

        Fields(String lines) {
            this.lines = lines;
        }

        Fields(Map<String, Field> byName) {
            this.lines = "";
            this.byName = byName;
        }

        Map<String, Field> byName() {
            Map<String, Field> known = byName;
            if (known == null) {
                known = read();
                byName = known;
            }
            return known;
        }

        private Map<String, Field> read() {
            Map<String, Field> read = new LinkedHashMap<>();
            for (String line : lines.split("\n", -1)) {
                if (!line.isEmpty()) {
                    String[] words = line.strip().split(" ", 4);
                    read.put(words[0], new Field(number(words[1]), number(words[2]), words[3]));
                }
            }
            return read;
        }
    }

    /** Of {@code off=8}, the 8. */
    static int number(String word) {
        return Integer.parseInt(word.substring(word.indexOf('=') + 1));
    }

    /** A structure as a program's own types describe it. */
    public record Own(int size, List<OwnField> fields) {}

    /** A field of such a structure. */
    public record OwnField(String name, int offset, int size, String type) {}

    private final GoLayout layout;
    private final String name;
    private final int size;
    private final Fields fields;

    private StructLayout(GoLayout layout, String name, int size, Fields fields) {
        this.layout = layout;
        this.name = name;
        this.size = size;
        this.fields = fields;
    }

    /** As a layout's file has it, whose lines of fields are read when one is asked for: most structures never are. */
    StructLayout(GoLayout layout, String name, int size, String lines) {
        this(layout, name, size, new Fields(lines));
    }

    /** The same structure in another layout. */
    StructLayout in(GoLayout other) {
        return new StructLayout(other, name, size, fields);
    }

    static StructLayout of(GoLayout layout, String name, Own own) {
        Map<String, Field> fields = new LinkedHashMap<>();
        own.fields().forEach(field -> fields.put(field.name(), new Field(field.offset(), field.size(), field.type())));
        return new StructLayout(layout, name, own.size(), new Fields(fields));
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
            field = here == null ? null : here.fields.byName().get(step);
            if (field == null) {
                return null;
            }
            offset += field.offset();
        }
        return field == null ? null : new Field(offset, field.size(), field.type());
    }
}
