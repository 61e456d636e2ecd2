package dev.blindspot.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Series whose truth is known: a course without noise, and noise of several kinds added to it. */
final class Synthetic {
    static final double MIB = 1 << 20;

    private final SplittableRandom random;
    private final double seconds;
    private final double step;
    private final List<DoubleUnaryOperator> parts = new ArrayList<>();

    private Synthetic(long seed, double seconds, double step) {
        this.random = new SplittableRandom(seed);
        this.seconds = seconds;
        this.step = step;
    }

    /** So long, a sample each {@code step}. */
    static Synthetic of(long seed, double seconds, double step) {
        return new Synthetic(seed, seconds, step);
    }

    Synthetic plus(DoubleUnaryOperator part) {
        parts.add(part);
        return this;
    }

    Synthetic level(double mib) {
        return plus(t -> mib * MIB);
    }

    /** MiB per second. */
    Synthetic growth(double mib) {
        return plus(t -> mib * MIB * t);
    }

    Synthetic noise(double mib) {
        return plus(t -> random.nextGaussian() * mib * MIB);
    }

    /** Noise that is remembered for so many seconds. */
    Synthetic wander(double mib, double memorySeconds) {
        double keep = Math.exp(-step / memorySeconds);
        double[] state = {random.nextGaussian() * mib * MIB};
        return plus(t -> {
            state[0] = keep * state[0] + Math.sqrt(1 - keep * keep) * random.nextGaussian() * mib * MIB;
            return state[0];
        });
    }

    /** Rises by {@code mib} within each period and falls back, as a collected heap does. */
    Synthetic sawtooth(double mib, double period) {
        double offset = random.nextDouble();
        return plus(t -> mib * MIB * ((t / period + offset) % 1));
    }

    Synthetic cycle(double mib, double period) {
        double offset = random.nextDouble() * 2 * Math.PI;
        return plus(t -> mib
                * MIB
                * (Math.sin(2 * Math.PI * t / period + offset)
                        + 0.2 * Math.sin(4 * Math.PI * t / period + 2 * offset)));
    }

    /** A cache that fills up. */
    Synthetic settling(double mib, double memorySeconds) {
        return plus(t -> mib * MIB * (1 - Math.exp(-t / memorySeconds)));
    }

    Samples samples() {
        return samplesFrom(0);
    }

    /** The same, as of a process that begins at a time. */
    Samples samplesFrom(double start) {
        Samples.Builder samples = new Samples.Builder();
        for (double t = 0; t < seconds; t += step) {
            double at = t;
            samples.add(
                    start + t,
                    parts.stream().mapToDouble(part -> part.applyAsDouble(at)).sum());
        }
        return samples.build();
    }
}
