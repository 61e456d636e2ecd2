package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.AllocatedBytes;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.model.Stack;
import dev.blindspot.recording.RecordingFixture;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events are written without garbage, batches of Arrow too. */
class EventFormatAllocationTest {
    private final long[] events = events(4 * ArrowFormat.BATCH_ROWS);

    private static long[] events(int count) {
        long[] events = new long[count * EventLayout.WORDS];
        EventWriter writer = new EventWriter();
        long start = RecordingFixture.info().startedNanos();
        EventKind[] kinds = {EventKind.MMAP, EventKind.MUNMAP, EventKind.MREMAP, EventKind.FAULT, EventKind.MADVISE};
        for (int i = 0; i < count; i++) {
            writer.begin(events, i * EventLayout.WORDS, kinds[i % kinds.length], start + i, 4712)
                    .address(0x7f00_0000_0000L + i)
                    .length(4096L * i)
                    .stack(i % 100)
                    .weight(i % 4);
        }
        return events;
    }

    private static EventStream stream(EventFormat.Maker maker) {
        EventSymbols symbols = new EventSymbols() {
            @Override
            public Stack stack(int id) {
                return RecordingFixture.stack();
            }

            @Override
            public @Nullable String path(int id) {
                return null;
            }
        };
        return EventStream.start(
                OutputStream.nullOutputStream(), EventHeader.of(RecordingFixture.info()), symbols, maker);
    }

    private long allocated(EventStream stream, int batches) {
        int words = batches * ArrowFormat.BATCH_ROWS * EventLayout.WORDS;
        return AllocatedBytes.inSteadyState(40, () -> {}, () -> {
            for (int at = 0; at < words; at += EventLayout.WORDS) {
                assertTrue(stream.event(events, at));
            }
            stream.flush();
        });
    }

    @Test
    void jsonAllocatesNothing() {
        try (EventStream stream = stream(JsonlFormat::new)) {
            assertEquals(0, allocated(stream, 2));
        }
    }

    @Test
    void arrowAllocatesNothing() {
        try (EventStream stream = stream(ArrowFormat::new)) {
            assertEquals(0, allocated(stream, 2));
        }
    }
}
