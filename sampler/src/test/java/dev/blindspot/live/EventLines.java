package dev.blindspot.live;

import static dev.blindspot.live.Site.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.export.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The raw events of a recording, as {@code export -f jsonl} writes them, counted. */
public final class EventLines {
    private static final String TYPE = "{\"type\":\"";

    private static final Set<String> UNNUMBERED = Set.of("stack", "lost", "end");

    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();
    private long firstUnmapping;
    private long lastSequence;

    private EventLines() {}

    /** Reads an export. That its numbers add up is asserted: events and losses make the last number. */
    public static EventLines of(Path file) throws IOException {
        EventLines lines = new EventLines();
        String last = "";
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            assertNotNull(reader.readLine());
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String type = line.substring(TYPE.length(), line.indexOf('"', TYPE.length()));
                lines.counts.merge(type, 1L, Long::sum);
                if (type.equals("lost")) {
                    lines.addLost(JsonTree.object(line));
                }
                if (lines.firstUnmapping == 0 && type.equals("munmap")) {
                    lines.firstUnmapping = number(JsonTree.object(line), "seq");
                }
                last = line;
            }
        }
        Map<String, @Nullable Object> end = JsonTree.object(last);
        assertEquals("end", end.get("type"));
        lines.checkNumbers(number(end, "seq"));
        return lines;
    }

    /** Counts that were made in another way, with the same assertion. */
    static EventLines of(Map<String, Long> counts, Map<String, Long> lost, long firstUnmapping, long end) {
        EventLines lines = new EventLines();
        lines.firstUnmapping = firstUnmapping;
        lines.counts.putAll(counts);
        lines.lost.putAll(lost);
        lines.checkNumbers(end);
        return lines;
    }

    private void checkNumbers(long end) {
        lastSequence = end;
        long numbered = 0;
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            numbered += UNNUMBERED.contains(entry.getKey()) ? 0 : entry.getValue();
        }
        numbered += lost.values().stream().mapToLong(count -> count).sum();
        // A loss of unknown count takes no number.
        assertEquals(end - 1, numbered);
    }

    /** Numbers given from the first munmap on: what a reader who came a little later has too. */
    public long numbersSinceFirstUnmapping() {
        return lastSequence - firstUnmapping;
    }

    /** Events of a type. */
    public long count(String type) {
        return counts.getOrDefault(type, 0L);
    }

    /** Events of a source that were lost. */
    public long lost(String source) {
        return lost.getOrDefault(source, 0L);
    }

    private void addLost(Map<String, @Nullable Object> line) {
        Object source = Objects.requireNonNull(line.get("source"));
        if (line.get("count") != null) {
            lost.merge(source.toString(), number(line, "count"), Long::sum);
        }
    }
}
