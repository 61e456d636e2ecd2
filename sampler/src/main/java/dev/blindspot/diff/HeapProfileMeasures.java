package dev.blindspot.diff;

import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Target;

/** What Go's own heap profile says is in use, scaled from its samples as {@code go tool pprof} does it. */
final class HeapProfileMeasures {
    private HeapProfileMeasures() {}

    static Measures of(HeapProfile profile, Target target) {
        SiteNames names = new SiteNames(target);
        Measures measures = new Measures();
        for (HeapProfile.Bucket bucket : profile.buckets()) {
            double taken = profile.rate() <= 1 || bucket.objectBytes() == 0
                    ? 1
                    : 1 - Math.exp(-(double) bucket.objectBytes() / profile.rate());
            double bytes = bucket.inuseBytes() / taken;
            // A sample stands for so many objects; how many samples there are is left to chance.
            double noise = 2 * Math.sqrt(bytes * bucket.objectBytes() / taken);
            Measure measure = new Measure(Math.round(bytes), noise);
            measures.add(RowKey.By.CALL_SITE, names.site(bucket.stack()) + " (Go heap)", measure);
            measures.add(RowKey.By.FUNCTION, names.function(bucket.stack()), measure);
        }
        // The largest come first: where the last one holds nothing, what was cut off does not either.
        if (profile.buckets().size() < profile.bucketCount()
                && (profile.buckets().isEmpty() || profile.buckets().getLast().inuseBytes() > 0)) {
            measures.cut();
        }
        return measures;
    }
}
