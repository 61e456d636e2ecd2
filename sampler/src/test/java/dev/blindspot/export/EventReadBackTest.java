package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.recording.EventBlock;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recording in each format of events, read back by readers that nobody here wrote, is the same row by row. */
class EventReadBackTest {
    private static final long START = RecordingFixture.info().startedNanos();

    /** More than two batches of Arrow, and blocks of a recording. */
    private static final int EVENTS = 20_000;

    @TempDir
    Path folder;

    private Path recording = Path.of("");

    @BeforeEach
    void record() {
        recording = folder.resolve("run.bsp");
        try (RecordingWriter writer = RecordingWriter.create(recording, RecordingFixture.info(), 1 << 24)) {
            writer.writePath(1, "/usr/lib/libé\"\\\t☃😀.so");
            writeEvents(writer);
            writer.write(RecordingFixture.interval(0));
            writer.write(RecordingFixture.interval(1));
            writer.end(RecordingFixture.end());
        }
    }

    private static void writeEvents(RecordingWriter writer) {
        long[] event = new long[EventLayout.WORDS];
        MemorySegment batch = MemorySegment.ofArray(new byte[1 << 16]);
        EventEncoder encoder = new EventEncoder();
        Random random = new Random(7);
        encoder.begin(batch);
        long first = 1;
        long sequence = 0;
        for (int i = 0; i < EVENTS; i++) {
            int numbers = fill(event, i, random);
            sequence += numbers;
            new EventWriter().wrap(event, 0).sequence(sequence);
            if (!encoder.add(event, 0)) {
                writeBlock(writer, encoder, batch, first, sequence - numbers);
                encoder.begin(batch);
                assertTrue(encoder.add(event, 0));
                first = sequence;
            }
        }
        writeBlock(writer, encoder, batch, first, sequence);
    }

    private static void writeBlock(
            RecordingWriter writer, EventEncoder encoder, MemorySegment batch, long first, long last) {
        int count = encoder.count();
        byte[] encoded = batch.asSlice(0, encoder.end()).toArray(ValueLayout.JAVA_BYTE);
        writer.writeEvents(new EventBlock(first, last, START, START + EVENTS * 1_000L, count, encoded));
    }

    /** An event of every kind in turn, with extreme values among them; how many numbers it takes. */
    private static int fill(long[] event, int number, Random random) {
        EventKind kind = EventKind.of(number % EventKind.COUNT);
        EventWriter writer = new EventWriter().begin(event, 0, kind, START + number * 1_000L, 4712 + number % 3);
        writer.address(number % 5 == 0 ? -4096L : random.nextLong())
                .length(number % 7 == 0 ? Long.MAX_VALUE : random.nextInt(1 << 30))
                .old(random.nextLong(), random.nextInt(1 << 20))
                .prot(random.nextInt())
                .flags(number % 11 == 0 ? Integer.MIN_VALUE : random.nextInt())
                .fd(-1)
                .stack(number % 4)
                .weight(number % 3);
        if (kind == EventKind.LOST) {
            long count = number % 2 == 0 ? -1 : 3;
            writer.length(count).lossSource(List.of(LossSource.values()).indexOf(LossSource.FAULT));
            return (int) Math.max(1, count);
        }
        writer.path(number % 2);
        return kind.isInternal() ? 0 : 1;
    }

    private Path export(String format) throws IOException {
        Path file = folder.resolve("events." + format);
        try (OutputStream out = Files.newOutputStream(file)) {
            assertEquals(List.<Note>of(), Exporters.named(format).export(recording, out));
        }
        return file;
    }

    private List<Map<String, Object>> jsonl() throws IOException {
        try (var lines = Files.lines(export("jsonl"))) {
            return EventRows.ofJson(lines.skip(1).map(JsonTree::object).toList());
        }
    }

    @Test
    void arrowSaysWhatJsonSays() throws Exception {
        List<Map<String, Object>> arrow = EventRows.ofArrow(export("arrow"));
        assertRows(jsonl(), arrow);
    }

    @Test
    void duckDbReadsFromParquetWhatJsonSays() throws Exception {
        List<Map<String, Object>> parquet = EventRows.ofParquet(export("parquet"));
        assertRows(jsonl(), parquet);
    }

    /** What a user of DuckDB asks. */
    @Test
    void duckDbSumsWhatIsMapped() throws Exception {
        Path file = export("parquet");
        long mapped = 0;
        long count = 0;
        for (Map<String, Object> row : jsonl()) {
            if ("mmap".equals(row.get("type"))) {
                mapped += ((Number) Objects.requireNonNull(row.get("len"))).longValue() >>> 12;
                count++;
            }
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet sum = statement.executeQuery(
                        "SELECT sum(len >> 12)::BIGINT, count(*) FROM '" + file + "' WHERE type = 'mmap'")) {
            assertTrue(sum.next());
            assertEquals(mapped, sum.getLong(1));
            assertEquals(count, sum.getLong(2));
        }
    }

    /** The query of docs/feeding-other-tools.md, as it stands there. */
    @Test
    void theDocumentedQueryNamesEveryStack() throws Exception {
        String document = Files.readString(Path.of("../docs/feeding-other-tools.md"));
        int begin = document.indexOf("```sql") + "```sql".length();
        String query = document.substring(begin, document.indexOf("```", begin))
                .replace("events.parquet", export("parquet").toString());
        long expected = jsonl().stream()
                .filter(row -> "mmap".equals(row.get("type")) && row.containsKey("stack"))
                .count();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            long mappings = 0;
            while (rows.next()) {
                mappings += rows.getLong("mappings");
            }
            assertEquals(expected, mappings);
        }
    }

    private static void assertRows(List<Map<String, Object>> expected, List<Map<String, Object>> rows) {
        assertTrue(expected.size() > EVENTS / 2);
        assertEquals(expected.size(), rows.size());
        for (int i = 0; i < expected.size(); i++) {
            Map<String, @Nullable Object> row = new TreeMap<>(rows.get(i));
            assertEquals(expected.get(i), row, "row " + i);
        }
    }
}
