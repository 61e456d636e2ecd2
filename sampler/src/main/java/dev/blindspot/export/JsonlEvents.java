package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventReader;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code blindspot.events/1}, line by line: of a stream that goes on, or of a recording's raw events.
 *
 * <p>Events are numbered as they are written, samples too; a loss of n takes n numbers. Kinds that only the aggregate
 * needs have no line and no number.
 *
 * <p>Threads: one.
 *
 * <p>Errors: as {@link Output} has them; each method is false once the reader is gone.
 */
public final class JsonlEvents implements AutoCloseable {
    private static final LossSource[] SOURCES = LossSource.values();

    private final JsonGenerator json;
    private final OutputStream out;
    private final EventSymbols symbols;
    private final RecordingInfo info;
    private final Set<Integer> writtenStacks = new HashSet<>();
    private long sequence;
    private boolean readerGone;

    private JsonlEvents(JsonGenerator json, OutputStream out, RecordingInfo info, EventSymbols symbols) {
        this.json = json;
        this.out = out;
        this.info = info;
        this.symbols = symbols;
    }

    /** Starts a stream with its first line. {@code out} stays open in the end. */
    public static JsonlEvents start(OutputStream out, RecordingInfo info, EventSymbols symbols) {
        try {
            JsonGenerator json = JsonDocument.FACTORY.createGenerator(out);
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            JsonlEvents events = new JsonlEvents(json, out, info, symbols);
            events.attempt(events::writeHeader);
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("a generator over a stream does no I/O when it is made", e);
        }
    }

    /** Writes an event, and before it the stack it names if that is its first use. */
    public boolean event(EventReader event) {
        return switch (event.kind()) {
            case MREMAP_ENTER, MREMAP_FAILED, MUNMAP_ENDED -> !readerGone;
            case EXEC_MAPPING, EXEC_UNMAPPING -> event.isTold() ? !readerGone : attempt(() -> writeEvent(event));
            case LOST -> lost(event.timeNanos(), source(event.lossSource()), event.length());
            default -> attempt(() -> writeEvent(event));
        };
    }

