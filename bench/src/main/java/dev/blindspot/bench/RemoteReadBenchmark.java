package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.memory.ReadBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * So many reads of 64 bytes from a child's memory by process_vm_readv: ns for all, in one call and one by one; beside the
 * same in C.
 */
@State(Scope.Thread)
public class RemoteReadBenchmark extends TimedBenchmark {
    private static final MethodHandle BATCHED =
            CBaseline.function("remote_batched", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle EACH =
            CBaseline.function("remote_each", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final long VECTOR_BYTES = 16;
    private static final int READ_BYTES = 64;
    private static final int MOST = 1024;

    @Param({"1", "16", "256", "1024"})
    int reads;

    private final MemorySegment destination = Arena.ofAuto().allocate(MOST * READ_BYTES, Long.BYTES);
    private final MemorySegment local = Arena.ofAuto().allocate(MOST * VECTOR_BYTES, Long.BYTES);
    private final MemorySegment remote = Arena.ofAuto().allocate(MOST * VECTOR_BYTES, Long.BYTES);

    private final ReadBatch batch = new ReadBatch(MOST, (long) MOST * READ_BYTES);
    private final SleepingChild child = new SleepingChild();
    private final ProcessMemoryReader reader = new ProcessMemoryReader(child.pid(), new ReadCost());

    /** One read, until JMH says how many. */
    public RemoteReadBenchmark() {
        this(1);
    }

    RemoteReadBenchmark(int reads) {
        this.reads = reads;
    }

    /** Both must read the same bytes. */
    @Setup
    public void fill() {
        batch.clear();
        for (int i = 0; i < reads; i++) {
            long address = child.place(i, READ_BYTES);
            batch.add(address, READ_BYTES);
            set(remote, i, address);
            set(local, i, destination.address() + (long) i * READ_BYTES);
        }
        if (batched() != reads) {
            throw new IllegalStateException("the child's memory cannot be read: " + batch.result(0));
        }
        compare(batchedInC());
        if (oneByOne() != (long) reads * READ_BYTES) {
            throw new IllegalStateException("the child's memory cannot be read one by one");
        }
        compare(oneByOneInC());
    }

    private static void set(MemorySegment vector, int index, long base) {
        vector.set(JAVA_LONG, index * VECTOR_BYTES, base);
        vector.set(JAVA_LONG, index * VECTOR_BYTES + Long.BYTES, READ_BYTES);
    }

    private void compare(long bytes) {
        long all = (long) reads * READ_BYTES;
        if (bytes != all
                || destination.asSlice(0, all).mismatch(batch.destination().asSlice(0, all)) >= 0) {
            throw new IllegalStateException("C read something else");
        }
        destination.fill((byte) 0);
        batch.destination().fill((byte) 0);
    }

    @TearDown(Level.Trial)
    public void end() {
        child.close();
    }

    @Benchmark
    public int batched() {
        return reader.read(batch);
    }

    /** The same in C. */
    @Benchmark
    public long batchedInC() {
        try {
            return (long) BATCHED.invokeExact(child.pid(), local, remote, reads);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    /** The same in C. */
    @Benchmark
    public long oneByOneInC() {
        try {
            return (long) EACH.invokeExact(child.pid(), local, remote, reads);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    @Benchmark
    public long oneByOne() {
        long bytes = 0;
        for (int i = 0; i < reads; i++) {
            bytes += reader.read(child.place(i, READ_BYTES), batch.destination(), batch.offset(i), READ_BYTES);
        }
        return bytes;
    }
}
