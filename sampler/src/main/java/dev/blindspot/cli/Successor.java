package dev.blindspot.cli;

import dev.blindspot.linux.proc.ProcessIdentity;
import dev.blindspot.model.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * {@code --follow}: the process that takes another's place under its name.
 *
 * <p>Threads: one at a time.
 */
final class Successor {
    private static final long LOOK_MILLIS = 100;

    private final Pattern name;

    /** Those that were given and may not have been what they looked like. */
    private final Set<Candidate> tried = new HashSet<>();

    /** A process that may be one. */
    private record Candidate(int pid, long startTicks) {}

    /** @param name a process is of, anywhere in its thread's or its executable's name */
    Successor(Pattern name) {
        this.name = name;
    }

    /** Of the name a target has. */
    static Successor of(Target target) {
        return new Successor(Pattern.compile("^" + Pattern.quote(target.comm()) + "$"));
    }

    /**
     * Waits for a process of that name that started after this one did; the first of several. One that was given before
     * comes after the others, and not at once.
     *
     * @param startTicks when the one that ended had started, in ticks since boot
     * @param enough whether to wait no longer
     * @return empty if none came
     */
    OptionalInt await(int ended, long startTicks, BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            for (Candidate each : candidates(ended, startTicks)) {
                if (tried.add(each)) {
                    return OptionalInt.of(each.pid());
                }
            }
            tried.clear();
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The running processes of that name that started after this one did, the first of them first. It is one itself while
     * it runs: as another program.
     */
    List<Integer> after(int ended, long startTicks) {
        return candidates(ended, startTicks).stream().map(Candidate::pid).toList();
    }

    /** By ticks since boot, not by the wall clock: that is set, and Java knows its boot time to a second only. */
    private List<Candidate> candidates(int ended, long startTicks) {
        List<Candidate> found = new ArrayList<>();
        for (ProcessNames.Named named : ProcessNames.matching(name)) {
            try (ProcessIdentity identity = ProcessIdentity.of(named.pid())) {
                long ticks = identity.startTicks();
                if (identity.isAlive() && (ticks > startTicks || (ticks == startTicks && named.pid() == ended))) {
                    found.add(new Candidate(named.pid(), ticks));
                }
            }
        }
        found.sort(Comparator.comparingLong(Candidate::startTicks).thenComparingInt(Candidate::pid));
        return found;
    }
}
