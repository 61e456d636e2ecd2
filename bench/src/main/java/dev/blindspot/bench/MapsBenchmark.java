package dev.blindspot.bench;

import dev.blindspot.linux.proc.MapsCursor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parsing of {@code /proc/PID/maps}, of a Go process with many mappings: ns a line; beside strings and split. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
public class MapsBenchmark {
    private static final int LINES = 2000;

    private final MemorySegment text = text();
    private final MapsCursor cursor = new MapsCursor();

    @Benchmark
    @OperationsPerInvocation(LINES)
    public long cursor() {
        long bytes = 0;
        cursor.reset(text, text.byteSize());
        while (cursor.next()) {
            bytes += cursor.lengthBytes() + cursor.pathLength();
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public long strings() {
        long bytes = 0;
        String all = new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        for (String line : all.lines().toList()) {
            String[] fields = line.split(" +", 6);
            int dash = fields[0].indexOf('-');
            bytes += Long.parseLong(fields[0], dash + 1, fields[0].length(), 16);
            bytes -= Long.parseLong(fields[0], 0, dash, 16);
            bytes += fields.length > 5 ? fields[5].length() : 0;
        }
        return bytes;
    }

    private static MemorySegment text() {
        StringBuilder lines = new StringBuilder();
        long address = 0x7f00_0000_0000L;
        for (int i = 0; i < LINES; i++) {
            long end = address + (1 + i * 37 % 100) * 4096L;
            boolean file = i % 4 == 0;
            lines.append(String.format(
                    Locale.ROOT,
                    "%x-%x %s %08x %s %d",
                    address,
                    end,
                    i % 3 == 0 ? "r-xp" : "rw-p",
                    file ? i * 4096L : 0,
                    file ? "fe:01" : "00:00",
                    file ? 1_000_000 + i : 0));
            if (file) {
                lines.append("                   /usr/lib/x86_64-linux-gnu/libexample-")
                        .append(i)
                        .append(".so.1.2.3");
            }
            lines.append('\n');
            address = end + (i % 5) * 4096L;
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
        return segment.copyFrom(MemorySegment.ofArray(bytes));
    }
}
