package dev.blindspot.detect;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code mmap-growth}: a line of the program maps memory and does not unmap it.
 *
 * <p>Judged is what is older than the window asks for; what Go's runtime mapped, what was there before, and what has no
 * stack is blamed on nobody. Stacks of threads are {@link ThreadGrowthDetector}'s. What the C library mapped for a caller
 * that cannot be seen is told of the library: musl's malloc maps, and keeps no frames to follow.
 */
final class MmapGrowthDetector implements Detector {
    private static final String ID = "mmap-growth";

    /** Below both, what is left is not worth a line. */
    private static final long WORTH_BYTES = 64 << 10;

    private static final long WORTH_COUNT = 16;

    private static final long ARENA_BYTES = 64 << 20;

    /** What a user takes for one place: a line of a function, or an address where no more is known. */
    private record Place(
            String module,
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            long pc) {}

    @Override
    public List<Finding> detect(Window window) {
        Map<Place, MappingSite> sites = new LinkedHashMap<>();
        Map<Integer, MappingSite> byStackId = new HashMap<>();
        for (CallSiteRow row : window.rows()) {
            Stack stack = row.stack();
            MappingSite site =
                    stack == null || row.byRuntime() || isElsewhere(row.kind(), stack) ? null : site(sites, stack);
            if (site != null && stack != null) {
                site.add(row, stack);
                byStackId.put(row.stackId(), site);
            }
        }
        for (Window.SiteSeries series : window.series()) {
            RecordedStack stack = series.stack();
            Place place = stack == null || stack.byRuntime() || isElsewhere(series.kind(), stack.stack())
                    ? null
                    : place(frame(stack.stack()));
            MappingSite site = place == null ? null : sites.get(place);
            if (site != null) {
                site.add(series);
            }
        }
        for (LiveRange range : window.liveRanges()) {
            MappingSite site = byStackId.get(range.stackId());
            if (site != null && range.bornNanos() <= window.judgedBeforeNanos() && !isArena(range)) {
                site.addJudged(range);
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (MappingSite site : sites.values()) {
            if (site.judgedBytes() >= WORTH_BYTES || site.judgedCount() >= WORTH_COUNT) {
                findings.add(finding(window, site));
            }
        }
        return findings;
    }

    /** Pages touched and chunks allocated are no mappings, and the heap that brk moves is C's: {@link CgoHeapGrowthDetector} judges it. */
    private static boolean isElsewhere(MappingKind kind, Stack stack) {
        return !kind.isMapping() || kind == MappingKind.BRK || ThreadStacks.isMadeBy(stack);
    }

    /** glibc reserves a thread's heap in this size and at such an address, and fills it later. */
    private static boolean isArena(LiveRange range) {
        return range.kind() == MappingKind.MMAP_ANON
                && range.end() - range.start() == ARENA_BYTES
                && range.start() % ARENA_BYTES == 0;
    }

    private static @Nullable MappingSite site(Map<Place, MappingSite> sites, Stack stack) {
        Frame frame = frame(stack);
        Place place = place(frame);
        return frame == null || place == null ? null : sites.computeIfAbsent(place, key -> new MappingSite(frame));
    }

    private static @Nullable Frame frame(Stack stack) {
        Frame frame = UserFrame.of(stack);
        return frame == null ? UserFrame.ofCLibrary(stack) : frame;
    }

    private static boolean isOfUnknownCaller(MappingSite site) {
        return UserFrame.isOnTheWay(site.frame());
    }

    private static @Nullable Place place(@Nullable Frame frame) {
        if (frame == null) {
            return null;
        }
        long pc = frame.function() == null || frame.line() == null ? frame.pc() : 0;
        return new Place(frame.module(), frame.function(), frame.file(), frame.line(), pc);
    }

    private static Finding finding(Window window, MappingSite site) {
        boolean suspect = isSuspect(window, site);
        return new Finding(
                ID,
                suspect ? Severity.SUSPECT : Severity.INFO,
                title(site, suspect),
                site.outstandingBytes(),
                site.outstandingCount(),
                site.bytes().slopePerSecond(),
                isIncomplete(window, site),
                evidence(window, site),
                site.shares(),
                advice(site, suspect));
    }

    private static String title(MappingSite site, boolean suspect) {
        String who = UserFrame.shortName(site.frame());
        ForeignAllocator allocator = allocator(site);
        if (allocator != null) {
            return who
                    + (suspect ? " takes memory from " : " took memory from ")
                    + allocator.label()
                    + (suspect ? " that stays" : "; it does not keep growing");
        }
        if (isOfUnknownCaller(site)) {
            return "the C library"
                    + (suspect ? " maps memory that stays" : " holds memory it mapped; it does not keep growing")
                    + ": who asked for it is not known";
        }
        return suspect
                ? who + " maps memory and does not unmap it"
                : who + " holds memory it mapped; it does not keep growing";
    }

    private static @Nullable ForeignAllocator allocator(MappingSite site) {
        List<StackShare> shares = site.shares();
        return shares.isEmpty() ? null : ForeignAllocator.of(shares.getFirst().stack());
    }

    private static boolean isSuspect(Window window, MappingSite site) {
        long lastThird = window.judgedBeforeNanos() - (window.endNanos() - window.startNanos()) / 3;
        return site.lastJudgedNanos() > lastThird
                && (Growth.isSuspect(
                                site.bytes(),
                                site.judgedBytes(),
                                Growth.LEAST_BYTES,
                                window.startNanos(),
                                window.endNanos())
                        || Growth.isSuspect(
                                site.count(),
                                site.judgedCount(),
                                Growth.LEAST_OBJECTS,
                                window.startNanos(),
                                window.endNanos()));
    }

    private static boolean isIncomplete(Window window, MappingSite site) {
        return site.incomplete() || window.losses().stream().anyMatch(MmapGrowthDetector::isUnreadableInterval);
    }

    private static boolean isUnreadableInterval(Loss loss) {
        return loss.source() == LossSource.RECORDING && loss.count() == null;
    }

    private static SortedMap<String, Object> evidence(Window window, MappingSite site) {
        SortedMap<String, Object> evidence = new TreeMap<>();
        long third = (window.endNanos() - window.startNanos()) / 3;
        Frame frame = site.frame();
        evidence.put("function", name(frame));
        if (frame.file() != null && frame.line() != null) {
            evidence.put("file", frame.file());
            evidence.put("line", frame.line().longValue());
        }
        evidence.put(
                "kinds", site.kinds().stream().map(MappingKind::label).sorted().collect(Collectors.joining(" ")));
        evidence.put("window_ns", window.endNanos() - window.startNanos());
        evidence.put("older_ns", window.olderNanos());
        evidence.put("older_bytes", site.judgedBytes());
        evidence.put("older_count", site.judgedCount());
        evidence.put("mapped_bytes", site.mappedBytes());
        evidence.put("mapped_count", site.mappedCount());
        evidence.put(
                "last_third_bytes",
                Math.round(site.bytes().last() - site.bytes().at(window.endNanos() - third)));
        evidence.put(
                "last_third_count",
                Math.round(site.count().last() - site.count().at(window.endNanos() - third)));
        evidence.put("sampled", site.sampled());
        evidence.put("caller_known", !isOfUnknownCaller(site));
        ForeignAllocator allocator = allocator(site);
        if (allocator != null) {
            evidence.put("allocator", allocator.label());
        }
        return evidence;
    }

    private static String advice(MappingSite site, boolean suspect) {
        String place = place(site.frame().file(), site.frame().line());
        if (!suspect) {
            return "Nothing to do if it is meant to stay; record for longer to see whether it grows.";
        }
        if (allocator(site) != null) {
            return "Free what malloc gave" + place + ": the allocator maps more as long as all of it is in use.";
        }
        if (isOfUnknownCaller(site)) {
            return "Look for C.malloc, C.CString and C.CBytes without C.free: a malloc such as musl's maps what it gives, and its"
                    + " code keeps no frames to follow.";
        }
        if (site.kinds().equals(Set.of(MappingKind.SHM))) {
            return "Detach (shmdt) each segment attached" + place + " once it is no longer used.";
        }
        String closing = site.kinds().contains(MappingKind.MMAP_FILE)
                ? " Closing the file does not unmap it."
                : " The garbage collector does not do it.";
        return "Call syscall.Munmap on each slice mapped" + place + " once it is no longer used, or map once and reuse."
                + closing;
    }

    private static String name(Frame frame) {
        String function = frame.function();
        return function == null ? UserFrame.shortName(frame) : function;
    }

    private static String place(@Nullable String file, @Nullable Integer line) {
        return file == null || line == null ? "" : " at " + file.substring(file.lastIndexOf('/') + 1) + ":" + line;
    }
}
