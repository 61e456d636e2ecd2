package dev.blindspot.sample;

import dev.blindspot.model.Gauge;
import dev.blindspot.model.Note;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads load gauges beside a recording, each on a thread of its own and within a bounded time, so that none can hold up
 * anything. A reading is begun with an interval and belongs to the one in which it ends.
 *
 * <p>Threads: one calls; those that read are its own.
 */
public final class LoadGauges implements AutoCloseable {
    private static final int LONGEST_READING_MILLIS = 2_000;

    private final List<LoadReading> readings;
    private final ConcurrentLinkedQueue<Note> failures = new ConcurrentLinkedQueue<>();
    private final Set<Note> told = new LinkedHashSet<>();

    public LoadGauges(List<LoadSource> sources) {
        readings = sources.stream().map(LoadReading::new).toList();
        readings.forEach(LoadReading::begin);
    }

    /** What was read since the call before, null where nothing was; then they are read again. */
    public List<Gauge> take() {
        List<Gauge> gauges = new ArrayList<>();
        for (LoadReading reading : readings) {
            gauges.add(new Gauge(reading.source.name(), Gauge.LOAD, reading.take()));
            reading.begin();
        }
        return gauges;
    }

    /** Why readings failed, each reason once. */
    public List<Note> takeNotes() {
        List<Note> notes = new ArrayList<>();
        for (Note note = failures.poll(); note != null; note = failures.poll()) {
            if (told.add(note)) {
                notes.add(note);
            }
        }
        return notes;
    }

    @Override
    public void close() {
        readings.forEach(LoadReading::end);
    }

    private final class LoadReading {
        private final LoadSource source;
        private @Nullable Thread thread;
        private volatile @Nullable Double value;

        LoadReading(LoadSource source) {
            this.source = source;
        }

        void begin() {
            if (thread == null || !thread.isAlive()) {
                thread = Thread.ofPlatform()
                        .name("gauge-" + source.name())
                        .daemon()
                        .start(this::read);
            }
        }

        @Nullable
        Double take() {
            Double taken = value;
            value = null;
            return taken;
        }

        void end() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        private void read() {
            try {
                value = source.read(LONGEST_READING_MILLIS);
            } catch (IOException | IllegalArgumentException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    failures.add(new Note(
                            "gauge-failed", "gauge " + source.name() + " could not be read: " + e.getMessage()));
                }
            }
        }
    }
}
