package dev.blindspot.linux.perf;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file system the kernel describes its tracepoints in, as this process finds it. */
public sealed interface Tracefs {
    /** Where it belongs, and where it was before Linux 4.1 and is by way of debugfs. */
    List<Path> PLACES = List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

    /** It is mounted nowhere this process can see. */
    record NotMounted() implements Tracefs {}

    /** It is (or may be) there, but closed to this process: mode 0700 is the kernel's default. */
    record NotReadable(Path root) implements Tracefs {}

    /** It can be read. */
    record Present(Path root) implements Tracefs {
        /** The number of a tracepoint; ENOENT where this kernel has none of that name. */
        public PerfResult<Integer> id(String category, String name) {
            return switch (format(category, name)) {
                case Ok<TracepointFormat>(TracepointFormat format) -> new Ok<>(format.id());
                case Failed<TracepointFormat> failed -> failed.cast();
            };
        }

        /** A tracepoint's number and fields; EINVAL where its description is not as documented. */
        public PerfResult<TracepointFormat> format(String category, String name) {
            String what = category + ":" + name;
            try {
                Path file =
                        root.resolve("events").resolve(category).resolve(name).resolve("format");
                TracepointFormat format = TracepointFormat.parse(Files.readAllBytes(file));
                return format == null ? new Failed<>(Step.TRACEPOINT, what, Linux.EINVAL()) : new Ok<>(format);
            } catch (NoSuchFileException e) {
                return new Failed<>(Step.TRACEPOINT, what, Linux.ENOENT());
            } catch (AccessDeniedException e) {
                return new Failed<>(Step.TRACEPOINT, what, Linux.EACCES());
            } catch (IOException e) {
                return new Failed<>(Step.TRACEPOINT, what, Linux.EIO());
            }
        }
    }

    /**
     * The command that opens it to this user's group. Its files are 0440 and 0640 whatever the mode of its root is, so
     * {@code mode=755} would not do.
     */
    static String openedBy(Path root) {
        return "sudo mount -o remount,mode=750,gid=$(id -g) " + root;
    }

    /** The command that mounts it where it belongs. */
    static String mountedBy() {
        return "sudo mount -t tracefs tracefs " + PLACES.getFirst();
    }

    /** Looks for it. */
    static Tracefs find() {
        @Nullable Path closed = null;
        for (Path place : PLACES) {
            try {
                Files.readAttributes(place.resolve("events"), BasicFileAttributes.class);
                return new Present(place);
            } catch (AccessDeniedException e) {
                closed = closed == null ? place : closed;
            } catch (IOException e) {
                // Not here; the next place may have it.
            }
        }
        return closed == null ? new NotMounted() : new NotReadable(closed);
    }

    /** Looks for it, and mounts it where it belongs if it is nowhere, as perf does; needs CAP_SYS_ADMIN for that. */
    static Tracefs findOrMount() {
        Tracefs found = find();
        return found instanceof NotMounted && mount() == 0 ? find() : found;
    }

    private static long mount() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("tracefs", StandardCharsets.UTF_8);
            MemorySegment place = arena.allocateFrom(PLACES.getFirst().toString(), StandardCharsets.UTF_8);
            return Libc.mount(
                    name, place, name, Linux.MS_NOSUID() | Linux.MS_NODEV() | Linux.MS_NOEXEC(), MemorySegment.NULL);
        }
    }
}