    /** Writes the gauges as of a time. */
    public boolean sample(long timeNanos, List<Gauge> gauges) {
        return attempt(() -> {
            begin("sample", timeNanos, info.first().target().pid());
            json.writeObjectFieldStart("gauges");
            for (Gauge gauge : gauges) {
                JsonFields.number(json, gauge.name(), gauge.value());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /**
     * Writes that events were lost.
     *
     * @param count how many, -1 unknown
     */
    public boolean lost(long timeNanos, LossSource source, long count) {
        return attempt(() -> {
            sequence += Math.max(0, count);
            json.writeStartObject();
            json.writeStringField("type", "lost");
            json.writeNumberField("t", timeNanos - info.startedNanos());
            JsonFields.number(json, "count", count < 0 ? null : (Long) count);
            json.writeStringField("source", source.label());
            json.writeEndObject();
        });
    }

    /** Writes the last line. */
    public boolean end(long timeNanos, String reason) {
        return attempt(() -> {
            json.writeStartObject();
            json.writeStringField("type", "end");
            json.writeNumberField("t", timeNanos - info.startedNanos());
            json.writeNumberField("seq", ++sequence);
            json.writeStringField("reason", reason);
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    /** Hands what is written so far to the stream. */
    public boolean flush() {
        return attempt(() -> {
            json.flush();
            out.flush();
        });
    }

    @Override
    public void close() {
        attempt(() -> {
            json.close();
            out.flush();
        });
    }

    private boolean attempt(Output.Body body) {
        if (!readerGone) {
            readerGone = !Output.attempt(body);
        }
        return !readerGone;
    }

    private void writeHeader() throws IOException {
        Target target = info.first().target();
        json.writeStartObject();
        json.writeStringField("schema", "blindspot.events/1");
        json.writeNumberField("pid", target.pid());
        json.writeStringField("started_at", target.startedAt().toString());
        json.writeStringField("go_version", target.goVersion());
        json.writeStringField("arch", target.arch());
        json.writeNumberField("start_monotonic_ns", info.startedNanos());
        json.writeStringField("start_at", info.startedAt().toString());
        JsonFields.strings(json, "sources", info.sources());
        json.writeEndObject();
    }

    private void writeEvent(EventReader event) throws IOException {
        writeStack(event.stack());
        begin(type(event.kind()), event.timeNanos(), event.tid());
        switch (event.kind()) {
            case MMAP -> writeMmap(event);
            case MUNMAP -> {
                writeRange(event);
                json.writeNullField("ret");
            }
            case MREMAP -> {
                JsonFields.address(json, "old_addr", event.oldAddress());
                json.writeNumberField("old_len", event.oldLength());
                writeRange(event);
                json.writeNumberField("flags", event.flags());
            }
            case MPROTECT -> {
                writeRange(event);
                json.writeNumberField("prot", event.prot());
            }
            case MADVISE -> {
                writeRange(event);
                json.writeNumberField("advice", event.advice());
            }
            case SHMAT -> writeRange(event);
            case BRK, SHMDT -> JsonFields.address(json, "addr", event.address());
            case FAULT -> {
                JsonFields.address(json, "addr", event.address());
                json.writeNumberField("weight", event.weight());
                writeStackId(event);
            }
            case EXEC_MAPPING, EXEC_UNMAPPING, DLOPEN, DLCLOSE -> writeLibrary(event);
            case PLUGIN_OPEN, SET_FINALIZER, ADD_CLEANUP -> {
                json.writeStringField("function", function(event.function()));
                writeStackId(event);
            }
            case MALLOC, FREE -> {
                JsonFields.address(json, "addr", event.address());
                JsonFields.number(json, "len", event.length() < 0 ? null : (Long) event.length());
                json.writeNumberField("weight", event.weight());
                writeStackId(event);
            }
            case THREAD_START -> json.writeStringField("op", "start");
            case THREAD_END -> json.writeStringField("op", "end");
            case EXEC -> json.writeStringField("exe", symbols.path(event.path()));
            case EXIT -> json.writeNullField("code");
            case MREMAP_ENTER, MREMAP_FAILED, MUNMAP_ENDED, LOST ->
                throw new IllegalArgumentException("no line of its own");
        }
        json.writeEndObject();
    }

    private void writeMmap(EventReader event) throws IOException {
        writeRange(event);
        json.writeNumberField("prot", event.prot());
        json.writeNumberField("flags", event.flags());
        json.writeNumberField("fd", event.fd());
        json.writeNullField("file");
        writeStackId(event);
        JsonFields.number(json, "stack_weight", event.weight() == 0 ? null : (Integer) event.weight());
    }

    private void writeLibrary(EventReader event) throws IOException {
        boolean inferred = event.kind() == EventKind.EXEC_MAPPING || event.kind() == EventKind.EXEC_UNMAPPING;
        json.writeStringField("file", symbols.path(event.path()));
        if (inferred || event.address() == 0) {
            json.writeNullField("handle");
        } else {
            JsonFields.address(json, "handle", event.address());
        }
        json.writeBooleanField("inferred", inferred);
        writeStackId(event);
    }

    /** The function that a stack of one frame names: the outermost, where others are inlined at its entry. */
    private @Nullable String function(int stackId) {
        Stack stack = stackId == 0 ? null : symbols.stack(stackId);
        return stack == null ? null : stack.outermostFunction();
    }

    private void writeRange(EventReader event) throws IOException {
        JsonFields.address(json, "addr", event.address());
        json.writeNumberField("len", event.length());
    }

    private void writeStackId(EventReader event) throws IOException {
        JsonFields.number(json, "stack", event.stack() == 0 ? null : (Integer) event.stack());
    }

    private void writeStack(int id) throws IOException {
        if (id <= 0 || !writtenStacks.add(id)) {
            return;
        }
        @Nullable Stack stack = symbols.stack(id);
        json.writeStartObject();
        json.writeStringField("type", "stack");
        json.writeNumberField("id", id);
        json.writeFieldName("frames");
        SharedJson.stack(json, stack == null ? new Stack(List.of()) : stack);
        json.writeEndObject();
    }

    private void begin(String type, long timeNanos, int tid) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type);
        json.writeNumberField("t", timeNanos - info.startedNanos());
        json.writeNumberField("tid", tid);
        json.writeNumberField("seq", ++sequence);
    }

    private static String type(EventKind kind) {
        return switch (kind) {
            case MMAP -> "mmap";
            case MUNMAP, MUNMAP_ENDED -> "munmap";
            case MREMAP, MREMAP_ENTER, MREMAP_FAILED -> "mremap";
            case MPROTECT -> "mprotect";
            case BRK -> "brk";
            case MADVISE -> "madvise";
            case SHMAT -> "shmat";
            case SHMDT -> "shmdt";
            case FAULT -> "fault";
            case EXEC_MAPPING, DLOPEN -> "dlopen";
            case EXEC_UNMAPPING, DLCLOSE -> "dlclose";
            case PLUGIN_OPEN -> "plugin_open";
            case SET_FINALIZER -> "set_finalizer";
            case ADD_CLEANUP -> "add_cleanup";
            case MALLOC -> "malloc";
            case FREE -> "free";
            case THREAD_START, THREAD_END -> "thread";
            case EXEC -> "exec";
            case EXIT -> "exit";
            case LOST -> "lost";
        };
    }

    private static LossSource source(int ordinal) {
        return ordinal >= 0 && ordinal < SOURCES.length ? SOURCES[ordinal] : LossSource.RECORDING;
    }
}
