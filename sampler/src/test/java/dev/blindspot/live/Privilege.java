package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.blindspot.linux.perf.Check;
import dev.blindspot.linux.perf.PerfProbe;
import dev.blindspot.linux.perf.Tracefs;

/** Skips a live test where rights are missing, and says so; fails instead where the environment demands them. */
public final class Privilege {
    private Privilege() {}

    /** The tracepoints, system-wide, or no test. */
    public static Tracefs.Present tracing() {
        if (!(Tracefs.findOrMount() instanceof Tracefs.Present tracefs)) {
            return missing("no readable tracefs: " + Tracefs.find());
        }
        for (Check check : PerfProbe.all(0)) {
            if (check.name().equals("system-wide tracing") && !(check instanceof Check.Ok)) {
                return missing(check.text());
            }
        }
        return tracefs;
    }

    /** Skips the test, or fails it. */
    static Tracefs.Present missing(String reason) {
        System.err.println("skipped: " + reason);
        return "1".equals(System.getenv("BLINDSPOT_REQUIRE_PRIVILEGE")) ? fail(reason) : abort(reason);
    }
}
