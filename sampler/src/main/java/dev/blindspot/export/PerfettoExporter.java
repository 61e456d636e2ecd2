package dev.blindspot.export;

import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code perfetto}: the raw events on the tracks of their threads; on the process's, the gauges, what is outstanding of
 * each kind of mapping, and each category of the ledger.
 */
final class PerfettoExporter implements RecordingExporter {
    private static final String FORMAT = "perfetto";

    private final RecordingExporter events = new EventsExporter(FORMAT, PerfettoFormat::new);

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        List<Note> notes = events.export(recording, out);
        // A trace is in no order: its readers sort it.
        try (RecordingReader reader = RecordingReader.open(recording)) {
            Output.attempt(() -> {
                PerfettoPackets packets = new PerfettoPackets(out, 2);
                Map<MappingKind, Long> outstanding = new EnumMap<>(MappingKind.class);
                for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                    if (item instanceof RecordedItem.OfInterval(Interval interval)) {
                        outstanding(packets, interval, outstanding);
                        ledger(packets, interval.endNanos(), interval.ledger());
                    }
                }
                packets.flush();
                out.flush();
            });
        }
        return notes;
    }

    private static void outstanding(PerfettoPackets packets, Interval interval, Map<MappingKind, Long> sums)
            throws IOException {
        long at = interval.endNanos();
        for (KindTotals totals : interval.totals()) {
            if (totals.kind() != MappingKind.FAULT) {
                long sum = sums.merge(totals.kind(), totals.outstandingBytes(), Long::sum);
                packets.count(bytes(packets, "outstanding " + totals.kind().label(), at), at, sum);
            }
        }
    }

    private static void ledger(PerfettoPackets packets, long at, @Nullable Ledger ledger) throws IOException {
        if (ledger != null) {
            for (LedgerRow row : ledger.rows()) {
                packets.count(bytes(packets, "resident " + row.category(), at), at, row.rssBytes());
            }
        }
    }

    private static long bytes(PerfettoPackets packets, String name, long at) throws IOException {
        return packets.counter(PerfettoPackets.process(), name, PerfettoPackets.UNIT_BYTES, at);
    }
}
