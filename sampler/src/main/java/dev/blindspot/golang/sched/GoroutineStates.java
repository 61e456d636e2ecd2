package dev.blindspot.golang.sched;

import dev.blindspot.golang.layout.GoLayout;
import java.util.HashMap;
import java.util.Map;

/** The states of a goroutine, by the numbers of one version of Go. Threads: immutable. */
final class GoroutineStates {
    private static final String[] NAMES = {
        "idle", "runnable", "running", "syscall", "waiting", "copystack", "preempted", "leaked"
    };

    private final Map<Integer, String> names = new HashMap<>();
    private final int scanBit;
    private final int dead;
    private final int deadExtra;
    private final int running;
    private final int syscall;
    private final int waiting;
    private final int leaked;
    private final int copystack;

    GoroutineStates(GoLayout layout) {
        for (String name : NAMES) {
            names.put(number(layout, name), name);
        }
        scanBit = number(layout, "scan");
        dead = number(layout, "dead");
        deadExtra = number(layout, "deadextra");
        running = number(layout, "running");
        syscall = number(layout, "syscall");
        waiting = number(layout, "waiting");
        leaked = number(layout, "leaked");
        copystack = number(layout, "copystack");
        names.remove(-1);
    }

    private static int number(GoLayout layout, String name) {
        return (int) layout.constant("runtime._G" + name);
    }

    /** The state in a status word: while the collector scans a stack a bit is set besides. */
    int status(int word) {
        return word & ~scanBit;
    }

    boolean isDead(int status) {
        return status == dead || status == deadExtra;
    }

    boolean isWaiting(int status) {
        return status == waiting || status == leaked;
    }

    boolean isSyscall(int status) {
        return status == syscall;
    }

    /** Whether its registers are in memory. */
    boolean hasStack(int status) {
        return status != running && status != copystack && names.containsKey(status) && !"idle".equals(name(status));
    }

    /** The contract's name; {@code unknown} for a number that is none. */
    String name(int status) {
        return names.getOrDefault(status, "unknown");
    }
}
