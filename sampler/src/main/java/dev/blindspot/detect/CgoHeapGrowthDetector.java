package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code cgo-heap-growth}: the heap and arenas of C's allocator grow.
 *
 * <p>How much is what of them is resident; who made it so is told by the page faults in them. An allocator that takes pages
 * it has had before touches nothing new, so a leak that lives on what others freed shows only once that is used up.
 */
final class CgoHeapGrowthDetector implements Detector {
    private static final String ID = "cgo-heap-growth";
    private static final String CATEGORY = "c.heap";
    private static final long WORTH_BYTES = 1 << 20;
    private static final int MOST_STACKS = 20;

    @Override
    public List<Finding> detect(Window window) {
        Attribution growth = Attributions.of(window, CATEGORY);
        if (growth.growthBytes() < WORTH_BYTES) {
            return List.of();
        }
        Series series = window.ledger().of(CATEGORY);
        long judged =
                Math.round(series.interpolated(window.judgedBeforeNanos()) - series.interpolated(window.startNanos()));
        GrowthCause cause = GrowthCause.of(window, series, true);
        boolean suspect = cause.kind() != GrowthCause.Kind.CACHE_FILLING
                && Growth.isSuspect(series, judged, Growth.LEAST_BYTES, window.startNanos(), window.endNanos());
        List<StackShare> stacks = byPlace(growth.sites());
        Frame site = stacks.isEmpty() ? null : UserFrame.of(stacks.getFirst().stack());
        return List.of(new Finding(
                ID,
                suspect ? Severity.SUSPECT : Severity.INFO,
                title(site, suspect),
                growth.growthBytes(),
                null,
                growth.bytesPerSecond(),
                window.faultsMissing(),
                evidence(window, growth, judged, cause, site),
                stacks.subList(0, Math.min(stacks.size(), MOST_STACKS)),
                advice(site, suspect)));
    }

    /** The stacks of the place that touched most first: a line is reached by many ways. */
    private static List<StackShare> byPlace(List<StackShare> sites) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (StackShare share : sites) {
            sums.merge(place(share), share.bytes(), Long::sum);
        }
        List<StackShare> sorted = new ArrayList<>(sites);
        sorted.sort(LargestFirst.by(share -> sums.getOrDefault(place(share), 0L), StackShare::bytes));
        return sorted;
    }

    private static String place(StackShare share) {
        Frame frame = UserFrame.of(share.stack());
        return frame == null ? "" : frame.module() + " " + frame.function() + " " + frame.file() + ":" + frame.line();
    }

    private static String title(@Nullable Frame site, boolean suspect) {
        String who = site == null ? "C code" : UserFrame.shortName(site);
        return suspect
                ? who + " takes memory from C's heap that stays"
                : who + " took memory from C's heap; it does not keep growing";
    }

    private static SortedMap<String, Object> evidence(
            Window window, Attribution growth, long judged, GrowthCause cause, @Nullable Frame site) {
        return new Evidence()
                .put(site)
                .put("window_ns", window.endNanos() - window.startNanos())
                .put("older_ns", window.olderNanos())
                .put("older_bytes", judged)
                .put("explained_bytes", growth.explainedBytes())
                .put("unexplained_bytes", growth.unexplainedBytes())
                .put(cause)
                .put(growth.slope())
                .values();
    }

    private static String advice(@Nullable Frame site, boolean suspect) {
        if (!suspect) {
            return "Nothing to do if it is meant to stay; record for longer to see whether it grows.";
        }
        String file = site == null ? null : site.file();
        String where = file == null || site == null || site.line() == null
                ? ""
                : " at " + file.substring(file.lastIndexOf('/') + 1) + ":" + site.line();
        return "Free with C.free what C.CString, C.CBytes or C.malloc gave" + where
                + ", and with the library's own call what it made; Go's collector never does.";
    }
}
