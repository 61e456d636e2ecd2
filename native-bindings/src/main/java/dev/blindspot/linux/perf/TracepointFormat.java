package dev.blindspot.linux.perf;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tracepoint's number and the places of its fields in a sample's raw bytes.
 *
 * <p>Source: {@code events/CATEGORY/NAME/format} in tracefs; Documentation/trace/events.rst.
 *
 * @param id what {@link EventAttr#tracepoint} takes
 */
public record TracepointFormat(int id, Map<String, Field> fields) {
    /** One field. */
    public record Field(String name, int offset, int size, boolean signed) {}

    public TracepointFormat {
        fields = Map.copyOf(fields);
    }

    /** The field of a name, or null. */
    public @Nullable Field field(String name) {
        return fields.get(name);
    }

    /** Parses a format file; null where it has no ID line or a field line is not as documented. */
    public static @Nullable TracepointFormat parse(byte[] file) {
        int id = -1;
        Map<String, Field> fields = new LinkedHashMap<>();
        for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
            String text = line.strip();
            try {
                if (text.startsWith("ID:")) {
                    id = Integer.parseInt(text.substring(3).strip());
                } else if (text.startsWith("field:")) {
                    Field field = field(text.split(";", -1));
                    fields.put(field.name, field);
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return id < 0 ? null : new TracepointFormat(id, fields);
    }

    /** {@code field:unsigned long addr; offset:16; size:8; signed:0;}, a name may be an array: {@code args[6]}. */
    private static Field field(String[] parts) {
        String declaration = parts[0];
        String name = declaration.substring(declaration.lastIndexOf(' ') + 1);
        int bracket = name.indexOf('[');
        return new Field(
                bracket < 0 ? name : name.substring(0, bracket),
                number(parts, "offset:"),
                number(parts, "size:"),
                number(parts, "signed:") != 0);
    }

    private static int number(String[] parts, String key) {
        for (String part : parts) {
            String text = part.strip();
            if (text.startsWith(key)) {
                return Integer.parseInt(text.substring(key.length()));
            }
        }
        throw new IllegalArgumentException("no " + key);
    }
}
