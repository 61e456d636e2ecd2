package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one look at a process, or two, can prove or make suspect. */
public final class InspectionFindings {
    private InspectionFindings() {}

    /**
     * The findings of {@code inspection}, in the contract's order.
     *
     * @param previous the first of two looks; null if there was one: then nothing is said to grow
     */
    public static List<Finding> of(Inspection inspection, @Nullable Inspection previous) {
        List<Look> looks = new ArrayList<>();
        long between = 0;
        if (previous != null) {
            looks.add(Look.of(previous, 0));
            between = Math.max(
                    0,
                    Duration.between(previous.takenAt(), inspection.takenAt()).toNanos());
        }
        looks.add(Look.of(inspection, between));
        return Detectors.findings(Window.ofLooks(inspection.target(), looks));
    }
}
