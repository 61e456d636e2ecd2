package dev.blindspot.plan;

import dev.blindspot.model.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Advises limits under which what was seen would have lived: the highest resident memory, what the kernel charges besides,
 * growth for as long again, and headroom for a peak that nobody has seen yet.
 */
final class LimitAdviser {
    private static final double MIB = 1 << 20;
    private static final double LEAST_HEADROOM = 0.1;
    private static final double LEAST_HEADROOM_BYTES = 16 * MIB;

    /** The runtime passes its limit by a little before it collects. */
    private static final double GO_SHARE = 0.95;

    /** A collector that has less room than this above what is alive does little else than collect. */
    private static final double LEAST_ROOM_TO_COLLECT = 1.25;

    private final List<ProcessHistory> processes;
    private final List<Note> notes;

    LimitAdviser(List<ProcessHistory> processes, List<Note> notes) {
        this.processes = processes;
        this.notes = notes;
    }

    /**
     * The advice.
     *
     * @param growth bytes that growth adds in as long again as was recorded; 0 where nothing grows
     * @param inHeap whether it is Go's heap that grows
     */
    LimitAdvice advise(Plan.Peak peak, double growth, boolean inHeap) {
        List<String> reasoning = new ArrayList<>();
        double kernel = kernelBytes();
        double tail = peak.max() - peak.p99();
        double headroom = Math.max(Math.max(LEAST_HEADROOM * peak.max(), tail), LEAST_HEADROOM_BYTES);
        long limit = (long) (Math.ceil((peak.max() + kernel + growth + headroom) / MIB) * MIB);
        reasoning.add("highest resident memory seen: " + mib(peak.max()));
        if (kernel > 0) {
            reasoning.add("+ " + mib(kernel) + " the kernel charges to the cgroup besides");
        }
        if (growth > 0) {
            reasoning.add("+ " + mib(growth) + " that it grows in as long again as was recorded");
        }
        reasoning.add("+ " + mib(headroom) + " headroom: "
                + (headroom == tail
                        ? "the highest peak was so much above 99 % of them, and the next may be as much higher"
                        : headroom > LEAST_HEADROOM * peak.max()
                                ? "no less than that"
                                : "a tenth, for peaks that were not seen"));
        return new LimitAdvice(
                limit,
                (long) headroom,
                (long) kernel,
                (long) growth,
                goMemLimit(limit, kernel + (inHeap ? 0 : growth), reasoning),
                reasoning);
    }

    private @Nullable Long goMemLimit(long limit, double besides, List<String> reasoning) {
        long outside = processes.stream()
                .mapToLong(ProcessHistory::mostOutsideGo)
                .max()
                .orElse(-1);
        if (outside < 0) {
            notes.add(new Note(
                    "gomemlimit-unknown",
                    "no GOMEMLIMIT is advised: no snapshot tells what Go's runtime holds from the rest"));
            return null;
        }
        double left = Math.floor((limit - besides - outside) * GO_SHARE / MIB) * MIB;
        if (left <= 0) {
            notes.add(new Note(
                    "gomemlimit-none-left",
                    "no GOMEMLIMIT is advised: what Go's runtime does not manage fills the limit"));
            return null;
        }
        reasoning.add("GOMEMLIMIT: the limit less " + mib(outside + besides)
                + " at most that Go's runtime does not manage, and 5 % of the rest");
        long objects = processes.stream()
                .map(ProcessHistory::fullest)
                .mapToLong(ledger -> ledger == null ? 0 : GoShare.objects(ledger))
                .max()
                .orElse(0);
        if (left < LEAST_ROOM_TO_COLLECT * objects) {
            notes.add(new Note(
                    "gomemlimit-tight",
                    "heap objects came to " + mib(objects) + ": under this GOMEMLIMIT the collector would run often"));
        }
        return (long) left;
    }

    /** What the kernel holds for the process; 0 where the cgroup is others' too. */
    private double kernelBytes() {
        if (processes.stream().anyMatch(process -> process.cgroup().isShared())) {
            notes.add(new Note(
                    "cgroup-shared",
                    "other processes share the cgroup: the advised limit is for this one alone, and what the kernel"
                            + " holds for it besides is not known"));
        }
        return processes.stream()
                .mapToDouble(process -> process.cgroup().kernelBytes())
                .max()
                .orElse(0);
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }
}
