package dev.blindspot.cli;

import dev.blindspot.model.Target;
import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** {@code --follow}: the process that takes another's place under its name. */
final class Successor {
    private static final long LOOK_MILLIS = 100;

    private final Pattern name;

    /** @param name a process is of, anywhere in its thread's or its executable's name */
    Successor(Pattern name) {
        this.name = name;
    }

    /** Of the name a target has. */
    static Successor of(Target target) {
        return new Successor(Pattern.compile("^" + Pattern.quote(target.comm()) + "$"));
    }

    /**
     * Waits for a process of that name that started after this one did; the first of several.
     *
     * @param enough whether to wait no longer
     * @return empty if none came
     */
    OptionalInt await(Target ended, BooleanSupplier enough) {
        while (true) {
            OptionalInt found = ProcessNames.matching(name).stream()
                    .filter(each ->
                            each.pid() != ended.pid() && startedAt(each.pid()).isAfter(ended.startedAt()))
                    .min(Comparator.comparing(each -> startedAt(each.pid())))
                    .map(each -> OptionalInt.of(each.pid()))
                    .orElse(OptionalInt.empty());
            if (found.isPresent() || enough.getAsBoolean()) {
                return found;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return OptionalInt.empty();
            }
        }
    }

    /** Long ago, if it is gone. */
    private static Instant startedAt(int pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .orElse(Instant.MIN);
    }
}
