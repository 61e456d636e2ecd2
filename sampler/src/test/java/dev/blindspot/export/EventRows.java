package dev.blindspot.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Events of any format as the same rows: what is null is left out, addresses are their 64 bits, numbers with no fraction
 * are integers, and a stack stands where its id is.
 */
final class EventRows {
    private static final Set<String> ADDRESSES = Set.of("addr", "old_addr", "handle", "pc");

    private EventRows() {}

    static List<Map<String, Object>> ofJson(List<Map<String, @Nullable Object>> lines) {
        Map<Object, Object> stacks = new HashMap<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> line : lines) {
            if ("stack".equals(line.get("type"))) {
                stacks.put(
                        plain("id", Objects.requireNonNull(line.get("id"))),
                        plain("frames", Objects.requireNonNull(line.get("frames"))));
            } else {
                rows.add(row(line, stacks));
            }
        }
        return rows;
    }

    static List<Map<String, Object>> ofParquet(Path file) throws SQLException {
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM '" + file + "'")) {
            while (rows.next()) {
                Map<String, @Nullable Object> line = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    line.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
                }
                lines.add(line);
            }
        }
        return ofJson(lines);
    }

    static List<Map<String, Object>> ofArrow(Path file) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            while (reader.loadNextBatch()) {
                for (int i = 0; i < reader.getVectorSchemaRoot().getRowCount(); i++) {
                    rows.add(arrowRow(reader, i));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> arrowRow(ArrowStreamReader reader, int index) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
            line.put(vector.getName(), vector.getObject(index));
        }
        Map<Object, Object> stacks = new HashMap<>();
        Object place = line.get("stack");
        Object id = line.remove("stack_id");
        assert (place == null) == (id == null);
        if (place instanceof Integer at) {
            stacks.put(
                    (long) at,
                    plain(
                            "frames",
                            reader.lookup(ArrowSchema.STACKS).getVector().getObject(at)));
        }
        return row(line, stacks);
    }

    private static Map<String, Object> row(Map<String, @Nullable Object> line, Map<Object, Object> stacks) {
        Map<String, Object> row = new TreeMap<>();
        line.forEach((name, value) -> {
            Object plain = value == null ? null : plain(name, value);
            if (plain != null) {
                row.put(name, name.equals("stack") ? Objects.requireNonNull(stacks.get(plain)) : plain);
            }
        });
        return row;
    }

    private static Object plain(String name, Object value) {
        if (ADDRESSES.contains(name)) {
            return value instanceof String hex
                    ? Long.parseUnsignedLong(hex.substring(2), 16)
                    : ((Number) value).longValue();
        }
        return switch (value) {
            case Double number when number == Math.rint(number) -> number.longValue();
            case Double number -> number;
            case Number number -> number.longValue();
            case Boolean truth -> truth;
            case DuckDBStruct struct -> plain(name, fields(struct));
            case Array array -> plain(name, List.of(elements(array)));
            case Map<?, ?> map -> {
                Map<String, Object> plain = new TreeMap<>();
                map.forEach((key, of) -> {
                    if (of != null) {
                        plain.put(key.toString(), plain(key.toString(), of));
                    }
                });
                yield plain;
            }
            case List<?> list when name.equals("gauges") -> entries(list);
            case List<?> list -> list.stream().map(each -> plain("", each)).toList();
            default -> value.toString();
        };
    }

    /** Arrow's Java library gives a map as a list of its entries. */
    private static Map<String, Object> entries(List<?> list) {
        Map<String, Object> plain = new TreeMap<>();
        for (Object each : list) {
            Map<?, ?> entry = (Map<?, ?>) each;
            Object value = entry.get("value");
            if (value != null) {
                plain.put(String.valueOf(entry.get("key")), plain("", value));
            }
        }
        return plain;
    }

    private static Map<String, Object> fields(DuckDBStruct struct) {
        try {
            return struct.getMap();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Object[] elements(Array array) {
        try {
            return (Object[]) array.getArray();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
