package dev.blindspot.linux.perf;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread of this process that does what a test tells it, under a name of the test's choice. */
final class Worker implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final int tid;

    Worker(String name) {
        tid = call(() -> Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString()));
        rename(name);
        // Links and compiles the calls, and lets the JVM map what it maps once.
        mapAndUnmap(2_000, 4096);
    }

    int tid() {
        return tid;
    }

    /** Names the thread, a character a byte; an empty write would be none, a NUL is. */
    void rename(String name) {
        call(() -> Files.write(
                Path.of("/proc/self/task", Integer.toString(tid), "comm"),
                (name.isEmpty() ? "\0" : name).getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Maps and unmaps so often; gives the last address. */
    long mapAndUnmap(int times, long bytes) {
        return call(() -> {
            long address = 0;
            for (int i = 0; i < times; i++) {
                address = map(bytes);
                Libc.munmap(address, bytes);
            }
            return address;
        });
    }

    /** Maps so many pages and touches each; gives the first one's address. */
    long touch(int pages) {
        return call(() -> {
            long bytes = (long) pages * Machine.PAGE_BYTES;
            long address = map(bytes);
            var memory = java.lang.foreign.MemorySegment.ofAddress(address).reinterpret(bytes);
            for (int page = 0; page < pages; page++) {
                memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, (long) page * Machine.PAGE_BYTES, (byte) 1);
            }
            Libc.munmap(address, bytes);
            return address;
        });
    }

    static long map(long bytes) {
        return Libc.mmap(
                0, bytes, Linux.PROT_READ() | Linux.PROT_WRITE(), Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS(), -1, 0);
    }

    <T> T call(Callable<T> task) {
        try {
            return executor.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(io);
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        executor.close();
    }
}
