package dev.blindspot.bench.overhead;

import dev.blindspot.bench.RatioInterval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Rounds in which the target measures itself once under each observer, in an order drawn anew each time: what the
 * machine does besides hits all alike, and the ratio within a round is what counts. An observer that cannot run here is
 * skipped, with its reason.
 */
final class Experiment implements Comparison {
    private static final double BRIEF_SECONDS = 0.3;

    private final List<ObserverKind> observers = new ArrayList<>(List.of(Observers.UNTRACED, Observers.NOISE));
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final Random random = new Random(42);

    Experiment(ObserverKind... others) {
        observers.addAll(List.of(others));
    }

    /**
     * Measures.
     *
     * @param mode of the target
     * @param settleSeconds an observer runs so long before the measurement begins: its code is compiled meanwhile
     */
    Experiment run(SelfMeasuringTarget target, String mode, Setting setting, double settleSeconds) throws IOException {
        for (int i = 0; i < setting.rounds(); i++) {
            List<ObserverKind> order = new ArrayList<>(observers);
            Collections.shuffle(order, random);
            for (ObserverKind kind : order) {
                Round round =
                        skipped.containsKey(kind.name()) ? null : measure(kind, target, mode, setting, settleSeconds);
                if (round != null) {
                    rounds.computeIfAbsent(kind.name(), made -> new ArrayList<>())
                            .add(round);
                    System.err.println(mode + " round " + (i + 1) + ", " + kind.name() + ": " + round.figures());
                }
            }
        }
        return this;
    }

    private @Nullable Round measure(
            ObserverKind kind, SelfMeasuringTarget target, String mode, Setting setting, double settleSeconds)
            throws IOException {
        try (Observer observer = kind.start().observer(target.pid())) {
            target.measure(mode, observer.settles() ? settleSeconds : BRIEF_SECONDS);
            return observer.beside(target, mode, setting.seconds());
        } catch (CannotObserve e) {
            skip(kind, e.getMessage());
            return null;
        }
    }

    private void skip(ObserverKind kind, @Nullable String reason) {
        skipped.put(kind.name(), String.valueOf(reason));
        rounds.remove(kind.name());
        System.err.println(kind.name() + " is skipped: " + reason);
    }

    @Override
    public List<String> names() {
        return observers.stream()
                .map(ObserverKind::name)
                .filter(rounds::containsKey)
                .toList();
    }

    @Override
    public Map<String, String> skipped() {
        return skipped;
    }

    @Override
    public double[] each(String name, String figure) {
        return rounds.getOrDefault(name, List.of()).stream()
                .mapToDouble(round -> round.figure(figure))
                .toArray();
    }

    @Override
    public RatioInterval ratio(String name, String figure) {
        return RatioInterval.of(each(name, figure), each(Observers.UNTRACED.name(), figure));
    }
}
