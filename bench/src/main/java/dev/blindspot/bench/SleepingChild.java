package dev.blindspot.bench;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.ProcFile;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A process that does nothing, whose memory can be read; it ends with its use. */
final class SleepingChild implements AutoCloseable {
    private final Process process;
    private long start;
    private long end;

    SleepingChild() {
        try {
            process = new ProcessBuilder("cat").start();
            answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        findCode();
    }

    /** Then it has loaded what it needs, and its mappings stay. */
    private void answer() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (process.getInputStream().read() != '\n') {
            throw new IOException("the child ended");
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** Address of {@code bytes} of its code; several numbers give several places, over and over. */
    long place(int number, int bytes) {
        return start + (long) number * bytes % (end - start - bytes);
    }

    private void findCode() {
        try (ProcFile maps = ProcFile.openMaps(pid(), new ReadCost())) {
            MapsCursor cursor = new MapsCursor();
            long length = maps.read();
            cursor.reset(maps.bytes(), Math.max(0, length));
            while (cursor.next()) {
                if (cursor.isExecutable() && cursor.inode() != 0) {
                    start = cursor.start();
                    end = cursor.end();
                    return;
                }
            }
        }
        close();
        throw new IllegalStateException("no code of the child can be found");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
