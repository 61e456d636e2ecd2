package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.ProcFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Parsing of {@code /proc/PID/maps}, of a Go process with many mappings: ns a line; beside C and beside strings and
 * split. Reading and parsing the file of this process: ns for all of it, beside C.
 */
@State(Scope.Thread)
public class MapsBenchmark extends TimedBenchmark {
    static final int LINES = 2000;

    private static final MethodHandle PARSE = CBaseline.function("maps_parse", JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final MethodHandle READ = CBaseline.function("maps_read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final long FILE_BYTES = 1 << 20;

    private final MemorySegment text = text();
    private final MapsCursor cursor = new MapsCursor();
    private final SleepingChild child = new SleepingChild();
    private final ProcFile file = ProcFile.openMaps(child.pid(), new ReadCost());
    private final MemorySegment buffer = Arena.ofAuto().allocate(FILE_BYTES);

    /** Both must read the same of every field. */
    @Setup
    public void compare() {
        if (cursor() != inC() || readAndParse() != readAndParseInC()) {
            throw new IllegalStateException("C read something else");
        }
    }

    @TearDown
    public void end() {
        file.close();
        child.close();
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public long cursor() {
        return parse(text, text.byteSize());
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public long inC() {
        try {
            return (long) PARSE.invokeExact(text, text.byteSize());
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    @Benchmark
    public long readAndParse() {
        long length = file.read();
        return parse(file.bytes(), length);
    }

    @Benchmark
    public long readAndParseInC() {
        try {
            return (long) READ.invokeExact(file.fd(), buffer, FILE_BYTES);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    private long parse(MemorySegment bytes, long length) {
        long sum = 0;
        cursor.reset(bytes, length);
        while (cursor.next()) {
            int shared = cursor.isShared() ? 8 : 0;
            sum += cursor.lengthBytes() + cursor.pathLength() + cursor.offset() + cursor.inode();
            sum += (cursor.protection() | shared) + cursor.device();
        }
        return sum;
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
