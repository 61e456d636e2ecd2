package dev.blindspot.export;

import dev.blindspot.export.PprofProfile.Header;
import dev.blindspot.export.PprofProfile.Label;
import dev.blindspot.export.PprofProfile.ValueType;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code pprof-heap} and {@code pprof-goroutine}: what Go's own profiles of these names say, read from outside, as of the
 * recording's last look at the runtime.
 *
 * <p>Errors: {@link SamplerException.NotGo} where there is none.
 */
final class GoProfileExporter<T> implements RecordingExporter {
    private static final ValueType SPACE = new ValueType("space", "bytes");
    private static final ValueType GOROUTINES = new ValueType("goroutine", "count");

    private final String format;
    private final String what;
    private final String besides;
    private final List<ValueType> types;
    private final Function<GoState, @Nullable T> part;
    private final Content<T> content;

    /** How the part becomes samples. */
    private interface Content<T> {
        /** Adds them, and tells period and default type. */
        Header write(PprofProfile profile, T part, Inspection inspection) throws IOException;
    }

    private GoProfileExporter(
            String format,
            String what,
            String besides,
            List<ValueType> types,
            Function<GoState, @Nullable T> part,
            Content<T> content) {
        this.format = format;
        this.what = what;
        this.besides = besides;
        this.types = types;
        this.part = part;
        this.content = content;
    }

    static RecordingExporter heap() {
        return new GoProfileExporter<HeapProfile>(
                "pprof-heap",
                "heap profile",
                ", or nothing in it asks for that profile, and it was linked without",
                List.of(
                        new ValueType("alloc_objects", "count"),
                        new ValueType("alloc_space", "bytes"),
                        new ValueType("inuse_objects", "count"),
                        new ValueType("inuse_space", "bytes")),
                go -> go.heapProfile() != null && go.heapProfile().available() ? go.heapProfile() : null,
                GoProfileExporter::heap);
    }

    static RecordingExporter goroutines() {
        return new GoProfileExporter<Goroutines>(
                "pprof-goroutine",
                "goroutines",
                "",
                List.of(GOROUTINES),
                GoState::goroutines,
                GoProfileExporter::goroutines);
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public void check(Path recording) {
        find(RecordedWindow.read(recording), recording);
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        RecordedWindow window = RecordedWindow.read(recording);
        Inspection inspection = find(window, recording);
        Target target = inspection.target();
        PprofProfile profile =
                new PprofProfile(types, target.exe(), target.buildId(), window.merged().modules());
        profile.comment("Blindspot " + inspection.blindspotVersion() + ", process " + target.pid() + " (" + target.comm()
                + "), read from outside");
        GoState go = inspection.go();
        T found = go == null ? null : part.apply(go);
        if (found != null) {
            Output.attempt(() -> profile.write(out, content.write(profile, found, inspection)));
        }
        return window.notes();
    }

    /** The last inspection that has the part. */
    private Inspection find(RecordedWindow window, Path recording) {
        Inspection last = window.end() == null ? null : window.end().last();
        if (last != null && last.go() != null && part.apply(last.go()) != null) {
            return last;
        }
        Inspection first = window.info().first();
        if (first.go() != null && part.apply(first.go()) != null) {
            return first;
        }
        throw new SamplerException.NotGo(
                recording + " holds no " + what + ": " + window.info().first().target().comm()
                        + " is no Go program, or its runtime could not be read" + besides);
    }

    private static Header heap(PprofProfile profile, HeapProfile heap, Inspection inspection) throws IOException {
        long rate = heap.rate();
        for (HeapProfile.Bucket bucket : heap.buckets()) {
            HeapScale allocated = HeapScale.allocated(bucket, rate);
            HeapScale inUse = HeapScale.inUse(bucket, rate);
            profile.sample(
                    List.of(allocated.objects(), allocated.bytes(), inUse.objects(), inUse.bytes()),
                    HeapScale.withoutAllocator(bucket.stack()),
                    null,
                    List.of(Label.of("bytes", bucket.objectBytes())));
        }
        return new Header(inspection.takenAt(), 0, SPACE, rate, "inuse_space");
    }

    private static Header goroutines(PprofProfile profile, Goroutines goroutines, Inspection inspection)
            throws IOException {
        for (Goroutines.Group group : goroutines.groups()) {
            List<Label> labels = new ArrayList<>(List.of(Label.of("state", group.state())));
            if (group.waitReason() != null) {
                labels.add(Label.of("wait_reason", group.waitReason()));
            }
            profile.sample(
                    List.of(group.count()),
                    group.stack(),
                    group.stack().frames().isEmpty() ? PprofExporter.NO_STACK : null,
                    labels);
        }
        return new Header(inspection.takenAt(), 0, GOROUTINES, 1, null);
    }
}
