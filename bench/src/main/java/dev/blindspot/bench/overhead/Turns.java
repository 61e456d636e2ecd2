package dev.blindspot.bench.overhead;

import dev.blindspot.bench.RatioInterval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Short turns with an observer and without it: it stays, and stands still in every other one. Two turns next to each other,
 * in an order drawn anew, are compared: what the machine does for some seconds hits both. For observers of which nothing is
 * left in the target while they stand still.
 */
final class Turns implements Comparison {
    private record Pair(Round with, Round without) {}

    private final Map<String, List<Pair>> pairs = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final Random random = new Random(42);

    /**
     * Measures an observer.
     *
     * @param mode of the target
     * @param count of the pairs of turns
     * @param seconds of a turn
     * @param settleSeconds the observer runs so long before the first
     */
    Turns run(
            ObserverKind kind, SelfMeasuringTarget target, String mode, int count, double seconds, double settleSeconds)
            throws IOException {
        List<Pair> measured = new ArrayList<>();
        try (Observer observer = kind.start().observer(target.pid())) {
            target.measure(mode, settleSeconds);
            for (int i = 0; i < count; i++) {
                boolean isFirst = random.nextBoolean();
                Round first = turn(observer, isFirst, target, mode, seconds);
                Round second = turn(observer, !isFirst, target, mode, seconds);
                Pair pair = isFirst ? new Pair(first, second) : new Pair(second, first);
                measured.add(pair);
                System.err.println(mode + " pair " + (i + 1) + ", " + kind.name() + ": with "
                        + pair.with().figures() + ", without " + pair.without().figures());
            }
            pairs.put(kind.name(), measured);
        } catch (CannotObserve e) {
            skipped.put(kind.name(), String.valueOf(e.getMessage()));
        }
        return this;
    }

    private static Round turn(
            Observer observer, boolean isObserved, SelfMeasuringTarget target, String mode, double seconds)
            throws IOException {
        observer.setRunning(isObserved);
        return observer.beside(target, mode, seconds);
    }

    @Override
    public List<String> names() {
        return List.copyOf(pairs.keySet());
    }

    @Override
    public Map<String, String> skipped() {
        return skipped;
    }

    @Override
    public double[] each(String name, String figure) {
        return pairs.getOrDefault(name, List.of()).stream()
                .mapToDouble(pair -> pair.with().figure(figure))
                .toArray();
    }

    @Override
    public RatioInterval ratio(String name, String figure) {
        return RatioInterval.of(
                each(name, figure),
                pairs.getOrDefault(name, List.of()).stream()
                        .mapToDouble(pair -> pair.without().figure(figure))
                        .toArray());
    }
}
