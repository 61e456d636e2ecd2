package dev.blindspot.live;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fault of the Go program {@code leakclasses}, and what must be found of it. */
enum LeakClass {
    FINALIZER_CYCLE("finalizer-cycle", "main.closeNode", 0.05, 19),
    BLOCKED_FINALIZER("finalizer-goroutine-blocked", "main.closeSocket", 0.05, 19),
    SLOW_FINALIZER("finalizer-backlog", "main.closeSocket", 0.05, 19),
    REPEATED_CLEANUP("special-metadata-growth", "main.forgetWatch", 0.05, 24),
    FAILED_PLUGIN("plugin-open-failed", "main.loadPlugin", 0, 19, "-rate", "3"),
    RENEWED_PLUGIN("plugin-pileup", "main.loadPlugin", 0, 19, "-rate", "1"),
    CSTRING("cgo-heap-growth", "main.copyToC", 0.1, 19, "-size", "20000"),
    ARENAS("cgo-heap-growth", "fill_blocks", 0.1, 19),
    MMAP("mmap-growth", "main.mapBuffer", 0.05, 19),
    PINNER("pinner-leak", "main.pinFrame", 0.05, 21),
    CGO_HANDLE("cgo-handle-leak", "", 0.05, 19),
    GOROUTINES("goroutine-leak", "main.awaitReply", 0.05, 19),
    THREADS("thread-growth", "main.startWatcher", 0.05, 19, "-rate", "30");

    private static final int RENEWALS = 8;

    /** The finding that must be there. */
    final String id;
    /** That must be named in it; empty where the runtime does not tell who it was. */
    final String function;
    /** How far bytes or objects may be from the truth, as a share of it; 0 where it is to the object. */
    final double tolerance;

    private final int firstMinor;

    @SuppressWarnings("ImmutableEnumChecker") // List.of: never changed
    private final List<String> flags;

    LeakClass(String id, String function, double tolerance, int firstMinor, String... flags) {
        this.id = id;
        this.function = function;
        this.tolerance = tolerance;
        this.firstMinor = firstMinor;
        this.flags = List.of(flags);
    }

    boolean isIn(String goVersion) {
        return Integer.parseInt(goVersion.substring(goVersion.indexOf('.') + 1)) >= firstMinor;
    }

    /** Starts the program with the fault, or its twin. */
    GoTarget start(String goVersion, boolean twin, int seconds) throws IOException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("-fault", name().toLowerCase(Locale.ROOT).replace('_', '-')));
        all.addAll(List.of("-seconds", Integer.toString(seconds)));
        if (twin) {
            all.add("-twin");
        }
        if (this == FAILED_PLUGIN) {
            all.addAll(List.of("-plugins", plugin(goVersion, "plain")));
        } else if (this == RENEWED_PLUGIN) {
            List<String> built = new ArrayList<>();
            for (int i = 0; i < RENEWALS; i++) {
                built.add(plugin(goVersion, "renewed" + i));
            }
            all.addAll(List.of("-plugins", String.join(",", built)));
        }
        return GoTarget.start("leakclasses", goVersion, "plain", all.toArray(String[]::new));
    }

    private static String plugin(String goVersion, String mode) throws IOException {
        return GoBuilds.build("plugin", goVersion, mode).toString();
    }

    /** Options of the recording without which nobody can tell who it was. */
    String[] recordingOptions() {
        return switch (this) {
            case PINNER, FAILED_PLUGIN, RENEWED_PLUGIN -> new String[] {"-e", "fin"};
            default -> new String[0];
        };
    }

    /** Whether a finding names the function, and its line where it is one of Go. */
    boolean isNamed(Finding finding) {
        return function.isEmpty()
                || finding.stacks().stream()
                        .limit(1)
                        .flatMap(share -> share.stack().frames().stream())
                        .anyMatch(frame -> function.equals(frame.function())
                                && (frame.line() != null || !function.startsWith("main.")));
    }
}
