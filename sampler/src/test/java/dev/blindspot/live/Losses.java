package dev.blindspot.live;

import dev.blindspot.detect.Report;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a report says was lost. */
public final class Losses {
    /** Their rings hold what all processes do, so that a neighbour can fill them. */
    private static final Set<LossSource> OF_NEIGHBOURS_TOO = Set.of(LossSource.FAULT, LossSource.MAPPING);

    private Losses() {}

    /** The target's own. */
    public static List<Loss> ofTarget(Report report) {
        return report.losses().stream()
                .filter(loss -> !OF_NEIGHBOURS_TOO.contains(loss.source()))
                .toList();
    }

    /** How many events of a source; all of its losses must be of a known count. */
    public static long count(Report report, LossSource source) {
        return report.losses().stream()
                .filter(loss -> loss.source() == source)
                .map(Loss::count)
                .mapToLong(Objects::requireNonNull)
                .sum();
    }

    /** Whether some of a source were lost, and nobody knows how many. */
    public static boolean isUncounted(Report report, LossSource source) {
        return report.losses().stream().anyMatch(loss -> loss.source() == source && loss.count() == null);
    }
}
