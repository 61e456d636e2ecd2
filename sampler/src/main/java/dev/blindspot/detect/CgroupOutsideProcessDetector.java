package dev.blindspot.detect;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.CgroupMemory.Row;
import dev.blindspot.model.Finding;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code cgroup-outside-process}: what the cgroup's limit counts beyond this process grows: other processes, page cache,
 * files in tmpfs, kernel memory. Without a limit nobody is killed for it, and nothing is said.
 *
 * <p>The kernel drops page cache before it kills, so growth of that alone is no suspect. Files in tmpfs are counted in the
 * same row and cannot be dropped; the advice says so.
 */
final class CgroupOutsideProcessDetector implements Detector {
    private static final String ID = "cgroup-outside-process";
    /** Of the limit: so much outside is worth a line. */
    private static final double WORTH_SHARE = 0.25;

    private static final Set<String> CACHE = Set.of("file", "cache");

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        CgroupMemory cgroup = look == null ? null : look.cgroup();
        if (cgroup == null || cgroup.maxBytes() == null || cgroup.outsideProcessBytes() == null) {
            return List.of();
        }
        LookGrowth firm = LookGrowth.of(window, CgroupOutsideProcessDetector::firmBytes, look1 -> null);
        LookGrowth all = LookGrowth.of(window, CgroupOutsideProcessDetector::outsideBytes, look1 -> null);
        boolean suspect = firm.severity() == Severity.SUSPECT && all.severity() == Severity.SUSPECT;
        boolean grows = all.severity() == Severity.SUSPECT;
        boolean isLarge = cgroup.outsideProcessBytes() >= WORTH_SHARE * cgroup.maxBytes();
        return suspect || grows || isLarge
                ? List.of(finding(cgroup, all, suspect ? Severity.SUSPECT : Severity.INFO))
                : List.of();
    }

    private static @Nullable Long outsideBytes(Look look) {
        return look.cgroup() == null ? null : look.cgroup().outsideProcessBytes();
    }

    /** Outside of the process and not of the rows that hold page cache. */
    private static @Nullable Long firmBytes(Look look) {
        Long outside = outsideBytes(look);
        return outside == null || look.cgroup() == null
                ? null
                : (Long) Math.max(
                        0,
                        outside
                                - look.cgroup().rows().stream()
                                        .filter(row -> CACHE.contains(row.name()))
                                        .mapToLong(Row::bytes)
                                        .sum());
    }

    private static Finding finding(CgroupMemory cgroup, LookGrowth growth, Severity severity) {
        Evidence evidence = new Evidence()
                .put("path", cgroup.path())
                .put("current_bytes", cgroup.currentBytes())
                .put("max_bytes", cgroup.maxBytes())
                .put("oom_kills", cgroup.oomKills())
                .put(growth);
        cgroup.rows().stream()
                .sorted(LargestFirst.by(Row::bytes))
                .limit(4)
                .forEach(row -> evidence.put(row.name() + "_bytes", row.bytes()));
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT
                        ? "what the cgroup's limit counts beyond this process grows"
                        : "much of the cgroup's limit is used beyond this process",
                cgroup.outsideProcessBytes(),
                null,
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                List.of(),
                "Look at the other processes of the cgroup, at files written to tmpfs or /dev/shm, and at sockets. Page"
                        + " cache is dropped before the kernel kills; files in tmpfs are not.");
    }
}
