package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.recording.RecordingFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.Test;

/** A batch has the very bytes that Arrow's own library would write. */
class ArrowBatchWriterTest {
    private static final int[] ROWS = {1, 2, 7, 8, 9, 63, 64, 65, 1_000, 8_192, 3};

    private final Random random = new Random(11);

    @Test
    void bytesAreTheLibrarys() throws IOException {
        EventHeader header = EventHeader.of(RecordingFixture.info());
        ByteArrayOutputStream own = new ByteArrayOutputStream();
        ByteArrayOutputStream library = new ByteArrayOutputStream();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(ArrowSchema.inMemory(header), allocator)) {
            root.getFieldVectors().forEach(FieldVector::allocateNew);
            ArrowBatchWriter writer = new ArrowBatchWriter(own, root.getFieldVectors());
            for (int rows : ROWS) {
                for (double filled : new double[] {0, 0.3, 1}) {
                    fill(root, rows, filled);
                    root.setRowCount(rows);
                    writer.write(rows);
                    write(root, library);
                    assertArrayEquals(library.toByteArray(), own.toByteArray(), rows + " rows");
                    root.getFieldVectors().forEach(FieldVector::reset);
                }
            }
        }
        assertTrue(own.size() > 1 << 20);
    }

    private static void write(VectorSchemaRoot root, ByteArrayOutputStream to) throws IOException {
        WriteChannel channel = new WriteChannel(Channels.newChannel(to));
        try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
            MessageSerializer.serialize(channel, batch);
        }
    }

    private void fill(VectorSchemaRoot root, int rows, double filled) {
        for (FieldVector vector : root.getFieldVectors()) {
            for (int row = 0; row < rows; row++) {
                if (random.nextDouble() < filled) {
                    set(vector, row);
                }
            }
        }
    }

    private void set(FieldVector vector, int row) {
        switch (vector) {
            case IntVector ints -> ints.setSafe(row, random.nextInt());
            case BigIntVector longs -> longs.setSafe(row, random.nextLong());
            case UInt8Vector addresses -> addresses.setSafe(row, random.nextLong());
            case BitVector bits -> bits.setSafe(row, random.nextInt(2));
            case VarCharVector texts ->
                texts.setSafe(row, "é".repeat(random.nextInt(12)).getBytes(StandardCharsets.UTF_8));
            case MapVector map -> gauges(map.getWriter(), row);
            default -> throw new AssertionError(vector);
        }
    }

    private void gauges(UnionMapWriter map, int row) {
        map.setPosition(row);
        map.startMap();
        for (String name : List.of("rss_bytes", "threads").subList(0, random.nextInt(3))) {
            map.startEntry();
            map.key().varChar().writeVarChar(name);
            map.value().float8().writeFloat8(random.nextDouble());
            map.endEntry();
        }
        map.endMap();
    }
}
