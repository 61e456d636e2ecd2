package dev.blindspot.linux.perf;

import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events on every CPU, of all processes, narrowed in the kernel by thread name where that is possible: the target's
 * context switches cost nothing. The reader selects by pid.
 *
 * <p>A filter can be set only once. So a name that appears later gets events of its own beside the first, with a filter
 * of that name alone: as a thread has one name at a time, no two of them ever report the same occurrence, and none has
 * to be told from another. What the renamed thread did before {@link #follow} is lost, uncounted.
 *
 * <p>Threads: as {@link RingSet}.
 */
public final class SystemAttach implements AutoCloseable {
    /** Filters are tried one after the other on each syscall of anybody: after so many, one of all other names. */
    private static final int FILTER_LIMIT = 8;

    private final RingSet rings;
    private final Set<String> covered = new LinkedHashSet<>();
    private int filters;
    private boolean coversAll;

    private SystemAttach(RingSet rings) {
        this.rings = rings;
    }

    /**
     * Opens all events and starts them.
     *
     * @param names of the target's threads, a character a byte
     */
    public static PerfResult<SystemAttach> open(List<EventSpec> specs, Collection<String> names, RingSizes sizes) {
        PerfResult<RingSet> opened = RingSet.open(specs, sizes);
        if (!(opened instanceof Ok<RingSet>(RingSet rings))) {
            return ((Failed<RingSet>) opened).cast();
        }
        SystemAttach attach = new SystemAttach(rings);
        PerfResult<Integer> result = switch (CommFilter.of(names)) {
            case CommFilter.Text(String text) -> {
                attach.covered.addAll(names);
                yield attach.add(text, false);
            }
            case CommFilter.Impossible _ -> {
                attach.coversAll = true;
                yield attach.add(null, false);
            }
        };
        if (result instanceof Failed<Integer> failed) {
            rings.close();
            return failed.cast();
        }
        return new Ok<>(attach);
    }

    /** Over rings that no kernel fills: all names are let through. */
    public static SystemAttach of(Replay replay) {
        SystemAttach attach = new SystemAttach(replay.rings());
        attach.coversAll = true;
        return attach;
    }

    /**
     * Lets through a name a thread of the target has taken.
     *
     * @return events opened for it, 0 where the name was let through already
     */
    public PerfResult<Integer> follow(String name) {
        if (isFollowed(name)) {
            return new Ok<>(0);
        }
        Set<String> all = new LinkedHashSet<>(covered);
        all.add(name);
        if (filters < FILTER_LIMIT
                && CommFilter.of(List.of(name)) instanceof CommFilter.Text(String text)
                && CommFilter.allBut(all) instanceof CommFilter.Text) {
            PerfResult<Integer> result = add(text, true);
            if (result instanceof Ok) {
                covered.add(name);
            }
            return result;
        }
        // The names so far always fit a filter: that was seen to when the last of them was added.
        PerfResult<Integer> result = add(((CommFilter.Text) CommFilter.allBut(covered)).text(), true);
        coversAll = result instanceof Ok;
        return result;
    }

    /** Whether events of threads of this name are let through. */
    public boolean isFollowed(String name) {
        return coversAll || covered.contains(name);
    }

    /** Whether the kernel lets through all names: then everybody's mappings fill the rings. */
    public boolean isUnfiltered() {
        return coversAll;
    }

    public RingSet rings() {
        return rings;
    }

    /** Opens all specs, or those a filter narrows, on all CPUs, and starts them; all or none. */
    private PerfResult<Integer> add(@Nullable String filter, boolean onlyFilterable) {
        int from = rings.eventCount();
        @Nullable Failed<?> failure = null;
        for (int spec = 0; spec < rings.specs().size() && failure == null; spec++) {
            EventSpec what = rings.specs().get(spec);
            if (onlyFilterable && !what.filterable()) {
                continue;
            }
            for (int cpu : rings.cpus()) {
                String narrowed = what.filterable() ? filter : null;
                if (rings.add(spec, -1, cpu, what.attr(), narrowed) instanceof Failed<AttachedEvent> failed
                        && !failed.cpuOffline()) {
                    failure = failed;
                    break;
                }
            }
        }
        if (failure == null && rings.enable(from) instanceof Failed<RingSet> failed) {
            failure = failed;
        }
        if (failure != null) {
            rings.dropFrom(from);
            return failure.cast();
        }
        filters++;
        return new Ok<>(rings.eventCount() - from);
    }

    @Override
    public void close() {
        rings.close();
    }
}
