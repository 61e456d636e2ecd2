package dev.blindspot.cli;

import dev.blindspot.model.Loss;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.view.ProgressText;
import java.io.PrintWriter;
import java.util.List;

/** What is said when a session is over. */
final class SessionEnd {
    private SessionEnd() {}

    /** Why it ended, to follow what was done; empty where its time was up. */
    static String why(RecordingEnd end) {
        return switch (end.reason()) {
            case "exit" -> ": the target ended";
            case "exec" -> ": the target became another program";
            case "oom-killed" -> ": the kernel killed the target for want of memory";
            case "memory-limit" -> ": the target's cgroup is near its limit";
            case "memory-pressure" -> ": memory is short";
            case "interrupted" -> ": ended by a signal";
            case "reader-gone" -> ": the reader closed it";
            default -> "";
        };
    }

    static void tellLosses(PrintWriter err, List<Loss> losses) {
        if (!losses.isEmpty()) {
            err.println("blindspot: note: events were lost: " + ProgressText.losses(losses));
        }
    }
}
