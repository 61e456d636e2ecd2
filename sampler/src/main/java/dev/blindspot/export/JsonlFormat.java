package dev.blindspot.export;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code jsonl}: one object a line. */
final class JsonlFormat implements EventFormat {
    private static final byte[] TID = JsonBytes.ascii(",\"tid\":");
    private static final byte[] SEQ = JsonBytes.ascii(",\"seq\":");
    private static final byte[] END = JsonBytes.ascii("}\n");
    private static final byte[] TRUE = JsonBytes.ascii("true");
    private static final byte[] FALSE = JsonBytes.ascii("false");

    /** Up to the time, by the ordinal of the kind. */
    private static final byte[][] BEGIN_BY_KIND = Arrays.stream(EventKind.values())
            .map(kind -> EventShape.ofOrdinal(kind.ordinal()))
            .map(shape -> shape == null ? new byte[0] : begin(shape.type()))
            .toArray(byte[][]::new);

    /** By the ordinal of the column. */
    private static final byte[][] NAMES = Arrays.stream(EventColumn.values())
            .map(column -> JsonBytes.ascii(",\"" + column.label() + "\":"))
            .toArray(byte[][]::new);

    private static final byte[] SAMPLE = begin("sample");
    private static final byte[] LOST = begin("lost");
    private static final byte[] LAST = begin("end");

    private final JsonBytes json;
    private final EventHeader header;
    private final EventSymbols symbols;
    private final BitSet writtenStacks = new BitSet();

    JsonlFormat(OutputStream out, EventHeader header, EventSymbols symbols) {
        this.json = new JsonBytes(out);
        this.header = header;
        this.symbols = symbols;
    }

    @Override
    public void begin() throws IOException {
        Target target = header.target();
        first("schema");
        json.string(EventHeader.SCHEMA);
        name("pid");
        json.number(target.pid());
        name("started_at");
        json.string(target.startedAt().toString());
        name("go_version");
        json.string(target.goVersion());
        name("arch");
        json.string(target.arch());
        name("start_monotonic_ns");
        json.number(header.startedNanos());
        name("start_at");
        json.string(header.startedAt().toString());
        name("sources");
        String separator = "[";
        for (String source : header.sources()) {
            json.raw(JsonBytes.ascii(separator));
            json.string(source);
            separator = ",";
        }
        json.raw(JsonBytes.ascii(header.sources().isEmpty() ? "[]" : "]"));
        json.raw(END);
    }

    private void writeStack(int id) throws IOException {
        if (id == 0 || writtenStacks.get(id)) {
            return;
        }
        writtenStacks.set(id);
        Stack stack = symbols.stack(id);
        json.raw(JsonBytes.ascii("{\"type\":\"stack\",\"id\":"));
        json.number(id);
        json.raw(JsonBytes.ascii(",\"frames\":["));
        boolean isFirst = true;
        for (Frame frame : stack == null ? List.<Frame>of() : stack.frames()) {
            if (!isFirst) {
                json.raw(JsonBytes.ascii(","));
            }
            isFirst = false;
            frame(frame);
        }
        json.raw(JsonBytes.ascii("]"));
        json.raw(END);
    }

    @Override
    public void event(long[] words, int base, long nanos, long sequence) throws IOException {
        int kind = EventLayout.getInt(words, base, EventLayout.KIND);
        writeStack(EventLayout.getInt(words, base, EventLayout.STACK));
        json.raw(BEGIN_BY_KIND[kind]);
        json.number(nanos);
        json.raw(TID);
        json.number(EventLayout.getInt(words, base, EventLayout.TID));
        json.raw(SEQ);
        json.number(sequence);
        List<EventField> fields =
                Objects.requireNonNull(EventShape.ofOrdinal(kind)).fields();
        for (int i = 0; i < fields.size(); i++) {
            EventField field = fields.get(i);
            json.raw(NAMES[field.column().ordinal()]);
            value(field, words, base);
        }
        json.raw(END);
    }

    private void value(EventField field, long[] words, int base) throws IOException {
        switch (field.form()) {
            case INT64 -> json.number(EventLayout.getLong(words, base, field.at()));
            case INT64_OR_NULL -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value < 0) {
                    json.none();
                } else {
                    json.number(value);
                }
            }
            case HANDLE -> {
                long value = EventLayout.getLong(words, base, field.at());
                if (value == 0) {
                    json.none();
                } else {
                    json.address(value);
                }
            }
            case ADDRESS -> json.address(EventLayout.getLong(words, base, field.at()));
            case INT32 -> json.number(EventLayout.getInt(words, base, field.at()));
            case INT32_OR_NULL, STACK -> {
                int value = EventLayout.getInt(words, base, field.at());
                if (value == 0) {
                    json.none();
                } else {
                    json.number(value);
                }
            }
            case PATH -> json.string(symbols.path(EventLayout.getInt(words, base, field.at())));
            case FUNCTION -> json.string(symbols.function(EventLayout.getInt(words, base, field.at())));
            case TEXT -> json.string(field.text());
            case TRUE -> json.raw(TRUE);
            case FALSE -> json.raw(FALSE);
            case NULL -> json.none();
        }
    }

    @Override
    public void sample(long nanos, int tid, long sequence, List<Gauge> gauges) throws IOException {
        json.raw(SAMPLE);
        json.number(nanos);
        json.raw(TID);
        json.number(tid);
        json.raw(SEQ);
        json.number(sequence);
        name("gauges");
        String separator = "{";
        for (Gauge gauge : gauges) {
            json.raw(JsonBytes.ascii(separator));
            json.string(gauge.name());
            json.raw(JsonBytes.ascii(":"));
            json.number(gauge.value());
            separator = ",";
        }
        json.raw(JsonBytes.ascii(gauges.isEmpty() ? "{}" : "}"));
        json.raw(END);
    }

    @Override
    public void lost(long nanos, @Nullable Long count, LossSource source) throws IOException {
        json.raw(LOST);
        json.number(nanos);
        name("count");
        if (count == null) {
            json.none();
        } else {
            json.number(count);
        }
        name("source");
        json.string(source.label());
        json.raw(END);
    }

    @Override
    public void end(long nanos, long sequence, String reason) throws IOException {
        json.raw(LAST);
        json.number(nanos);
        json.raw(SEQ);
        json.number(sequence);
        name("reason");
        json.string(reason);
        json.raw(END);
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.flush();
    }

    private void frame(Frame frame) throws IOException {
        first("pc");
        json.address(frame.pc());
        name("module");
        json.string(frame.module());
        name("build_id");
        json.string(frame.buildId());
        name("function");
        json.string(frame.function());
        name("file");
        json.string(frame.file());
        name("line");
        if (frame.line() == null) {
            json.none();
        } else {
            json.number(frame.line());
        }
        name("inlined");
        json.raw(frame.inlined() ? TRUE : FALSE);
        json.raw(JsonBytes.ascii("}"));
    }

    private void first(String name) throws IOException {
        json.raw(JsonBytes.ascii("{\"" + name + "\":"));
    }

    private void name(String name) throws IOException {
        json.raw(JsonBytes.ascii(",\"" + name + "\":"));
    }

    private static byte[] begin(String type) {
        return JsonBytes.ascii("{\"type\":\"" + type + "\",\"t\":");
    }
}
