package dev.blindspot.export;

import dev.blindspot.event.EventLayout;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of a Perfetto trace: each a moment on its thread's track with its fields and its stack, and per thread two
 * counters: bytes mapped so far, and faults.
 */
final class PerfettoFormat implements EventFormat {
    /** Fields of DebugAnnotation. */
    private static final int BOOL = 2;

    private static final int INT = 4;
    private static final int STRING = 6;
    private static final int POINTER = 7;

    private final PerfettoPackets packets;
    private final PerfettoStacks stacks;
    private final EventHeader header;
    private final EventSymbols symbols;
    private final Map<Integer, Long> mappedBytes = new HashMap<>();
    private final Map<Integer, Long> faults = new HashMap<>();

    PerfettoFormat(OutputStream out, EventHeader header, EventSymbols symbols) {
        this.packets = new PerfettoPackets(out, 1);
        this.stacks = new PerfettoStacks(symbols);
        this.header = header;
        this.symbols = symbols;
    }

    @Override
    public void begin() throws IOException {
        packets.begin(header);
    }

    @Override
    public void event(long[] words, int base, long nanos, long sequence) throws IOException {
        EventShape shape =
                Objects.requireNonNull(EventShape.ofOrdinal(EventLayout.getInt(words, base, EventLayout.KIND)));
        int tid = EventLayout.getInt(words, base, EventLayout.TID);
        int stack = EventLayout.getInt(words, base, EventLayout.STACK);
        long at = header.startedNanos() + nanos;
        long thread = packets.thread(header.target().pid(), tid, at);
        ProtoMessage event = new ProtoMessage().number(56, stack);
        for (EventField field : shape.fields()) {
            annotate(event, field, words, base);
        }
        packets.instant(thread, at, shape.type(), shape.type(), event, stacks.newlyNamed(stack));
        if (shape.type().equals("mmap")) {
            count(
                    thread,
                    "mapped bytes",
                    PerfettoPackets.UNIT_BYTES,
                    at,
                    tid,
                    mappedBytes,
                    EventLayout.getLong(words, base, EventLayout.LENGTH));
        } else if (shape.type().equals("fault")) {
            count(
                    thread,
                    "faults",
                    PerfettoPackets.UNIT_COUNT,
                    at,
                    tid,
                    faults,
                    EventLayout.getInt(words, base, EventLayout.WEIGHT));
        }
    }

    private void count(long thread, String name, int unit, long at, int tid, Map<Integer, Long> sums, long more)
            throws IOException {
        packets.count(packets.counter(thread, name, unit, at), at, sums.merge(tid, more, Long::sum));
    }

    /** What is null has no annotation. */
    private void annotate(ProtoMessage event, EventField field, long[] words, int base) throws IOException {
        ProtoMessage annotation = new ProtoMessage().text(10, field.column().label());
        boolean known = switch (field.form()) {
            case INT64 -> put(annotation, INT, EventLayout.getLong(words, base, field.at()), true);
            case INT64_OR_NULL -> {
                long value = EventLayout.getLong(words, base, field.at());
                yield put(annotation, INT, value, value >= 0);
            }
            case INT32 -> put(annotation, INT, EventLayout.getInt(words, base, field.at()), true);
            case INT32_OR_NULL -> {
                int value = EventLayout.getInt(words, base, field.at());
                yield put(annotation, INT, value, value != 0);
            }
            case ADDRESS -> put(annotation, POINTER, EventLayout.getLong(words, base, field.at()), true);
            case HANDLE -> {
                long value = EventLayout.getLong(words, base, field.at());
                yield put(annotation, POINTER, value, value != 0);
            }
            case PATH -> put(annotation, symbols.path(EventLayout.getInt(words, base, field.at())));
            case FUNCTION -> put(annotation, symbols.function(EventLayout.getInt(words, base, field.at())));
            case TEXT -> put(annotation, field.text());
            case TRUE -> put(annotation, BOOL, 1, true);
            case FALSE -> put(annotation, BOOL, 0, true);
            case STACK, NULL -> false;
        };
        if (known) {
            event.message(4, annotation);
        }
    }

    private static boolean put(ProtoMessage annotation, int field, long value, boolean known) throws IOException {
        annotation.choice(field, value);
        return known;
    }

    private static boolean put(ProtoMessage annotation, @Nullable String text) throws IOException {
        annotation.text(STRING, text == null ? "" : text);
        return text != null;
    }

    @Override
    public void sample(long nanos, int tid, long sequence, List<Gauge> gauges) throws IOException {
        long at = header.startedNanos() + nanos;
        for (Gauge gauge : gauges) {
            Double value = gauge.value();
            if (value != null) {
                int unit = gauge.unit().equals("bytes") ? PerfettoPackets.UNIT_BYTES : PerfettoPackets.UNIT_COUNT;
                packets.count(packets.counter(PerfettoPackets.process(), gauge.name(), unit, at), at, value);
            }
        }
    }

    @Override
    public void lost(long nanos, @Nullable Long count, LossSource source) throws IOException {
        ProtoMessage event = new ProtoMessage()
                .message(4, new ProtoMessage().text(10, "source").text(6, source.label()));
        if (count != null) {
            event.message(4, new ProtoMessage().text(10, "count").choice(4, count));
        }
        moment(nanos, "lost", event);
    }

    @Override
    public void end(long nanos, long sequence, String reason) throws IOException {
        moment(
                nanos,
                "end",
                new ProtoMessage()
                        .message(4, new ProtoMessage().text(10, "reason").text(6, reason)));
    }

    private void moment(long nanos, String name, ProtoMessage event) throws IOException {
        packets.instant(
                PerfettoPackets.process(), header.startedNanos() + nanos, name, name, event, new ProtoMessage());
    }

    @Override
    public void flush() throws IOException {
        packets.flush();
    }

    @Override
    public void close() throws IOException {
        packets.flush();
    }
}
