package dev.blindspot.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process may do: its effective capabilities and user.
 *
 * <p>Source: capabilities(7); linux/capability.h; {@code CapEff} and {@code Uid} of proc_pid_status(5).
 *
 * @param effective one bit a capability
 * @param user effective user id; -1 where it is not told
 */
public record Capabilities(long effective, long user) {
    public static final int CAP_DAC_READ_SEARCH = 2;
    public static final int CAP_IPC_LOCK = 14;
    public static final int CAP_SYS_PTRACE = 19;
    public static final int CAP_SYS_ADMIN = 21;
    public static final int CAP_PERFMON = 38;

    /** Those of this process; none where it cannot be told. */
    public static Capabilities ofThisProcess() {
        try {
            return parse(Files.readString(Path.of("/proc/self/status")));
        } catch (IOException e) {
            return parse("");
        }
    }

    /** Those a {@code status} file tells. */
    public static Capabilities parse(String status) {
        long effective = 0;
        long user = -1;
        for (String line : status.split("\n", -1)) {
            String[] words = line.split("\\s+", -1);
            if (words[0].equals("CapEff:")) {
                effective = Long.parseUnsignedLong(words[1], 16);
            } else if (words[0].equals("Uid:")) {
                user = Long.parseLong(words[2]);
            }
        }
        return new Capabilities(effective, user);
    }

    /** Whether it has a capability. */
    public boolean has(int capability) {
        return (effective >>> capability & 1) != 0;
    }

    /** Observing the whole system; CAP_SYS_ADMIN did it before CAP_PERFMON was made. */
    public boolean mayObserve() {
        return has(CAP_PERFMON) || has(CAP_SYS_ADMIN);
    }

    /** The one command that gives the capabilities Blindspot uses: root that lacks one is in a container. */
    public String grantedBy() {
        return user == 0 ? "docker run --cap-add=PERFMON --cap-add=SYS_PTRACE IMAGE" : "sudo blindspot record PID";
    }
}
