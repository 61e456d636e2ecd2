package dev.blindspot.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slope that processes of one service have in common.
 *
 * @param slope per second
 * @param skippedShare of each process's time at its beginning
 * @param seconds of the process that was seen longest
 * @param straight whether nothing speaks against a straight line
 */
record Trend(Estimate slope, double skippedShare, double seconds, boolean straight) {
    private static final int LEAST_BINS = 16;
    private static final int BINS_IN_ALL = 1024;

    /**
     * The trend of what is left of each process when a share of its time is skipped.
     *
     * @return null where too little is left of each
     */
    static @Nullable Trend of(List<Course> courses, double skippedShare) {
        int bins = Math.clamp(BINS_IN_ALL / courses.size(), LEAST_BINS, Course.MOST_BINS);
        List<Estimate.Part> slopes = new ArrayList<>();
        double weights = 0;
        double bentWeights = 0;
        double seconds = 0;
        for (Course course : courses) {
            TrendLine line = course.line(skippedShare, bins);
            if (line != null) {
                slopes.add(new Estimate.Part(line.slope(), line.weight()));
                weights += line.weight();
                bentWeights += line.straight() ? 0 : line.weight();
                seconds = Math.max(seconds, line.seconds());
            }
        }
        return slopes.isEmpty()
                ? null
                : new Trend(Estimate.pool(slopes), skippedShare, seconds, bentWeights < weights / 2);
    }
}
