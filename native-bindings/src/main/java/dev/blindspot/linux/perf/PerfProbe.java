package dev.blindspot.linux.perf;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.rlimit;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tries what tracing needs, and says what is missing and what would grant it. Each event it opens is closed at once;
 * none is started.
 */
public final class PerfProbe {
    private static final String NO_PERF = "a kernel with CONFIG_PERF_EVENTS";
    private static final String GRANT =
            "run as root, or give the java that runs it CAP_PERFMON and CAP_SYS_PTRACE (setcap cap_perfmon,cap_sys_ptrace+ep)";

    private PerfProbe() {}

    /**
     * All checks, in the order one depends on the other.
     *
     * @param pid whose threads to try, this process's own for 0
     */
    public static List<Check> all(int pid) {
        Tracefs tracefs = Tracefs.find();
        return List.of(
                paranoid(),
                tracefs(tracefs),
                system(tracefs),
                thread(pid, tracefs),
                lostCount(),
                inheritThread(),
                userRegisters(),
                uprobes(),
                lockedMemory());
    }

    static Check paranoid() {
        String name = "perf_event_paranoid";
        int level = PerfFeatures.sysctl(name, Integer.MIN_VALUE);
        if (level == Integer.MIN_VALUE) {
            return new Check.Missing(name, "the kernel has no perf events", NO_PERF);
        }
        boolean may = Capabilities.ofThisProcess().mayObserve();
        if (may || level <= -1) {
            return new Check.Ok(name, "it is " + level + (may ? ", which these capabilities pass" : ""));
        }
        return level <= 1
                ? new Check.Limited(name, "it is " + level + ": own processes only", GRANT)
                : new Check.Missing(name, "it is " + level + ": no events in the kernel", GRANT);
    }

    static Check tracefs(Tracefs tracefs) {
        String name = "tracefs";
        return switch (tracefs) {
            case Tracefs.Present(Path root) -> new Check.Ok(name, "readable at " + root);
            case Tracefs.NotReadable(Path root) ->
                new Check.Missing(
                        name, root + " may not be read", "CAP_DAC_READ_SEARCH, or mount -o remount,mode=755 " + root);
            case Tracefs.NotMounted _ ->
                new Check.Missing(name, "not mounted", "mount -t tracefs tracefs /sys/kernel/tracing");
        };
    }

    static Check system(Tracefs tracefs) {
        return opens("system-wide tracing", tracefs, -1, CpuList.online()[0], "the target is traced thread by thread");
    }

    static Check thread(int pid, Tracefs tracefs) {
        return opens("tracing of a process", tracefs, pid, -1, "");
    }

    private static Check opens(String name, Tracefs tracefs, int tid, int cpu, String otherwise) {
        EventAttr attr = EventAttr.dummy();
        if (tracefs instanceof Tracefs.Present present
                && present.id("syscalls", "sys_exit_mmap") instanceof Ok<Integer>(Integer id)) {
            attr = EventAttr.tracepoint(id).registers(Registers.HERE.returnedMask());
        }
        return switch (PerfEvent.open(name, attr, tid, cpu)) {
            case Ok<PerfEvent>(PerfEvent event) -> {
                event.close();
                yield new Check.Ok(name, "permitted");
            }
            case Failed<PerfEvent> failed
            when failed.errno() == Linux.ENOSYS() -> new Check.Missing(name, failed.text(), NO_PERF);
            case Failed<PerfEvent> failed
            when failed.denied() ->
                otherwise.isEmpty()
                        ? new Check.Missing(name, failed.text(), GRANT)
                        : new Check.Limited(name, failed.text() + "; " + otherwise, GRANT);
            case Failed<PerfEvent> failed -> new Check.Missing(name, failed.text(), "");
        };
    }

    static Check lostCount() {
        String name = "exact loss counts";
        return PerfFeatures.here().lostCount()
                ? new Check.Ok(name, "the kernel counts lost records by event")
                : new Check.Limited(name, "losses at the end of a recording stay unknown", "Linux 6.0 or newer");
    }

    static Check inheritThread() {
        String name = "following threads only";
        return PerfFeatures.here().inheritThread()
                ? new Check.Ok(name, "events are inherited by threads, not by child processes")
                : new Check.Limited(name, "traced thread by thread, child processes pay too", "Linux 5.13 or newer");
    }

    static Check userRegisters() {
        String name = "user registers and stack";
        EventAttr attr = EventAttr.dummy()
                .userOnly()
                .registers(Registers.HERE.stackMask())
                .userStack(128);
        return switch (PerfEvent.open(name, attr, 0, -1)) {
            case Ok<PerfEvent>(PerfEvent event) -> {
                event.close();
                yield new Check.Ok(name, "sampled");
            }
            case Failed<PerfEvent> failed -> new Check.Missing(name, failed.text(), failed.denied() ? GRANT : "");
        };
    }

    static Check uprobes() {
        String name = "uprobes";
        if (!Files.isReadable(Path.of("/sys/bus/event_source/devices/uprobe/type"))) {
            return new Check.Missing(name, "the kernel has no uprobe events", "a kernel with CONFIG_UPROBE_EVENTS");
        }
        return Capabilities.ofThisProcess().mayObserve()
                ? new Check.Ok(name, "permitted")
                : new Check.Missing(name, "placing a probe is not permitted", GRANT);
    }

    static Check lockedMemory() {
        String name = "locked memory";
        long perUser = PerfFeatures.sysctl("perf_event_mlock_kb", 516) * 1024L * CpuList.online().length;
        if (Capabilities.ofThisProcess().has(Capabilities.CAP_IPC_LOCK)
                || PerfFeatures.sysctl("perf_event_paranoid", 2) <= -1) {
            return new Check.Ok(name, "rings of any size");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = rlimit.allocate(arena);
            long own =
                    Libc.prlimit(0, Linux.RLIMIT_MEMLOCK(), MemorySegment.NULL, limit) < 0 ? 0 : rlimit.rlim_cur(limit);
            return own == Linux.RLIM_INFINITY()
                    ? new Check.Ok(name, "rings of any size")
                    : new Check.Limited(
                            name,
                            "rings of " + (perUser + own) + " bytes at most, of all perf users of this user together",
                            "CAP_IPC_LOCK, or a larger sysctl kernel.perf_event_mlock_kb");
        }
    }
}
