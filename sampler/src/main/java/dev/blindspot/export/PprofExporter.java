package dev.blindspot.export;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.export.PprofProfile.Header;
import dev.blindspot.export.PprofProfile.Label;
import dev.blindspot.export.PprofProfile.ValueType;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code pprof}: the report's call sites and its last ledger.
 *
 * <p>{@code alloc_*} is what was mapped, {@code inuse_*} what of it still is; {@code memory_space} the ledger, by
 * category; {@code faults} and {@code fault_space} what was touched. Each call site is one sample, labelled with its kind.
 */
final class PprofExporter implements RecordingExporter {
    /** What stands for the stack of what has none. */
    static final String NO_STACK = "[no stack]";

    private static final List<ValueType> TYPES = List.of(
            new ValueType("alloc_objects", "count"),
            new ValueType("alloc_space", "bytes"),
            new ValueType("inuse_objects", "count"),
            new ValueType("inuse_space", "bytes"),
            new ValueType("memory_space", "bytes"),
            new ValueType("faults", "count"),
            new ValueType("fault_space", "bytes"));

    @Override
    public String format() {
        return "pprof";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        RecordedWindow window = RecordedWindow.read(recording);
        Output.attempt(() -> profile(window).write(out, header(window)));
        return window.notes();
    }

    private static PprofProfile profile(RecordedWindow window) throws IOException {
        Target target = window.info().first().target();
        PprofProfile profile = new PprofProfile(
                TYPES, target.exe(), target.buildId(), window.merged().modules());
        profile.comment("Blindspot " + window.info().first().blindspotVersion() + ", process " + target.pid() + " ("
                + target.comm() + ")");
        profile.comment("memory_space: a category's bytes are exact; how they fall to stacks is estimated");
        for (CallSiteRow row : window.merged().rows()) {
            String root = row.stack() == null || row.stack().frames().isEmpty() ? NO_STACK : null;
            profile.sample(values(row), row.stack(), root, labels(row));
        }
        for (MemoryShares.Share share : MemoryShares.of(window)) {
            profile.sample(List.of(0L, 0L, 0L, 0L, share.bytes(), 0L, 0L), share.stack(), share.category(), List.of());
        }
        return profile;
    }

    private static List<Long> values(CallSiteRow row) {
        if (row.kind() == MappingKind.FAULT) {
            return List.of(0L, 0L, 0L, 0L, 0L, row.mappedCount(), row.mappedBytes());
        }
        // Where a recording is damaged, more may be gone than came: readers take no negative sums.
        return Stream.of(
                        row.mappedCount(),
                        row.mappedBytes(),
                        row.outstandingCount(),
                        row.outstandingBytes(),
                        0L,
                        0L,
                        0L)
                .map(value -> Math.max(0, value))
                .toList();
    }

    private static List<Label> labels(CallSiteRow row) {
        Label kind = Label.of("kind", row.kind().label());
        return row.byRuntime() ? List.of(Label.of("by_runtime", "true"), kind) : List.of(kind);
    }

    /** Every call is counted: the period is one byte, also where a stack stands for several calls. */
    private static Header header(RecordedWindow window) {
        return new Header(
                window.info().startedAt(), window.durationNanos(), new ValueType("space", "bytes"), 1, "inuse_space");
    }
}
