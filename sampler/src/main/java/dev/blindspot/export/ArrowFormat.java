package dev.blindspot.export;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.jspecify.annotations.Nullable;

/**
 * {@code arrow}: an IPC stream, one row an event, in batches; a batch is written when it is full, or at a flush.
 *
 * <p>Allocation: none for events and batches; a little where a batch has gauges or stacks that are new. What the vectors
 * hold is off the heap, and used again.
 */
final class ArrowFormat implements EventFormat {
    static final int BATCH_ROWS = 8192;

    private static final byte[][] TEXTS_BY_KIND = Arrays.stream(EventKind.values())
            .map(kind -> EventShape.ofOrdinal(kind.ordinal()))
            .map(shape -> utf8(shape == null ? "" : shape.type()))
            .toArray(byte[][]::new);

    private final EventHeader header;
    private final EventSymbols symbols;
    private final OutputStream out;
    private final WriteChannel channel;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;
    private final FieldVector[] columns;
    private final ArrowBatchWriter batches;
    private final ArrowStacks stacks;
    private final byte[] ascii = new byte[4096];
    private int rows;
    private boolean hasGauges;

    ArrowFormat(OutputStream out, EventHeader header, EventSymbols symbols) {
        this.header = header;
        this.symbols = symbols;
        this.out = out;
        this.channel = new WriteChannel(Channels.newChannel(out));
        this.root = VectorSchemaRoot.create(ArrowSchema.inMemory(header), allocator);
        this.columns = root.getFieldVectors().toArray(FieldVector[]::new);
        this.stacks = new ArrowStacks(allocator, symbols);
        for (FieldVector column : columns) {
            column.setInitialCapacity(BATCH_ROWS);
            column.allocateNew();
            column.reset();
        }
        this.batches = new ArrowBatchWriter(out, root.getFieldVectors());
    }

    @Override
    public void begin() throws IOException {
        MessageSerializer.serialize(channel, ArrowSchema.written(header));
        out.flush();
    }

    @Override
    public void event(long[] words, int base, long nanos, long sequence) throws IOException {
        int kind = EventLayout.getInt(words, base, EventLayout.KIND);
        row(TEXTS_BY_KIND[kind], nanos);
        int32(EventColumn.TID, EventLayout.getInt(words, base, EventLayout.TID));
        int64(EventColumn.SEQ, sequence);
        List<EventField> fields =
                Objects.requireNonNull(EventShape.ofOrdinal(kind)).fields();
        for (int i = 0; i < fields.size(); i++) {
            value(fields.get(i), words, base);
        }
        endRow();
    }

