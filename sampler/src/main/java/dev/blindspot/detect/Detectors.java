package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import java.util.Comparator;
import java.util.List;

/** All detectors. A new one is one file and one line here. */
final class Detectors {
    private static final List<Detector> ALL = List.of(
            new MmapGrowthDetector(),
            new FinalizerGoroutineBlockedDetector(),
            new FinalizerBacklogDetector(),
            new FinalizerCycleDetector(),
            new CleanupBacklogDetector(),
            new SpecialMetadataGrowthDetector(),
            new PluginOpenFailedDetector(),
            new PluginPileupDetector(),
            new DlopenUnbalancedDetector(),
            new PinnerLeakDetector(),
            new CgoHandleLeakDetector(),
            new GoroutineLeakDetector(),
            new ThreadGrowthDetector(),
            new CgoHeapGrowthDetector(),
            new RssGrowthDetector(),
            new CgroupOutsideProcessDetector(),
            new HeapNotReturnedDetector());

    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::bytes, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed()
            .thenComparing(Finding::id)
            .thenComparing(Finding::title);

    private Detectors() {}

    /** What all of them find, in the contract's order: by severity, then bytes, both falling. */
    static List<Finding> findings(Window window) {
        return worstFirst(ALL.stream()
                .flatMap(detector -> detector.detect(window).stream())
                .toList());
    }

    /** Findings in that order. */
    static List<Finding> worstFirst(List<Finding> findings) {
        return findings.stream().sorted(WORST_FIRST).toList();
    }
}
