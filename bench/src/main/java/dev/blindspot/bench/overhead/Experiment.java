package dev.blindspot.bench.overhead;

import dev.blindspot.bench.RatioInterval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Rounds in which the target measures itself once under each observer, in an order drawn anew each time: what the
 * machine does besides hits all alike, and the ratio within a round is what counts.
 */
final class Experiment {
    /** Nobody looks. */
    static final String UNTRACED = "untraced";

    /** Nobody looks either: how far two equal things are apart on this machine. */
    static final String NOISE = "untraced again";

    private static final double BRIEF_SECONDS = 0.3;

    /** Starts an observer of a process. */
    @FunctionalInterface
    interface Start {
        Observer observer(long pid) throws IOException;
    }

    private final Map<String, Start> observers = new LinkedHashMap<>();
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();
    private final Random random = new Random(42);

    Experiment() {
        add(UNTRACED, pid -> Observer.nobody());
        add(NOISE, pid -> Observer.nobody());
    }

    void add(String name, Start start) {
        observers.put(name, start);
        rounds.put(name, new ArrayList<>());
    }

    /**
     * Measures.
     *
     * @param mode of the target
     * @param settleSeconds a recording runs so long before the measurement begins, for its code to be compiled
     */
    void run(LatencyTarget target, String mode, int count, double seconds, double settleSeconds) throws IOException {
        for (int i = 0; i < count; i++) {
            List<String> order = new ArrayList<>(observers.keySet());
            Collections.shuffle(order, random);
            for (String name : order) {
                Start start = observers.get(name);
                List<Round> list = rounds.get(name);
                if (start != null && list != null) {
                    try (Observer observer = start.observer(target.pid())) {
                        target.measure(mode, observer.settles() ? settleSeconds : BRIEF_SECONDS);
                        Round round = target.measure(mode, seconds);
                        list.add(round);
                        System.err.println(mode + " round " + (i + 1) + ", " + name + ": " + round + " ("
                                + observer.process().pid() + ")");
                    }
                }
            }
        }
    }

    /** The observers, {@link #UNTRACED} first. */
    List<String> names() {
        return List.copyOf(observers.keySet());
    }

    /** All rounds under an observer. */
    List<Round> rounds(String name) {
        return List.copyOf(rounds.getOrDefault(name, List.of()));
    }

    /** A figure under an observer over the same untraced, round by round. */
    RatioInterval ratio(String name, ToDoubleFunction<Round> figure) {
        List<Round> with = rounds(name);
        List<Round> without = rounds(UNTRACED);
        double[] ratios = new double[with.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(with.get(i)) / figure.applyAsDouble(without.get(i));
        }
        return RatioInterval.of(ratios);
    }

    /** The median of a figure under an observer. */
    double median(String name, ToDoubleFunction<Round> figure) {
        return RatioInterval.of(rounds(name).stream().mapToDouble(figure).toArray())
                .median();
    }
}
