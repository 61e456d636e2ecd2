package dev.blindspot.ledger;

import dev.blindspot.linux.Errno;
import dev.blindspot.model.SamplerException;

/** Words for what reading a target may fail with. */
public final class TargetFailure {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int EACCES = 13;

    private TargetFailure() {}

    /** The failure a {@code -errno} of reading a process's {@code /proc} files or memory means. */
    public static SamplerException of(int pid, long errno) {
        return switch ((int) Math.abs(errno)) {
            case ESRCH, ENOENT ->
                new SamplerException.NoSuchProcess("There is no process " + pid
                        + " with memory of its own, or it ended before anything was read.");
            case EPERM, EACCES ->
                new SamplerException.NotPermitted("Not permitted to read process " + pid
                        + ": that takes its user or CAP_SYS_PTRACE (run with sudo); to read its memory its user also"
                        + " needs kernel.yama.ptrace_scope=0.");
            default ->
                new SamplerException.NoSuchProcess("Process " + pid + " cannot be read: " + Errno.text(errno) + ".");
        };
    }
}
