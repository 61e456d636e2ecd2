package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** The raw events of an Arrow stream, counted. */
public final class ArrowEvents {
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();
    private long firstUnmapping;
    private long end;

    private ArrowEvents() {}

    /** Reads a stream by Arrow's own reader. */
    public static EventLines of(Path file) throws IOException {
        ArrowEvents events = new ArrowEvents();
        try (InputStream in = Files.newInputStream(file);
                BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            assertEquals(
                    "blindspot.events/1",
                    reader.getVectorSchemaRoot().getSchema().getCustomMetadata().get("schema"));
            while (reader.loadNextBatch()) {
                events.add(reader.getVectorSchemaRoot());
            }
        }
        return EventLines.of(events.counts, events.lost, events.firstUnmapping, events.end);
    }

    private void add(VectorSchemaRoot batch) {
        FieldVector types = batch.getVector("type");
        for (int row = 0; row < batch.getRowCount(); row++) {
            String type = String.valueOf(types.getObject(row));
            counts.merge(type, 1L, Long::sum);
            if (type.equals("lost")) {
                Object count = batch.getVector("count").getObject(row);
                if (count != null) {
                    lost.merge(String.valueOf(batch.getVector("source").getObject(row)), (Long) count, Long::sum);
                }
            } else if (firstUnmapping == 0 && type.equals("munmap")) {
                firstUnmapping = (Long) batch.getVector("seq").getObject(row);
            } else if (type.equals("end")) {
                end = (Long) batch.getVector("seq").getObject(row);
            }
        }
    }
}
