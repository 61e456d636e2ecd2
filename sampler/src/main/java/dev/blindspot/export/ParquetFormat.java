package dev.blindspot.export;

import dev.blindspot.event.EventLayout;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.hadoop.ParquetWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code parquet}: a row an event, and, as in JSON, a row of type {@code stack} for each stack before the first event
 * that names it. A file of this format is whole only once it is closed, so it is for recordings.
 */
final class ParquetFormat implements EventFormat {
    private final OutputStream out;
    private final EventHeader header;
    private final EventSymbols symbols;
    private final BitSet writtenStacks = new BitSet();
    private @Nullable ParquetWriter<ParquetRow.Content> writer;

    ParquetFormat(OutputStream out, EventHeader header, EventSymbols symbols) {
        this.out = out;
        this.header = header;
        this.symbols = symbols;
    }

    @Override
    public void begin() throws IOException {
        writer = ParquetRows.writer(out, ArrowSchema.metadata(header));
    }

    @Override
    public void event(long[] words, int base, long nanos, long sequence) throws IOException {
        int stack = EventLayout.getInt(words, base, EventLayout.STACK);
        if (stack != 0 && !writtenStacks.get(stack)) {
            writtenStacks.set(stack);
            writeStack(stack);
        }
        int kind = EventLayout.getInt(words, base, EventLayout.KIND);
        EventShape shape = Objects.requireNonNull(EventShape.ofOrdinal(kind));
        write(row -> {
            row.text(EventColumn.TYPE, shape.type());
            row.int64(EventColumn.T, nanos);
            row.int32(EventColumn.TID, EventLayout.getInt(words, base, EventLayout.TID));
            row.int64(EventColumn.SEQ, sequence);
            for (EventField field : shape.fields()) {
                value(row, field, words, base);
            }
        });
    }

    private void value(ParquetRow row, EventField field, long[] words, int base) {
        EventColumn column = field.column();
        switch (field.form()) {
            case INT64, ADDRESS -> row.int64(column, EventLayout.getLong(words, base, field.at()));
            case INT64_OR_NULL -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value >= 0) {
                    row.int64(column, value);
                }
            }
            case HANDLE -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value != 0) {
                    row.int64(column, value);
                }
            }
            case INT32 -> row.int32(column, EventLayout.getInt(words, base, field.at()));
            case INT32_OR_NULL, STACK -> {
                int value = EventLayout.getInt(words, base, field.at());
                if (value != 0) {
                    row.int32(column, value);
                }
            }
            case PATH -> row.text(column, symbols.path(EventLayout.getInt(words, base, field.at())));
            case FUNCTION -> row.text(column, symbols.function(EventLayout.getInt(words, base, field.at())));
            case TEXT -> row.text(column, field.text());
            case FALSE -> row.truth(column, false);
            case TRUE -> row.truth(column, true);
            case NULL -> {
                // What is not written is null.
            }
        }
    }

    private void writeStack(int id) throws IOException {
        Stack stack = symbols.stack(id);
        write(row -> {
            row.text(EventColumn.TYPE, "stack");
            row.stack(id, stack == null ? List.of() : stack.frames());
        });
    }

    @Override
    public void sample(long nanos, int tid, long sequence, List<Gauge> gauges) throws IOException {
        write(row -> {
            row.text(EventColumn.TYPE, "sample");
            row.int64(EventColumn.T, nanos);
            row.int32(EventColumn.TID, tid);
            row.int64(EventColumn.SEQ, sequence);
            row.gauges(gauges);
        });
    }

    @Override
    public void lost(long nanos, @Nullable Long count, LossSource source) throws IOException {
        write(row -> {
            row.text(EventColumn.TYPE, "lost");
            row.int64(EventColumn.T, nanos);
            if (count != null) {
                row.int64(EventColumn.COUNT, count);
            }
            row.text(EventColumn.SOURCE, source.label());
        });
    }

    @Override
    public void end(long nanos, long sequence, String reason) throws IOException {
        write(row -> {
            row.text(EventColumn.TYPE, "end");
            row.int64(EventColumn.T, nanos);
            row.int64(EventColumn.SEQ, sequence);
            row.text(EventColumn.REASON, reason);
        });
    }

    private void write(ParquetRow.Content row) throws IOException {
        Objects.requireNonNull(writer).write(row);
    }

    @Override
    public void flush() {
        // Rows are written by groups.
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
