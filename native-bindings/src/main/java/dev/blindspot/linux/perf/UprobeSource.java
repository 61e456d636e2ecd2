package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's source of events on {@link Uprobe}s. Nothing is ever written to tracefs, whose probes outlive a kill of
 * the one who made them.
 *
 * <p>Source: kernel/events/core.c, perf_uprobe; /sys/bus/event_source/devices/uprobe.
 *
 * @param type of its events
 * @param returnBit of their config: the probe is at the return
 */
public record UprobeSource(int type, int returnBit) {
    private static final Path DEVICE = Path.of("/sys/bus/event_source/devices/uprobe");

    /** This kernel's; ENOENT where it was built without. */
    public static PerfResult<UprobeSource> here() {
        try {
            String bit = Files.readString(DEVICE.resolve("format/retprobe")).strip();
            return new Ok<>(new UprobeSource(
                    Integer.parseInt(Files.readString(DEVICE.resolve("type")).strip()),
                    Integer.parseInt(bit.substring(bit.indexOf(':') + 1))));
        } catch (IOException | NumberFormatException e) {
            return new Failed<>(Step.OPEN, "uprobe: CONFIG_UPROBE_EVENTS", Linux.ENOENT());
        }
    }

    /** An event at a probe; every hit is a sample. */
    public EventAttr at(Uprobe probe) {
        return EventAttr.uprobe(type, probe.atReturn() ? 1L << returnBit : 0, probe);
    }
}
