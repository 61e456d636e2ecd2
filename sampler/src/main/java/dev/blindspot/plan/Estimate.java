package dev.blindspot.plan;

import java.util.List;

/**
 * A number that was estimated, and how well.
 *
 * @param variance of the estimate
 * @param degrees of freedom of Student's distribution its error follows
 */
record Estimate(double value, double variance, double degrees) {
    private static final int FEWEST_TO_COMPARE = 3;
    private static final double UPPER_95 = 0.975;

    /** One process's part in a pooled estimate. */
    record Part(Estimate estimate, double weight) {}

    /** The mean by weight. */
    static Estimate pool(List<Part> parts) {
        double weights = parts.stream().mapToDouble(Part::weight).sum();
        double value = 0;
        for (Part part : parts) {
            value += part.weight() / weights * part.estimate().value();
        }
        double variance = 0;
        double uncertainty = 0;
        double between = 0;
        for (Part part : parts) {
            double share = part.weight() / weights;
            double own = share * share * part.estimate().variance();
            variance += own;
            uncertainty += own * own / part.estimate().degrees();
            between += share * share * Math.pow(part.estimate().value() - value, 2);
        }
        double degrees = uncertainty == 0 ? parts.getFirst().estimate().degrees() : variance * variance / uncertainty;
        // Where processes differ more than each one's own noise explains, what they share is known by their number.
        int n = parts.size();
        if (n >= FEWEST_TO_COMPARE && between * n / (n - 1) > variance) {
            variance = between * n / (n - 1);
            degrees = n - 1.0;
        }
        return new Estimate(value, variance, Math.max(1, degrees));
    }

    /** Half the width of the 95 % interval. */
    double error() {
        return quantile95() * Math.sqrt(variance);
    }

    double low() {
        return value - error();
    }

    double high() {
        return value + error();
    }

    /** This value, with the other's error if that is larger. */
    Estimate orLessSure(Estimate other) {
        return other.error() > error() ? new Estimate(value, other.variance(), other.degrees()) : this;
    }

    double quantile95() {
        return StudentT.quantile(UPPER_95, degrees);
    }

    /** Whether it is above 0 with this confidence. */
    boolean isPositive(double confidence) {
        return value > StudentT.quantile(confidence, degrees) * Math.sqrt(variance);
    }
}
