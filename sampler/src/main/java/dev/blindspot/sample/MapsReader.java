package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.model.Module;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.CodeMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a process's maps for what the recording needs of them.
 *
 * <p>Threads: one at a time.
 */
public final class MapsReader implements AutoCloseable {
    private static final byte[] MEMFD = "/memfd:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAP = "[heap]".getBytes(StandardCharsets.US_ASCII);

    private final int pid;
    private final ProcFile maps;
    private final MapsCursor cursor = new MapsCursor();
    private long[] starts = new long[256];
    private long[] ends = new long[256];
    private long[] memfds = new long[16];

    public MapsReader(int pid, ReadCost cost) {
        this.pid = pid;
        this.maps = ProcFile.openMaps(pid, cost);
    }

    /** Reads them; null if the process is gone. */
    public @Nullable MapsSnapshot read() {
        long fromNanos = Machine.monotonicNanos();
        long length = maps.read();
        if (length <= 0) {
            return null;
        }
        long toNanos = Machine.monotonicNanos();
        cursor.reset(maps.bytes(), length);
        int count = 0;
        int memfdCount = 0;
        long heapEnd = 0;
        List<CodeMapping> code = new ArrayList<>();
        List<Module> modules = new ArrayList<>();
        while (cursor.next()) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            starts[count] = cursor.start();
            ends[count++] = cursor.end();
            if (cursor.pathStartsWith(MEMFD)) {
                memfds = memfdCount + 2 > memfds.length ? Arrays.copyOf(memfds, memfds.length * 2) : memfds;
                memfds[memfdCount++] = cursor.start();
                memfds[memfdCount++] = cursor.end();
            } else if (cursor.pathEquals(HEAP)) {
                heapEnd = cursor.end();
            }
            if (cursor.isExecutable()) {
                String path = cursor.path();
                code.add(new CodeMapping(cursor.start(), cursor.end(), cursor.offset(), path, file(path)));
                modules.add(new Module(cursor.start(), cursor.end(), cursor.offset(), path, null));
            }
        }
        return new MapsSnapshot(
                fromNanos,
                toNanos,
                Arrays.copyOf(starts, count),
                Arrays.copyOf(ends, count),
                Arrays.copyOf(memfds, memfdCount),
                heapEnd,
                new CodeMap(code),
                modules);
    }

    /** Where a mapped file can be opened: by the mapping itself, which holds also when the file was deleted. */
    private @Nullable Path file(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        Path mapped = Path.of("/proc/" + pid + "/map_files/" + Long.toHexString(cursor.start()) + "-"
                + Long.toHexString(cursor.end()));
        return Files.isReadable(mapped) ? mapped : RootPath.of(pid, path);
    }

    @Override
    public void close() {
        maps.close();
    }
}
