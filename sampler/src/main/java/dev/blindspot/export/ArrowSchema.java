package dev.blindspot.export;

import dev.blindspot.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of events as Arrow has them: all of {@link EventColumn}, in that order, and {@code stack_id} at the end.
 * What the first line says in JSON is the schema's metadata.
 *
 * <p>{@code stack} is an index into a dictionary of frames, which is replaced when it must grow: an index holds for the
 * batches up to the next dictionary. {@code stack_id} is the id that JSON has, and holds for the whole stream.
 */
final class ArrowSchema {
    static final long STACKS = 1;

    /** Place of the column {@code stack_id}. */
    static final int STACK_ID = EventColumn.values().length;

    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType ADDRESS = new ArrowType.Int(64, false);
    private static final DictionaryEncoding ENCODING =
            new DictionaryEncoding(STACKS, false, new ArrowType.Int(32, true));

    private ArrowSchema() {}

    /** The schema with stacks as the indices they are held as. */
    static Schema inMemory(EventHeader header) {
        return schema(header, new Field("stack", new FieldType(true, INT32, ENCODING), List.of()));
    }

    /** The schema as a stream begins with it: stacks as what the indices stand for. */
    static Schema written(EventHeader header) {
        return schema(
                header, new Field("stack", new FieldType(true, ArrowType.List.INSTANCE, ENCODING), List.of(frame())));
    }

    /** The dictionary's values: frames, leaf first. */
    static Field frames() {
        return new Field("frames", FieldType.nullable(ArrowType.List.INSTANCE), List.of(frame()));
    }

    private static Schema schema(EventHeader header, Field stack) {
        List<Field> fields = new ArrayList<>();
        for (EventColumn column : EventColumn.values()) {
            fields.add(
                    switch (column.type()) {
                        case TEXT -> nullable(column.label(), ArrowType.Utf8.INSTANCE);
                        case INT32 -> nullable(column.label(), INT32);
                        case INT64 -> nullable(column.label(), INT64);
                        case ADDRESS -> nullable(column.label(), ADDRESS);
                        case TRUTH -> nullable(column.label(), ArrowType.Bool.INSTANCE);
                        case STACK -> stack;
                        case GAUGES -> gauges(column.label());
                    });
        }
        fields.add(nullable("stack_id", INT32));
        return new Schema(fields, metadata(header));
    }

    private static Field frame() {
        List<Field> fields = List.of(
                nullable("pc", ADDRESS),
                nullable("module", ArrowType.Utf8.INSTANCE),
                nullable("build_id", ArrowType.Utf8.INSTANCE),
                nullable("function", ArrowType.Utf8.INSTANCE),
                nullable("file", ArrowType.Utf8.INSTANCE),
                nullable("line", INT32),
                nullable("inlined", ArrowType.Bool.INSTANCE));
        return new Field(ListVector.DATA_VECTOR_NAME, FieldType.nullable(ArrowType.Struct.INSTANCE), fields);
    }

    private static Field gauges(String name) {
        Field key = new Field(MapVector.KEY_NAME, FieldType.notNullable(ArrowType.Utf8.INSTANCE), List.of());
        Field value = nullable(MapVector.VALUE_NAME, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
        Field entries = new Field(
                MapVector.DATA_VECTOR_NAME, FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value));
        return new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
    }

    private static Field nullable(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), List.of());
    }

    static Map<String, String> metadata(EventHeader header) {
        Target target = header.target();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("schema", EventHeader.SCHEMA);
        metadata.put("pid", String.valueOf(target.pid()));
        metadata.put("started_at", target.startedAt().toString());
        if (target.goVersion() != null) {
            metadata.put("go_version", target.goVersion());
        }
        if (target.arch() != null) {
            metadata.put("arch", target.arch());
        }
        metadata.put("start_monotonic_ns", String.valueOf(header.startedNanos()));
        metadata.put("start_at", header.startedAt().toString());
        metadata.put("sources", String.join(",", header.sources()));
        return metadata;
    }
}
