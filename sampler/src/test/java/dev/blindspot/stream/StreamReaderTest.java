package dev.blindspot.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventSink;
import dev.blindspot.event.EventWriter;
import dev.blindspot.export.EventFormats;
import dev.blindspot.export.EventHeader;
import dev.blindspot.export.EventSymbols;
import dev.blindspot.live.ArrowEvents;
import dev.blindspot.live.EventLines;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Stack;
import dev.blindspot.recording.RecordingFixture;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader's events and its losses are what was offered, to the last one, however little it takes. */
class StreamReaderTest {
    private static final int ROUNDS = 200;
    private static final int EVENTS_A_ROUND = 1_000;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final long[] scratch = new long[EventLayout.WORDS];
    private final EventWriter writer = new EventWriter();
    private final EventHeader header =
            new EventHeader(RecordingFixture.target(), RecordingFixture.START, 1_000_000_000, List.of("munmap"));
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @TempDir
    private Path directory = Path.of("");

    private static final class NoSymbols implements EventSymbols {
        @Override
        public @Nullable Stack stack(int id) {
            return null;
        }

        @Override
        public @Nullable String path(int id) {
            return null;
        }
    }

    /** Takes as many bytes as it is let. */
    private static final class Miser extends FilterOutputStream {
        private final Semaphore bytes;

        Miser(OutputStream to, Semaphore bytes) {
            super(to);
            this.bytes = bytes;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int taken = take(length - done);
                out.write(from, offset + done, taken);
                done += taken;
            }
        }

        private int take(int most) throws IOException {
            try {
                bytes.acquire();
                int more = Math.min(most - 1, bytes.availablePermits());
                bytes.acquire(more);
                return 1 + more;
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    private StreamReader start(OutputStream out, String format) {
        StreamReader reader = new StreamReader();
        reader.start(out, header, new NoSymbols(), EventFormats.named(format), (thread, thrown) -> failure.set(thrown));
        return reader;
    }

    private void round(EventSink to, int number) {
        long nanos = header.startedNanos() + (long) number * EVENTS_A_ROUND;
        for (int i = 0; i < EVENTS_A_ROUND; i++) {
            writer.begin(scratch, 0, EventKind.MUNMAP, nanos + i, 4712)
                    .address(i)
                    .length(4096);
            to.append(scratch, 0, 1);
        }
        to.publish(nanos + EVENTS_A_ROUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void whoTakesOneByteForAThousandEventsIsToldOfAllOthers(String format) throws Exception {
        Path file = directory.resolve("events");
        Semaphore bytes = new Semaphore(0);
        StreamReader reader = start(new Miser(Files.newOutputStream(file), bytes), format);
        for (int i = 0; i < ROUNDS; i++) {
            round(reader.sink(), i);
            reader.sample(
                    header.startedNanos() + (long) i * EVENTS_A_ROUND,
                    header.target().pid(),
                    List.of(new Gauge("rss_bytes", "bytes", 1.0)));
            bytes.release();
        }
        assertFalse(reader.isGone());
        reader.ending("interrupted");
        reader.sink().end();
        bytes.release(Integer.MAX_VALUE - ROUNDS);
        assertTrue(reader.awaitEnd(MINUTE, MINUTE));
        assertEquals(null, failure.get());

        EventLines events = format.equals("jsonl") ? EventLines.of(file) : ArrowEvents.of(file);
        assertEquals(ROUNDS * EVENTS_A_ROUND + ROUNDS, events.numbered() + events.lost("stream"));
        assertEquals(reader.dropped(), events.lost("stream"));
        assertTrue(events.count("munmap") > 0 && events.count("munmap") < ROUNDS * EVENTS_A_ROUND / 2);
    }

    /** A reader that has gone takes no more of anybody's time: what is offered to it is dropped. */
    @Test
    void whoHasClosedIsGone() throws Exception {
        StreamReader reader = start(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                "jsonl");
        assertTrue(reader.awaitEnd(MINUTE, MINUTE));
        assertTrue(reader.isGone());
        for (int i = 0; i < ROUNDS; i++) {
            round(reader.sink(), i);
        }
        reader.sink().end();
        assertEquals(null, failure.get());
        assertEquals(0, reader.written());
    }
}
