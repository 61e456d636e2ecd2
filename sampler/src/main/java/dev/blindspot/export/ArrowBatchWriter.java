package dev.blindspot.export;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Writes vectors as one record batch of Arrow's IPC stream: the bytes that the library's {@code MessageSerializer} would
 * write, without the objects it makes for each buffer.
 *
 * <p>Threads: one. Allocation: none, once the description of a batch has had its size.
 *
 * <p>Layout: continuation mark, length of the description, the description (a flatbuffer of {@code Message}), and all
 * buffers, each padded to 8 bytes. Source: Arrow's columnar format, "Serialization and Interprocess Communication".
 */
final class ArrowBatchWriter {
    private static final int CHUNK_BYTES = 32 << 10;
    private static final int DESCRIPTION_BYTES = 4 << 10;
    private static final long ALIGNMENT = 8;

    private final OutputStream out;

    /** The columns, each followed by the vectors in it. */
    private final FieldVector[] vectors;

    private final boolean[] areColumns;

    /** Values in each of them, and its buffers, as of the batch that is written. */
    private final int[] values;

    private final ArrowBuf[] buffers;
    private final long[] lengths;
    private int found;

    private final FlatBufferBuilder description = new FlatBufferBuilder(DESCRIPTION_BYTES);
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int chunkBytes;

    /**
     * A writer.
     *
     * @param columns the batch's vectors; those in them are found
     */
    ArrowBatchWriter(OutputStream out, List<FieldVector> columns) {
        this.out = out;
        List<FieldVector> all = new ArrayList<>();
        columns.forEach(column -> addWithChildren(column, all));
        vectors = all.toArray(FieldVector[]::new);
        values = new int[vectors.length];
        areColumns = new boolean[vectors.length];
        columns.forEach(column -> areColumns[all.indexOf(column)] = true);
        // Makes the room too that a vector without a value needs for its first offset.
        int count =
                all.stream().mapToInt(vector -> vector.getFieldBuffers().size()).sum();
        buffers = new ArrowBuf[count];
        lengths = new long[count];
    }

    private static void addWithChildren(FieldVector vector, List<FieldVector> to) {
        to.add(vector);
        vector.getChildrenFromFields().forEach(child -> addWithChildren(child, to));
    }

    /**
     * Writes the first rows of the columns.
     *
     * <p>A column's own count of values does not matter: where it is less, what follows is as the vector's reset left it.
     */
    void write(int rows) throws IOException {
        find(rows);
        ByteBuffer message = describe(rows);
        int length = message.remaining();
        int paddedLength = (int) padded(length);
        int32(MessageSerializer.IPC_CONTINUATION_TOKEN);
        int32(paddedLength);
        put(message, length);
        pad(paddedLength - length);
        for (int i = 0; i < buffers.length; i++) {
            put(buffers[i], lengths[i]);
            pad((int) (padded(lengths[i]) - lengths[i]));
        }
        handOn();
    }

    /** The buffers as they are now: a vector that has grown has others. */
    private void find(int rows) {
        found = 0;
        for (int i = 0; i < vectors.length; i++) {
            FieldVector vector = vectors[i];
            int count = areColumns[i] ? rows : vector.getValueCount();
            int bitBytes = BitVectorHelper.getValidityBufferSizeFromCount(count);
            values[i] = count;
            add(vector.getValidityBuffer(), bitBytes);
            switch (vector) {
                case BitVector bits -> add(bits.getDataBuffer(), bitBytes);
                case BaseFixedWidthVector fixed -> add(fixed.getDataBuffer(), (long) count * fixed.getTypeWidth());
                case BaseVariableWidthVector variable -> {
                    ArrowBuf offsets = variable.getOffsetBuffer();
                    add(offsets, offsetBytes(count));
                    // The last offset is where the last value ends.
                    add(variable.getDataBuffer(), offsets.getInt(offsetBytes(count - 1)));
                }
                case ListVector list -> add(list.getOffsetBuffer(), offsetBytes(count));
                case StructVector struct -> {
                    // Its values are those of its children.
                }
                default -> throw new IllegalStateException("no layout is known of " + vector.getField());
            }
        }
    }

    private void add(ArrowBuf buffer, long length) {
        buffers[found] = buffer;
        lengths[found++] = length;
    }

    private static long offsetBytes(int count) {
        return (count + 1L) * BaseVariableWidthVector.OFFSET_WIDTH;
    }

    private static long padded(long length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** A flatbuffer is written from its end. */
    private ByteBuffer describe(int rows) {
        FlatBufferBuilder to = description;
        to.clear();
        RecordBatch.startNodesVector(to, vectors.length);
        for (int i = vectors.length - 1; i >= 0; i--) {
            int nulls = BitVectorHelper.getNullCount(vectors[i].getValidityBuffer(), values[i]);
            FieldNode.createFieldNode(to, values[i], nulls);
        }
        int nodes = to.endVector();
        long end = 0;
        for (long length : lengths) {
            end += padded(length);
        }
        long bodyLength = end;
        RecordBatch.startBuffersVector(to, buffers.length);
        for (int i = buffers.length - 1; i >= 0; i--) {
            end -= padded(lengths[i]);
            Buffer.createBuffer(to, end, lengths[i]);
        }
        int places = to.endVector();
        RecordBatch.startRecordBatch(to);
        RecordBatch.addLength(to, rows);
        RecordBatch.addNodes(to, nodes);
        RecordBatch.addBuffers(to, places);
        int batch = RecordBatch.endRecordBatch(to);
        Message.startMessage(to);
        Message.addHeaderType(to, MessageHeader.RecordBatch);
        Message.addHeader(to, batch);
        Message.addVersion(to, MetadataVersion.V5);
        Message.addBodyLength(to, bodyLength);
        to.finish(Message.endMessage(to));
        return to.dataBuffer();
    }

    private void int32(int value) throws IOException {
        reserve(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            chunk[chunkBytes++] = (byte) (value >>> shift);
        }
    }

    private void put(ByteBuffer from, int length) throws IOException {
        reserve(length);
        from.get(chunk, chunkBytes, length);
        chunkBytes += length;
    }

    private void put(ArrowBuf from, long length) throws IOException {
        for (long done = 0; done < length; ) {
            reserve(1);
            int piece = (int) Math.min(length - done, chunk.length - chunkBytes);
            from.getBytes(done, chunk, chunkBytes, piece);
            chunkBytes += piece;
            done += piece;
        }
    }

    private void pad(int bytes) throws IOException {
        reserve(bytes);
        for (int i = 0; i < bytes; i++) {
            chunk[chunkBytes++] = 0;
        }
    }

    private void reserve(int bytes) throws IOException {
        if (chunk.length - chunkBytes < bytes) {
            handOn();
        }
    }

    private void handOn() throws IOException {
        int length = chunkBytes;
        chunkBytes = 0;
        out.write(chunk, 0, length);
    }
}
