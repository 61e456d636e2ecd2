package dev.blindspot.plan;

import java.util.List;

/**
 * A load gauge of one process, with the resident memory read beside it.
 *
 * @param load by time
 * @param memory at the same times
 */
record LoadTrack(Samples load, Samples memory) {
    /**
     * Whether this is a count of what was done since the start, and not a load: none ever falls, and one at least mostly
     * rises. A process that was idle, or read too seldom, tells nothing.
     */
    static boolean areCounters(List<LoadTrack> tracks) {
        return tracks.stream().noneMatch(LoadTrack::falls) && tracks.stream().anyMatch(LoadTrack::mostlyRises);
    }

    private boolean falls() {
        double[] values = load.values();
        for (int i = 1; i < values.length; i++) {
            if (values[i] < values[i - 1]) {
                return true;
            }
        }
        return false;
    }

    private boolean mostlyRises() {
        double[] values = load.values();
        int rises = 0;
        for (int i = 1; i < values.length; i++) {
            rises += values[i] > values[i - 1] ? 1 : 0;
        }
        return values.length >= Course.FEWEST_SAMPLES && rises > values.length / 2;
    }

    /** What it counts, per second; nothing of a single reading. */
    LoadTrack perSecond() {
        Samples.Builder rates = new Samples.Builder();
        Samples.Builder beside = new Samples.Builder();
        for (int i = 1; i < load.size(); i++) {
            double time = load.seconds()[i] - load.seconds()[i - 1];
            if (time > 0) {
                rates.add(load.seconds()[i], (load.values()[i] - load.values()[i - 1]) / time);
                beside.add(load.seconds()[i], memory.values()[i]);
            }
        }
        return new LoadTrack(rates.build(), beside.build());
    }
}
