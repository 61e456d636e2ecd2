package dev.blindspot.linux.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The effective capabilities of this process.
 *
 * <p>Source: capabilities(7); linux/capability.h; {@code CapEff} of proc_pid_status(5).
 */
final class Capabilities {
    static final int CAP_IPC_LOCK = 14;
    static final int CAP_SYS_ADMIN = 21;
    static final int CAP_PERFMON = 38;

    private final long effective;

    private Capabilities(long effective) {
        this.effective = effective;
    }

    static Capabilities ofThisProcess() {
        try {
            return parse(Files.readString(Path.of("/proc/self/status")));
        } catch (IOException e) {
            return new Capabilities(0);
        }
    }

    static Capabilities parse(String status) {
        return new Capabilities(status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .findFirst()
                .orElse(0));
    }

    boolean has(int capability) {
        return (effective >>> capability & 1) != 0;
    }

    /** Observing the whole system; CAP_SYS_ADMIN did it before CAP_PERFMON was made. */
    boolean mayObserve() {
        return has(CAP_PERFMON) || has(CAP_SYS_ADMIN);
    }
}
