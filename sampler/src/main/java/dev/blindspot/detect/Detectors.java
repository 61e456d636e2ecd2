package dev.blindspot.detect;

import dev.blindspot.model.Finding;
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

    private Detectors() {}

    /** What all of them find, in the contract's order: by severity, then bytes, both falling. */
    static List<Finding> findings(Window window) {
        return worstFirst(ALL.stream()
                .flatMap(detector -> detector.detect(window).stream())
                .toList());
    }

    /** Findings in that order. */
    static List<Finding> worstFirst(List<Finding> findings) {
        return findings.stream().sorted(Detectors::worseBefore).toList();
    }

    private static int worseBefore(Finding a, Finding b) {
        int order = b.severity().compareTo(a.severity());
        if (order == 0) {
            order = Long.compare(bytesOrLess(b), bytesOrLess(a));
        }
        if (order == 0) {
            order = a.id().compareTo(b.id());
        }
        return order != 0 ? order : a.title().compareTo(b.title());
    }

    /** What is unknown is less than nothing. */
    private static long bytesOrLess(Finding finding) {
        Long bytes = finding.bytes();
        return bytes == null ? -1 : bytes;
    }
}
