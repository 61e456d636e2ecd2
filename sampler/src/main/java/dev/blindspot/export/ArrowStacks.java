package dev.blindspot.export;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of stacks: grows with those that events name, is written whole before a batch that names new ones (not
 * as a difference: Arrow's own Java reader would take that for the whole), and starts anew when it has become large, so
 * that neither memory nor what is written grows without end.
 *
 * <p>Threads: one. Allocation: none for a stack that is in it.
 */
final class ArrowStacks implements AutoCloseable {
    /** With so many it starts anew at the next batch. */
    private static final int LARGE = 1024;

    private final EventSymbols symbols;
    private final VectorSchemaRoot root;
    private final VectorUnloader unloader;
    private final ListVector frames;
    private final StructVector frame;

    /** Index + 1 by the stack's id; 0 for one that is not in it. */
    private int[] indices = new int[256];

    private int size;

    /** How many of them the reader has; none was written where it is negative. */
    private int writtenSize = -1;

    ArrowStacks(BufferAllocator allocator, EventSymbols symbols) {
        this.symbols = symbols;
        this.frames = (ListVector) ArrowSchema.frames().createVector(allocator);
        this.frame = (StructVector) frames.getDataVector();
        this.root = new VectorSchemaRoot(List.of(frames));
        this.unloader = new VectorUnloader(root);
        frames.allocateNew();
    }

    /** The index of a stack, which is there from now on, until {@link #nextBatch}. */
    int indexOf(int id) {
        if (id >= indices.length) {
            indices = Arrays.copyOf(indices, Math.max(id + 1, 2 * indices.length));
        }
        if (indices[id] == 0) {
            add(symbols.stack(id));
            indices[id] = size;
        }
        return indices[id] - 1;
    }

    /** Writes it if it has grown since it was last, or was never written. */
    void write(WriteChannel channel) throws IOException {
        if (writtenSize == size) {
            return;
        }
        root.setRowCount(size);
        ArrowRecordBatch values = unloader.getRecordBatch();
        try (ArrowDictionaryBatch batch = new ArrowDictionaryBatch(ArrowSchema.STACKS, values, false)) {
            MessageSerializer.serialize(channel, batch);
        }
        writtenSize = size;
    }

    /** Indices given before need not hold any longer. */
    void nextBatch() {
        if (size > LARGE) {
            Arrays.fill(indices, 0);
            frames.reset();
            size = 0;
            writtenSize = 0;
        }
    }

    private void add(@Nullable Stack stack) {
        List<Frame> all = stack == null ? List.of() : stack.frames();
        int at = frames.startNewValue(size);
        for (int i = 0; i < all.size(); i++) {
            put(at + i, all.get(i));
        }
        frames.endValue(size, all.size());
        size++;
    }

    private void put(int at, Frame from) {
        frame.setIndexDefined(at);
        child("pc", UInt8Vector.class).setSafe(at, from.pc());
        text("module", at, from.module());
        text("build_id", at, from.buildId());
        text("function", at, from.function());
        text("file", at, from.file());
        if (from.line() != null) {
            child("line", IntVector.class).setSafe(at, from.line());
        }
        child("inlined", BitVector.class).setSafe(at, from.inlined() ? 1 : 0);
    }

    private void text(String name, int at, @Nullable String value) {
        if (value != null) {
            child(name, VarCharVector.class).setSafe(at, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private <T extends FieldVector> T child(String name, Class<T> type) {
        return frame.getChild(name, type);
    }

    @Override
    public void close() {
        root.close();
    }
}
