package dev.blindspot.ledger;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.Errno;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.StatParser;
import dev.blindspot.linux.proc.StatmParser;
import dev.blindspot.linux.proc.StatusParser;
import dev.blindspot.model.SamplerException;

/** Words for what reading a target may fail with. */
public final class TargetFailure {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int EACCES = 13;
    private static final int EMFILE = 24;

    /** {@code PF_KTHREAD} of linux/sched.h, in the flags of proc_pid_stat(5). */
    private static final long KERNEL_THREAD = 0x0020_0000;

    private TargetFailure() {}

    /** The failure a {@code -errno} of reading a process's {@code /proc} files or memory means. */
    public static SamplerException of(int pid, long errno) {
        return switch ((int) Math.abs(errno)) {
            case ESRCH, ENOENT -> gone(pid);
            case EPERM, EACCES -> refused(pid);
            case EMFILE ->
                new SamplerException.NotPermitted("process " + pid + " cannot be read: " + Errno.text(errno)
                        + "; it takes a higher limit (ulimit -n)");
            default -> new SamplerException.NoSuchProcess("process " + pid + " cannot be read: " + Errno.text(errno));
        };
    }

    /** The failure a {@code -errno} of stopping a process by ptrace(2) means. */
    public static SamplerException ofStopping(int pid, long errno) {
        if (Math.abs(errno) != EPERM) {
            return of(pid, errno);
        }
        StatusParser status = new StatusParser();
        try (ProcFile file = ProcFile.open(pid, "status", new ReadCost())) {
            long length = file.read();
            if (length > 0 && status.parse(file.bytes(), length) && status.tracerPid() > 0) {
                return new SamplerException.NotPermitted("not permitted to stop process " + pid + ": process "
                        + status.tracerPid() + " traces it, and only one may");
            }
        }
        return of(pid, errno);
    }

    /** What was known of a process holds no longer, as it has become another program. */
    public static SamplerException executed(int pid) {
        return new SamplerException.NoSuchProcess(
                "process " + pid + " has become another program meanwhile: look at it anew");
    }

    /** Why a process has nothing that could be read. */
    public static SamplerException gone(int pid) {
        StatParser stat = new StatParser();
        try (ProcFile file = ProcFile.open(pid, "stat", new ReadCost())) {
            long length = file.read();
            if (length <= 0 || !stat.parse(file.bytes(), length)) {
                return new SamplerException.NoSuchProcess("there is no process " + pid);
            }
        }
        String named = "process " + pid + " (" + stat.comm() + ")";
        if ((stat.flags() & KERNEL_THREAD) != 0) {
            return new SamplerException.NotGo(named + " is a kernel thread: it has no memory of its own");
        }
        return stat.state() == 'Z'
                ? new SamplerException.NoSuchProcess(
                        named + " has ended already; its parent, process " + stat.ppid() + ", did not wait for it yet")
                : new SamplerException.NoSuchProcess(named + " ended before anything was read");
    }

    /**
     * Checks that a number is a process's, not a thread's: {@code /proc} answers to both.
     *
     * @throws SamplerException.NoSuchProcess if it is a thread's
     */
    public static void refuseThread(int pid) {
        StatusParser status = new StatusParser();
        try (ProcFile file = ProcFile.open(pid, "status", new ReadCost())) {
            long length = file.read();
            if (length > 0 && status.parse(file.bytes(), length) && status.tgid() > 0 && status.tgid() != pid) {
                throw new SamplerException.NoSuchProcess(
                        "there is no process " + pid + ": it is a thread of process " + status.tgid());
            }
        }
    }

    /**
     * Checks that a process has memory that could be read: a kernel thread has none, nor has one that has ended and whose
     * parent did not wait for it, which can be opened still.
     *
     * @throws SamplerException as {@link #gone}
     */
    public static void refuseEmpty(int pid) {
        StatmParser statm = new StatmParser();
        try (ProcFile file = ProcFile.open(pid, "statm", new ReadCost())) {
            long length = file.read();
            if (length <= 0 || !statm.parse(file.bytes(), length) || statm.vmBytes() == 0) {
                throw gone(pid);
            }
        }
    }

    private static SamplerException refused(int pid) {
        Capabilities own = Capabilities.ofThisProcess();
        String why = own.has(Capabilities.CAP_SYS_PTRACE)
                ? "it is of another user namespace, or a security module forbids it"
                : "it takes its user, or CAP_SYS_PTRACE (" + (own.user() == 0 ? own.grantedBy() : "run with sudo")
                        + ")";
        return new SamplerException.NotPermitted("not permitted to read process " + pid + ": " + why);
    }
}
