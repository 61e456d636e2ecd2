package dev.blindspot.export;

import dev.blindspot.event.EventDecoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventReader;
import dev.blindspot.event.MalformedEvents;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.Stack;
import dev.blindspot.recording.EventBlock;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code blindspot.events/1} of a recording's raw events in one format, gauges between them by time.
 *
 * <p>Numbers missing between the events, cut by the size limit or damaged, are a loss, source {@code recording}.
 *
 * <p>Reads the recording three times at once, so that only its stacks and paths are held: for those, for the gauges,
 * and for the events.
 */
final class EventsExporter implements RecordingExporter {
    private final String format;
    private final EventFormat.Maker maker;

    EventsExporter(String format, EventFormat.Maker maker) {
        this.format = format;
        this.maker = maker;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        Symbols symbols = Symbols.read(recording);
        try (RecordingReader samples = RecordingReader.open(recording);
                RecordingReader events = RecordingReader.open(recording);
                EventStream lines = EventStream.start(out, EventHeader.of(events.info()), symbols, maker)) {
            Run run = new Run(lines, samples);
            RecordedItem item = events.next();
            while (item != null && run.write(item)) {
                item = events.next();
            }
            run.finish();
            List<Note> notes = new ArrayList<>(events.notes());
            notes.addAll(run.notes);
            return notes;
        }
    }

    private record Symbols(Map<Integer, Stack> stacks, Map<Integer, String> paths) implements EventSymbols {
        static Symbols read(Path recording) {
            Symbols symbols = new Symbols(new HashMap<>(), new HashMap<>());
            try (RecordingReader reader = RecordingReader.open(recording)) {
                for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                    if (item instanceof RecordedItem.OfInterval(var interval)) {
                        interval.newStacks().forEach(stack -> symbols.stacks.put(stack.id(), stack.stack()));
                    } else if (item instanceof RecordedItem.OfPath(int id, String path)) {
                        symbols.paths.put(id, path);
                    }
                }
            }
            return symbols;
        }

        @Override
        public @Nullable Stack stack(int id) {
            return stacks.get(id);
        }

        @Override
        public @Nullable String path(int id) {
            return paths.get(id);
        }
    }

    /** One pass over the events. */
    private static final class Run {
        private final EventStream lines;
        private final Samples samples;
        private final List<Note> notes = new ArrayList<>();
        private final EventDecoder decoder = new EventDecoder();
        private final EventReader event = new EventReader();
        private final long[] scratch = new long[EventLayout.WORDS];
        private long nextSequence = 1;
        private long lastNanos;
        private String reason = "unfinished";

        Run(EventStream lines, RecordingReader samples) {
            this.lines = lines;
            this.samples = new Samples(samples);
            this.lastNanos = samples.info().startedNanos();
        }

        /** False once the reader is gone. */
        boolean write(RecordedItem item) {
            switch (item) {
                case RecordedItem.OfEvents(EventBlock block) -> {
                    return writeBlock(block);
                }
                case RecordedItem.OfCut cut -> {
                    return skipTo(cut.lastSequence() + 1, cut.lastNanos());
                }
                case RecordedItem.OfEnd(var end) -> {
                    reason = end.reason();
                    lastNanos = Math.max(lastNanos, end.endedNanos());
                }
                case RecordedItem.OfInterval(var interval) -> lastNanos = Math.max(lastNanos, interval.endNanos());
                case RecordedItem.OfPath path -> {
                    // All paths are known before the first event is written.
                }
                case RecordedItem.OfProcess process -> {
                    // Its exit and the loss before it stand in the stream.
                }
            }
            return true;
        }

        void finish() {
            samples.writeUpTo(Long.MAX_VALUE, lines);
            lines.end(lastNanos, reason);
        }

        private boolean writeBlock(EventBlock block) {
            event.wrap(scratch, 0);
            try {
                decoder.begin(MemorySegment.ofArray(block.encoded()));
                while (decoder.next(scratch, 0)) {
                    if (event.stack() < 0) {
                        return passOver(block, "a stack of a number below 0");
                    }
                    if (!writeEvent()) {
                        return false;
                    }
                }
            } catch (MalformedEvents e) {
                return passOver(block, e.getMessage());
            }
            return true;
        }

        private boolean passOver(EventBlock block, @Nullable String why) {
            notes.add(new Note(
                    "recording-damaged", "raw events from number " + nextSequence + " on were passed over: " + why));
            return skipTo(block.lastSequence() + 1, block.lastNanos());
        }

        private boolean writeEvent() {
            EventKind kind = event.kind();
            if (kind.isInternal()) {
                return true;
            }
            long numbers = kind == EventKind.LOST ? Math.max(1, event.length()) : 1;
            long time = event.timeNanos();
            boolean written = skipTo(event.sequence() - numbers + 1, time) && samples.writeUpTo(time, lines);
            nextSequence = Math.max(nextSequence, event.sequence() + 1);
            lastNanos = Math.max(lastNanos, time);
            return written && lines.event(scratch, 0);
        }

        private boolean skipTo(long sequence, long timeNanos) {
            long missing = sequence - nextSequence;
            if (missing <= 0) {
                return true;
            }
            nextSequence = sequence;
            return lines.lost(timeNanos, LossSource.RECORDING, missing);
        }
    }

    /** The gauges of all intervals, handed out by time. */
    private static final class Samples {
        private final RecordingReader reader;
        private boolean started;
        private @Nullable Sample next;

        private int pid;

        private record Sample(long timeNanos, int pid, List<Gauge> gauges) {}

        Samples(RecordingReader reader) {
            this.reader = reader;
            this.pid = reader.info().first().target().pid();
        }

        boolean writeUpTo(long timeNanos, EventStream lines) {
            Sample sample = peek();
            while (sample != null && sample.timeNanos() <= timeNanos) {
                if (!lines.sample(sample.timeNanos(), sample.pid(), sample.gauges())) {
                    return false;
                }
                next = read();
                sample = next;
            }
            return true;
        }

        private @Nullable Sample peek() {
            if (!started) {
                started = true;
                next = read();
            }
            return next;
        }

        private @Nullable Sample read() {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfProcess(var process)) {
                    pid = process.first().target().pid();
                } else if (item instanceof RecordedItem.OfInterval(var interval)
                        && !interval.gauges().isEmpty()) {
                    return new Sample(interval.endNanos(), pid, interval.gauges());
                }
            }
            return null;
        }
    }
}
