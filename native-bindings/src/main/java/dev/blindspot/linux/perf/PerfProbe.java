package dev.blindspot.linux.perf;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tries what tracing needs, and says what is missing and what would grant it. Each event it opens is closed at once;
 * none is started.
 */
public final class PerfProbe {
    private static final String NO_PERF = "this kernel was built without perf events (CONFIG_PERF_EVENTS)";
    private static final String OBSERVE_ALL = "sudo sysctl kernel.perf_event_paranoid=-1";

    private PerfProbe() {}

    /**
     * All checks, in the order one depends on the other.
     *
     * @param pid whose threads to try, this process's own for 0
     */
    public static List<Check> all(int pid) {
        Tracefs tracefs = Tracefs.find();
        Check thread = thread(pid, tracefs);
        return List.of(
                paranoid(),
                tracefs(tracefs, Capabilities.ofThisProcess()),
                system(tracefs, thread instanceof Check.Ok),
                thread,
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
            return new Check.Missing(name, NO_PERF, "");
        }
        boolean may = Capabilities.ofThisProcess().mayObserve();
        if (may || level <= -1) {
            return new Check.Ok(name, "it is " + level + (may ? ", which this process's capabilities pass" : ""));
        }
        return level <= 1
                ? new Check.Limited(name, "it is " + level + ", which allows own processes only", OBSERVE_ALL)
                : new Check.Missing(name, "it is " + level + ", which allows no events in the kernel", OBSERVE_ALL);
    }

    static Check tracefs(Tracefs tracefs, Capabilities own) {
        String name = "tracefs";
        return switch (tracefs) {
            case Tracefs.Present present -> {
                Path root = present.root();
                yield present.id("syscalls", "sys_exit_mmap") instanceof Failed<Integer> failed && failed.denied()
                        ? closed(name, root)
                        : new Check.Ok(name, "it is readable at " + root);
            }
            case Tracefs.NotReadable(Path root) -> closed(name, root);
            case Tracefs.NotMounted _ ->
                own.has(Capabilities.CAP_SYS_ADMIN)
                        ? new Check.Ok(name, "it is not mounted; record mounts it")
                        : new Check.Missing(name, "it is not mounted", Tracefs.mountedBy());
        };
    }

    private static Check closed(String name, Path root) {
        return new Check.Missing(
                name, root + " may not be read by this user (CAP_DAC_READ_SEARCH may)", Tracefs.openedBy(root));
    }

    static Check system(Tracefs tracefs, boolean threads) {
        String otherwise = threads ? ": a process of this user is traced thread by thread" : "";
        return opens("system-wide tracing", tracefs, -1, CpuList.online()[0], otherwise);
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
            case Failed<PerfEvent> failed when failed.errno() == Linux.ENOSYS() -> new Check.Missing(name, NO_PERF, "");
            case Failed<PerfEvent> failed
            when failed.denied() ->
                otherwise.isEmpty()
                        ? new Check.Missing(name, "not permitted (CAP_PERFMON may)", grant())
                        : new Check.Limited(name, "not permitted (CAP_PERFMON may)" + otherwise, grant());
            case Failed<PerfEvent> failed -> new Check.Missing(name, failed.text(), "");
        };
    }

    static Check lostCount() {
        String name = "exact loss counts";
        return PerfFeatures.here().lostCount()
                ? new Check.Ok(name, "the kernel counts lost records by event (PERF_FORMAT_LOST)")
                : new Check.Limited(name, "losses at a recording's end stay unknown: that takes Linux 6.0", "");
    }

    static Check inheritThread() {
        String name = "following threads only";
        return PerfFeatures.here().inheritThread()
                ? new Check.Ok(name, "events are inherited by threads, not by child processes")
                : new Check.Limited(
                        name, "where threads are traced, child processes pay too: that takes Linux 5.13", "");
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
                yield new Check.Ok(name, "they are sampled");
            }
            case Failed<PerfEvent> failed -> new Check.Missing(name, failed.text(), failed.denied() ? grant() : "");
        };
    }

    static Check uprobes() {
        String name = "uprobes";
        if (!Files.isReadable(Path.of("/sys/bus/event_source/devices/uprobe/type"))) {
            return new Check.Missing(name, "this kernel was built without them (CONFIG_UPROBE_EVENTS)", "");
        }
        Capabilities own = Capabilities.ofThisProcess();
        return own.mayObserve()
                ? new Check.Ok(name, "permitted")
                : new Check.Missing(name, "placing a probe takes CAP_PERFMON", own.grantedBy());
    }

    static Check lockedMemory() {
        String name = "locked memory";
        long limit = LockedMemory.limitBytes();
        return limit == Long.MAX_VALUE
                ? new Check.Ok(name, "kernel rings may have any size")
                : new Check.Limited(
                        name,
                        "all kernel rings of this user may hold " + (limit >> 10) + " KiB together: "
                                + (LockedMemory.ringBytes() >> 10) + " KiB per CPU",
                        "sudo sysctl kernel.perf_event_mlock_kb=16384");
    }

    private static String grant() {
        Capabilities own = Capabilities.ofThisProcess();
        return own.user() != 0 && PerfFeatures.sysctl("perf_event_paranoid", 2) > -1 ? OBSERVE_ALL : own.grantedBy();
    }
}