    private void value(EventField field, long[] words, int base) {
        switch (field.form()) {
            case INT64 -> int64(field.column(), EventLayout.getLong(words, base, field.at()));
            case ADDRESS -> address(field.column(), EventLayout.getLong(words, base, field.at()));
            case INT64_OR_NULL -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value >= 0) {
                    int64(field.column(), value);
                }
            }
            case HANDLE -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value != 0) {
                    address(field.column(), value);
                }
            }
            case INT32 -> int32(field.column(), EventLayout.getInt(words, base, field.at()));
            case INT32_OR_NULL -> {
                int value = EventLayout.getInt(words, base, field.at());
                if (value != 0) {
                    int32(field.column(), value);
                }
            }
            case STACK -> {
                int id = EventLayout.getInt(words, base, field.at());
                if (id != 0) {
                    int32(field.column(), stacks.indexOf(id));
                    vector(ArrowSchema.STACK_ID, IntVector.class).set(rows, id);
                }
            }
            case PATH -> text(field.column(), symbols.path(EventLayout.getInt(words, base, field.at())));
            case FUNCTION -> text(field.column(), symbols.function(EventLayout.getInt(words, base, field.at())));
            case TEXT -> text(field.column(), field.text());
            case FALSE -> vector(field.column().ordinal(), BitVector.class).set(rows, 0);
            case TRUE -> vector(field.column().ordinal(), BitVector.class).set(rows, 1);
            case NULL -> {
                // As every value of a row that is not set.
            }
        }
    }

    @Override
    public void sample(long nanos, int tid, long sequence, List<Gauge> gauges) throws IOException {
        row(utf8("sample"), nanos);
        int32(EventColumn.TID, tid);
        int64(EventColumn.SEQ, sequence);
        UnionMapWriter map =
                vector(EventColumn.GAUGES.ordinal(), MapVector.class).getWriter();
        map.setPosition(rows);
        map.startMap();
        for (Gauge gauge : gauges) {
            map.startEntry();
            map.key().varChar().writeVarChar(gauge.name());
            if (gauge.value() != null) {
                map.value().float8().writeFloat8(gauge.value());
            }
            map.endEntry();
        }
        map.endMap();
        hasGauges = true;
        endRow();
    }

    @Override
    public void lost(long nanos, @Nullable Long count, LossSource source) throws IOException {
        row(utf8("lost"), nanos);
        if (count != null) {
            int64(EventColumn.COUNT, count);
        }
        text(EventColumn.SOURCE, source.label());
        endRow();
    }

    @Override
    public void end(long nanos, long sequence, String reason) throws IOException {
        row(utf8("end"), nanos);
        int64(EventColumn.SEQ, sequence);
        text(EventColumn.REASON, reason);
        endRow();
    }

    @Override
    public void flush() throws IOException {
        if (rows > 0) {
            writeBatch();
        }
        out.flush();
    }

    /** Marks the end of the stream. */
    @Override
    public void close() throws IOException {
        try {
            channel.writeIntLittleEndian(MessageSerializer.IPC_CONTINUATION_TOKEN);
            channel.writeIntLittleEndian(0);
            out.flush();
        } finally {
            stacks.close();
            root.close();
            allocator.close();
        }
    }

    private void row(byte[] type, long nanos) {
        vector(EventColumn.TYPE.ordinal(), VarCharVector.class).setSafe(rows, type);
        int64(EventColumn.T, nanos);
    }

    private void endRow() throws IOException {
        rows++;
        if (rows == BATCH_ROWS) {
            writeBatch();
        }
    }

    private void writeBatch() throws IOException {
        for (int i = 0; i < columns.length; i++) {
            if (isUsed(i)) {
                columns[i].setValueCount(rows);
            }
        }
        stacks.write(channel);
        batches.write(rows);
        for (int i = 0; i < columns.length; i++) {
            if (isUsed(i)) {
                columns[i].reset();
            }
        }
        rows = 0;
        hasGauges = false;
        stacks.nextBatch();
    }

    /** Maps make garbage when they are touched, and most batches have none. */
    private boolean isUsed(int column) {
        return column != EventColumn.GAUGES.ordinal() || hasGauges;
    }

    private void int32(EventColumn column, int value) {
        vector(column.ordinal(), IntVector.class).set(rows, value);
    }

    private void int64(EventColumn column, long value) {
        vector(column.ordinal(), BigIntVector.class).set(rows, value);
    }

    private void address(EventColumn column, long value) {
        vector(column.ordinal(), UInt8Vector.class).set(rows, value);
    }

    private void text(EventColumn column, @Nullable String value) {
        if (value == null) {
            return;
        }
        VarCharVector vector = vector(column.ordinal(), VarCharVector.class);
        if (isCopied(value)) {
            vector.setSafe(rows, ascii, 0, value.length());
        } else {
            vector.setSafe(rows, utf8(value));
        }
    }

    /** Whether a text is short and of ASCII alone, as most are: then it has been copied. */
    private boolean isCopied(String text) {
        if (text.length() > ascii.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            ascii[i] = (byte) c;
        }
        return true;
    }

    private <T extends FieldVector> T vector(int ordinal, Class<T> type) {
        return type.cast(root.getVector(ordinal));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
