package dev.blindspot.export;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Gauge;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** One row of events in Parquet: the columns of {@link EventColumn} by their place, then those that only stacks have. */
final class ParquetRow {
    /** What is in a row. */
    interface Content {
        void write(ParquetRow row);
    }

    private static final int ID = EventColumn.values().length;
    private static final int FRAMES = ID + 1;

    private final RecordConsumer to;

    ParquetRow(RecordConsumer to) {
        this.to = to;
    }

    /** The schema of all rows. */
    static MessageType schema() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (EventColumn column : EventColumn.values()) {
            message.addField(
                    switch (column.type()) {
                        case TEXT -> text(column.label());
                        case INT32, STACK -> int32(column.label());
                        case INT64 -> number(column.label(), true);
                        case ADDRESS -> number(column.label(), false);
                        case TRUTH -> truth(column.label());
                        case GAUGES ->
                            Types.optionalMap()
                                    .key(Types.required(PrimitiveTypeName.BINARY)
                                            .as(LogicalTypeAnnotation.stringType())
                                            .named("key"))
                                    .value(Types.optional(PrimitiveTypeName.DOUBLE)
                                            .named("value"))
                                    .named(column.label());
                    });
        }
        message.addField(int32("id"));
        message.addField(Types.optionalList()
                .element(Types.requiredGroup()
                        .addFields(
                                number("pc", false),
                                text("module"),
                                text("build_id"),
                                text("function"),
                                text("file"),
                                int32("line"),
                                truth("inlined"))
                        .named("element"))
                .named("frames"));
        return message.named("events");
    }

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    private static Type int32(String name) {
        return Types.optional(PrimitiveTypeName.INT32).named(name);
    }

    private static Type number(String name, boolean isSigned) {
        return Types.optional(PrimitiveTypeName.INT64)
                .as(LogicalTypeAnnotation.intType(64, isSigned))
                .named(name);
    }

    private static Type truth(String name) {
        return Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
    }

    void text(EventColumn column, @Nullable String value) {
        text(column.label(), column.ordinal(), value);
    }

    void int32(EventColumn column, int value) {
        field(column.label(), column.ordinal(), () -> to.addInteger(value));
    }

    void int64(EventColumn column, long value) {
        field(column.label(), column.ordinal(), () -> to.addLong(value));
    }

    void truth(EventColumn column, boolean value) {
        field(column.label(), column.ordinal(), () -> to.addBoolean(value));
    }

    void gauges(List<Gauge> gauges) {
        if (gauges.isEmpty()) {
            group("gauges", EventColumn.GAUGES.ordinal(), () -> {});
            return;
        }
        group(
                "gauges",
                EventColumn.GAUGES.ordinal(),
                () -> field("key_value", 0, () -> {
                    for (Gauge gauge : gauges) {
                        to.startGroup();
                        text("key", 0, gauge.name());
                        Double value = gauge.value();
                        if (value != null) {
                            field("value", 1, () -> to.addDouble(value));
                        }
                        to.endGroup();
                    }
                }));
    }

    void stack(int id, List<Frame> frames) {
        field("id", ID, () -> to.addInteger(id));
        if (frames.isEmpty()) {
            group("frames", FRAMES, () -> {});
            return;
        }
        group(
                "frames",
                FRAMES,
                () -> field("list", 0, () -> {
                    for (Frame frame : frames) {
                        to.startGroup();
                        group("element", 0, () -> frame(frame));
                        to.endGroup();
                    }
                }));
    }

    private void frame(Frame frame) {
        field("pc", 0, () -> to.addLong(frame.pc()));
        text("module", 1, frame.module());
        text("build_id", 2, frame.buildId());
        text("function", 3, frame.function());
        text("file", 4, frame.file());
        Integer line = frame.line();
        if (line != null) {
            field("line", 5, () -> to.addInteger(line));
        }
        field("inlined", 6, () -> to.addBoolean(frame.inlined()));
    }

    private void text(String name, int index, @Nullable String value) {
        if (value != null) {
            field(name, index, () -> to.addBinary(Binary.fromString(value)));
        }
    }

    private void group(String name, int index, Runnable content) {
        field(name, index, () -> {
            to.startGroup();
            content.run();
            to.endGroup();
        });
    }

    private void field(String name, int index, Runnable value) {
        to.startField(name, index);
        value.run();
        to.endField(name, index);
    }
}
