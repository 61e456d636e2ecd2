package dev.blindspot.bench;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.memory.ReadBatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** So many reads of 64 bytes from a child's memory by process_vm_readv: ns for all, in one call and one by one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class RemoteReadBenchmark {
    private static final int READ_BYTES = 64;
    private static final int MOST = 1024;

    @Param({"1", "16", "256", "1024"})
    int reads = 1;

    private final ReadBatch batch = new ReadBatch(MOST, (long) MOST * READ_BYTES);
    private final SleepingChild child = new SleepingChild();
    private final ProcessMemoryReader reader = new ProcessMemoryReader(child.pid(), new ReadCost());

    @Setup
    public void fill() {
        batch.clear();
        for (int i = 0; i < reads; i++) {
            batch.add(child.place(i, READ_BYTES), READ_BYTES);
        }
        if (reader.read(batch) != reads) {
            throw new IllegalStateException("the child's memory cannot be read: " + batch.result(0));
        }
    }

    @TearDown(Level.Trial)
    public void end() {
        child.close();
    }

    @Benchmark
    public int batched() {
        return reader.read(batch);
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
