package dev.blindspot.plan;

import org.hipparchus.distribution.continuous.TDistribution;

/** Quantiles of Student's distribution. */
final class StudentT {

    private StudentT() {}

    static double quantile(double probability, double degrees) {
        return new TDistribution(degrees).inverseCumulativeProbability(probability);
    }
}
