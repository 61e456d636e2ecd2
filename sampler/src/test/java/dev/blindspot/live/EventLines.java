package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.export.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a stream, or of an export, as {@code -f jsonl} writes them, counted. */
public final class EventLines {
    private static final String TYPE = "{\"type\":\"";
    private static final String SEQUENCE = "\"seq\":";

    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();
    private long firstUnmapping;
    private long lastSequence;

    EventLines() {}

    /**
     * Reads a stream. That its numbers add up is asserted: each is the one before and what was told lost in between, so
     * events and losses make the last.
     */
    public static EventLines of(Path file) throws IOException {
        return of(Files.newInputStream(file));
    }

    /** The same of one that goes on. */
    public static EventLines of(InputStream in) throws IOException {
        EventLines lines = new EventLines();
        String last = "";
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertNotNull(reader.readLine());
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String type = line.substring(TYPE.length(), line.indexOf('"', TYPE.length()));
                if (type.equals("lost")) {
                    Map<String, @Nullable Object> loss = JsonTree.object(line);
                    lines.addLost(String.valueOf(loss.get("source")), (Long) loss.get("count"));
                } else if (!type.equals("stack")) {
                    lines.add(type, sequence(line));
                }
                last = line;
            }
        }
        assertEquals("end", JsonTree.object(last).get("type"));
        lines.checkEnd();
        return lines;
    }

    private static long sequence(String line) {
        int from = line.indexOf(SEQUENCE) + SEQUENCE.length();
        int to = from;
        while (Character.isDigit(line.charAt(to))) {
            to++;
        }
        return Long.parseLong(line, from, to, 10);
    }

    /** An event, or the end. */
    void add(String type, long sequence) {
        assertEquals(++lastSequence, sequence, () -> "a gap before this " + type + " that was not told");
        counts.merge(type, 1L, Long::sum);
        if (firstUnmapping == 0 && type.equals("munmap")) {
            firstUnmapping = sequence;
        }
    }

    /** A loss; one of unknown count takes no number. */
    void addLost(String source, @Nullable Long count) {
        if (count != null) {
            lost.merge(source, count, Long::sum);
            lastSequence += count;
        }
    }

    /** That it has come to its end, and that all told makes its number. */
    void checkEnd() {
        assertEquals(1, count("end"), "it has an end");
        assertEquals(lastSequence - 1, numbered() + sum(lost));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(count -> count).sum();
    }

    /** Numbers given from the first munmap on: what a reader who came a little later has too. */
    public long numbersSinceFirstUnmapping() {
        return lastSequence - firstUnmapping;
    }

    /** Events of a type. */
    public long count(String type) {
        return counts.getOrDefault(type, 0L);
    }

    /** Events that came. */
    public long numbered() {
        return sum(counts) - count("end");
    }

    /** Events of a source that were lost. */
    public long lost(String source) {
        return lost.getOrDefault(source, 0L);
    }
}
