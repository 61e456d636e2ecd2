package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this kernel's perf can, tried on this process once; nothing it tries stays open.
 *
 * @param lostCount PERF_FORMAT_LOST (Linux 6.0): an event tells how many of its records were lost
 * @param inheritThread PERF_ATTR_INHERIT_THREAD (Linux 5.13): inherit to threads, not to processes
 * @param maxStack frames of a call chain at most, {@code kernel.perf_event_max_stack}
 */
public record PerfFeatures(boolean lostCount, boolean inheritThread, int maxStack) {
    /** Those of this kernel. Where perf is refused altogether none is found. */
    public static PerfFeatures here() {
        return Here.FEATURES;
    }

    long readFormat() {
        return Linux.PERF_FORMAT_ID() | (lostCount ? Linux.PERF_FORMAT_LOST() : 0);
    }

    private static PerfFeatures probe() {
        EventAttr self = EventAttr.dummy().userOnly();
        EventAttr inherit = new EventAttr(
                self.type(),
                self.config(),
                0,
                self.sampleType(),
                self.flags() | Linux.PERF_ATTR_INHERIT() | Linux.PERF_ATTR_INHERIT_THREAD(),
                0,
                0,
                0,
                0,
                null);
        return new PerfFeatures(
                opens(self, Linux.PERF_FORMAT_ID() | Linux.PERF_FORMAT_LOST()),
                opens(inherit, Linux.PERF_FORMAT_ID()),
                sysctl("perf_event_max_stack", 127));
    }

    private static boolean opens(EventAttr attr, long readFormat) {
        return switch (PerfEvent.open("probe", attr, readFormat, 0, -1)) {
            case PerfResult.Ok<PerfEvent>(PerfEvent event) -> {
                event.close();
                yield true;
            }
            case PerfResult.Failed<PerfEvent> _ -> false;
        };
    }

    /**
     * A number under /proc/sys/kernel; {@code fallback} where there is none. Read in one go: such a file gives what it
     * has to the first read alone, and {@code Files.readString} asks that one for a single byte.
     */
    static int sysctl(String name, int fallback) {
        byte[] text = new byte[32];
        try (InputStream file = Files.newInputStream(Path.of("/proc/sys/kernel", name))) {
            int length = Math.max(0, file.read(text));
            return Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return fallback;
        }
    }

    private static final class Here {
        static final PerfFeatures FEATURES = probe();
    }
}
