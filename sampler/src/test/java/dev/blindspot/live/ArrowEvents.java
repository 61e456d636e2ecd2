package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** The raw events of an Arrow stream, counted. */
public final class ArrowEvents {
    private ArrowEvents() {}

    /** Reads a stream by Arrow's own reader; what {@link EventLines} asserts of its numbers holds of it too. */
    public static EventLines of(Path file) throws IOException {
        return of(Files.newInputStream(file));
    }

    /** The same of one that goes on. */
    public static EventLines of(InputStream in) throws IOException {
        EventLines events = new EventLines();
        try (in;
                BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            assertEquals(
                    "blindspot.events/1",
                    reader.getVectorSchemaRoot().getSchema().getCustomMetadata().get("schema"));
            while (reader.loadNextBatch()) {
                add(reader.getVectorSchemaRoot(), events);
            }
        }
        events.checkEnd();
        return events;
    }

    /** Whose samples have come, by process id, of a stream that is still being written: its end may be cut. */
    public static Set<Long> sampled(Path file) {
        Set<Long> processes = new HashSet<>();
        try (InputStream in = Files.newInputStream(file);
                BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot batch = reader.getVectorSchemaRoot();
                for (int row = 0; row < batch.getRowCount(); row++) {
                    if (String.valueOf(batch.getVector("type").getObject(row)).equals("sample")) {
                        processes.add(((Number) batch.getVector("tid").getObject(row)).longValue());
                    }
                }
            }
        } catch (IOException e) {
            // The cut end.
        }
        return processes;
    }

    private static void add(VectorSchemaRoot batch, EventLines to) {
        FieldVector types = batch.getVector("type");
        for (int row = 0; row < batch.getRowCount(); row++) {
            String type = String.valueOf(types.getObject(row));
            if (type.equals("lost")) {
                to.addLost(String.valueOf(batch.getVector("source").getObject(row)), (Long)
                        batch.getVector("count").getObject(row));
            } else {
                to.add(type, (Long) batch.getVector("seq").getObject(row));
            }
        }
    }
}
