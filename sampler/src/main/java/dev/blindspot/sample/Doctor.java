package dev.blindspot.sample;

import dev.blindspot.ledger.CgroupMemoryReader;
import dev.blindspot.ledger.TargetFailure;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.perf.Check;
import dev.blindspot.linux.perf.PerfFeatures;
import dev.blindspot.linux.perf.PerfProbe;
import dev.blindspot.linux.proc.ProcessIdentity;
import dev.blindspot.linux.proc.Residency;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Diagnosis;
import dev.blindspot.model.DoctorCheck;
import dev.blindspot.model.SamplerException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries on this machine, and on a process if one is named, all that the other commands need; leaves nothing behind. */
public final class Doctor {
    private static final int NEEDED_JAVA = 25;

    private Doctor() {}

    /**
     * Examines.
     *
     * @param pid the process to try, or null for the machine and this process's rights alone
     * @throws SamplerException.NoSuchProcess if that process is gone
     */
    public static Diagnosis examine(@Nullable Integer pid) {
        if (pid != null) {
            requireAlive(pid);
        }
        boolean scans = scansPages();
        List<DoctorCheck> checks = new ArrayList<>();
        checks.add(kernel(scans));
        checks.add(arch());
        checks.add(java());
        checks.add(residency(scans));
        checks.add(pid == null ? ProcessRights.files() : ProcessRights.files(pid));
        checks.add(pid == null ? ProcessRights.memory() : ProcessRights.memory(pid));
        checks.add(cgroup(pid == null ? (int) ProcessHandle.current().pid() : pid));
        for (Check check : PerfProbe.all(pid == null ? 0 : pid)) {
            checks.add(of(check));
        }
        return new Diagnosis(System.getProperty("os.version"), Machine.arch(), checks);
    }

    private static void requireAlive(int pid) {
        TargetFailure.refuseThread(pid);
        try (ProcessIdentity identity = ProcessIdentity.of(pid)) {
            if (identity.error() != 0) {
                throw TargetFailure.of(pid, identity.error());
            }
            if (!identity.isAlive()) {
                throw TargetFailure.gone(pid);
            }
        }
    }

    private static DoctorCheck kernel(boolean scansPages) {
        String release = "Linux " + System.getProperty("os.version");
        return scansPages && PerfFeatures.here().lostCount()
                ? DoctorCheck.ok("kernel", release + " has all that is used")
                : DoctorCheck.limited("kernel", release + " has, or shows, less than Linux 6.7 does; see below", null);
    }

    private static DoctorCheck arch() {
        String name = System.getProperty("os.arch");
        return Machine.ARM64 || name.equals("amd64")
                ? DoctorCheck.ok("architecture", Machine.arch() + " is supported")
                : DoctorCheck.missing("architecture", name + " is none of amd64, arm64", null);
    }

    private static DoctorCheck java() {
        String version = "Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")";
        return Runtime.version().feature() >= NEEDED_JAVA
                ? DoctorCheck.ok("java", version)
                : DoctorCheck.missing("java", version + " is older than " + NEEDED_JAVA, null);
    }

    private static boolean scansPages() {
        try (Residency own = Residency.of((int) ProcessHandle.current().pid(), new ReadCost())) {
            return own.tellsZeroPages();
        }
    }

    private static DoctorCheck residency(boolean scans) {
        String name = "page residency";
        return scans
                ? DoctorCheck.ok(name, "the kernel tells resident, zero and huge pages (PAGEMAP_SCAN)")
                : DoctorCheck.limited(
                        name, "zero pages count as resident and huge pages are unknown: that takes Linux 6.7", null);
    }

    private static DoctorCheck cgroup(int pid) {
        String name = "memory cgroup";
        try (CgroupMemoryReader reader = new CgroupMemoryReader(pid, new ReadCost())) {
            CgroupMemory memory = reader.read(0);
            return memory == null
                    ? DoctorCheck.missing(name, "no memory controller of the cgroup is in sight", null)
                    : DoctorCheck.ok(name, "version " + memory.version() + ", " + memory.path());
        }
    }

    private static DoctorCheck of(Check check) {
        return switch (check) {
            case Check.Ok(String name, String text) -> DoctorCheck.ok(name, text);
            case Check.Limited(String name, String text, String remedy) ->
                DoctorCheck.limited(name, text, command(remedy));
            case Check.Missing(String name, String text, String remedy) ->
                DoctorCheck.missing(name, text, command(remedy));
        };
    }

    private static @Nullable String command(String remedy) {
        return remedy.isEmpty() ? null : remedy;
    }
}
