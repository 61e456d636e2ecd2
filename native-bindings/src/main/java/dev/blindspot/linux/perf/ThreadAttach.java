package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Events on every thread of a process, inherited by the threads those make: where rights allow nothing else. An
 * inherited event can only be mapped where it is bound to a CPU too, so there are threads × events × CPUs of them, and
 * each of the target's context switches pays for it.
 *
 * <p>A thread born during the attach may have inherited an event and got one of its own: then each occurrence is
 * reported twice. {@link #accept} keeps, per thread, kind of event and CPU, to the one heard first, which is exact without
 * loss. Per CPU, for a thread may have inherited the event of one CPU when that of the next was not open yet. A FORK record could not decide it: it is written after the inheriting, and so may be seen by an event that was
 * opened in between. Nor can the surplus event be closed: of the threads made since, some may be heard by it alone.
 *
 * <p>Lost counts are an upper bound here: a duplicate that was lost is in them.
 *
 * <p>Threads: as {@link RingSet}.
 */
public final class ThreadAttach implements AutoCloseable {
    /** Descriptors left for all else. */
    private static final int SPARE_DESCRIPTORS = 256;
    /** Where a listing is slower than threads come and go, none is ever without a new one. */
    private static final int MOST_LISTINGS = 64;

    private final RingSet rings;
    private final Set<Integer> threads = new HashSet<>();

    /** By thread, spec and CPU, the thread whose event is heard. */
    private final LongToInt heard = new LongToInt();

    private boolean settled = true;

    private ThreadAttach(RingSet rings) {
        this.rings = rings;
    }

    /**
     * Opens all events on all threads of a process, until no new thread appears; each runs from then on. Where threads come
     * and go too fast for that, it is {@link #isSettled not settled}.
     */
    public static PerfResult<ThreadAttach> open(List<EventSpec> specs, int pid, RingSizes sizes) {
        return open(specs, pid, sizes, MOST_LISTINGS);
    }

    static PerfResult<ThreadAttach> open(List<EventSpec> specs, int pid, RingSizes sizes, int mostListings) {
        PerfResult<RingSet> opened = RingSet.open(specs, sizes);
        if (!(opened instanceof Ok<RingSet>(RingSet rings))) {
            return ((Failed<RingSet>) opened).cast();
        }
        ThreadAttach attach = new ThreadAttach(rings);
        PerfResult<Integer> result = attach.addThreads(pid, mostListings);
        if (result instanceof Ok && rings.eventCount() == 0) {
            result = new Failed<>(Step.THREADS, "process " + pid, Linux.ESRCH());
        }
        result = result instanceof Ok ? attach.addProbes() : result;
        if (result instanceof Failed<Integer> failed) {
            rings.close();
            return failed.cast();
        }
        return new Ok<>(attach);
    }

    /** Over rings that no kernel fills. */
    public static ThreadAttach of(Replay replay) {
        return new ThreadAttach(replay.rings());
    }

    /**
     * A thread made by one that has events inherits them, so the new ones run out. Two listings without a new one: a
     * listing may skip a thread when another ends under it.
     */
    private PerfResult<Integer> addThreads(int pid, int mostListings) {
        int quietListings = 0;
        for (int listings = 0; quietListings < 2; listings++) {
            if (listings == mostListings) {
                settled = false;
                break;
            }
            switch (list(pid)) {
                case Failed<List<Integer>> failed -> {
                    return failed.cast();
                }
                case Ok<List<Integer>>(List<Integer> tids) -> {
                    List<Integer> born =
                            tids.stream().filter(tid -> !threads.contains(tid)).toList();
                    quietListings = born.isEmpty() ? quietListings + 1 : 0;
                    raiseDescriptorLimit(born.size());
                    for (int tid : born) {
                        if (add(tid) instanceof Failed<Integer> failed) {
                            return failed.cast();
                        }
                    }
                }
            }
        }
        return new Ok<>(threads.size());
    }

    private void raiseDescriptorLimit(long newThreads) {
        long events = rings.eventCount()
                + newThreads * rings.specs().size() * rings.cpus().size();
        DescriptorLimit.raiseTo(events + rings.ringCount() + SPARE_DESCRIPTORS);
    }

    private PerfResult<Integer> add(int tid) {
        threads.add(tid);
        int from = rings.eventCount();
        for (int spec = 0; spec < rings.specs().size(); spec++) {
            EventAttr attr = rings.specs().get(spec).attr().inherited();
            if (rings.specs().get(spec).role().isProbe()) {
                continue;
            }
            for (int cpu : rings.cpus()) {
                if (rings.add(spec, tid, cpu, attr, null) instanceof Failed<AttachedEvent> failed) {
                    if (failed.threadGone()) {
                        // Its events stay: a thread it made before it ended has inherited those opened by then.
                        return new Ok<>(rings.eventCount() - from);
                    }
                    if (!failed.cpuOffline()) {
                        return failed.cast();
                    }
                }
            }
        }
        return new Ok<>(rings.eventCount() - from);
    }

    /**
     * Probes are opened on every CPU, of all: an inherited one would be opened anew by the target's own thread as it makes
     * another, which would look for the file's name in the target's memory.
     */
    private PerfResult<Integer> addProbes() {
        int from = rings.eventCount();
        for (int spec = 0; spec < rings.specs().size(); spec++) {
            EventSpec what = rings.specs().get(spec);
            for (int cpu : rings.cpus()) {
                if (what.role().isProbe()
                        && rings.add(spec, -1, cpu, what.attr(), null) instanceof Failed<AttachedEvent> failed
                        && !failed.cpuOffline()) {
                    return failed.cast();
                }
            }
        }
        if (rings.enable(from) instanceof Failed<RingSet> failed) {
            return failed.cast();
        }
        return new Ok<>(rings.eventCount() - from);
    }

    private static PerfResult<List<Integer>> list(int pid) {
        List<Integer> tids = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
            for (Path entry : entries) {
                tids.add(Integer.parseInt(entry.getFileName().toString()));
            }
            return new Ok<>(tids);
        } catch (NoSuchFileException | DirectoryIteratorException e) {
            return new Failed<>(Step.THREADS, "process " + pid, Linux.ESRCH());
        } catch (IOException e) {
            return new Failed<>(Step.THREADS, "process " + pid, Linux.EACCES());
        }
    }

    /**
     * Whether a record counts: of two events that report the same thread's occurrences only the one heard first does.
     * To be asked once for each sample, in the order of time.
     */
    public boolean accept(AttachedEvent event, int tid) {
        long key = key(tid, event.specIndex(), event.cpu());
        int first = heard.get(key);
        if (first == LongToInt.NONE) {
            heard.put(key, event.tid());
            return true;
        }
        return first == event.tid();
    }

    /** Forgets a thread that ended: its number may come again. To be told of each EXIT record. */
    public void forget(int tid) {
        for (int spec = 0; spec < rings.specs().size(); spec++) {
            for (int cpu : rings.cpus()) {
                heard.put(key(tid, spec, cpu), LongToInt.NONE);
            }
        }
    }

    /**
     * Forgets all threads: EXIT records were lost, and numbers may have come again. Of a thread with two events one
     * occurrence may then count twice.
     */
    public void forgetAll() {
        heard.clear();
    }

    private static long key(int tid, int spec, int cpu) {
        return (long) tid << 32 | spec << 16 | cpu;
    }

    /**
     * Whether all threads are followed for certain. Else a thread may go unheard that was made by one which had no events yet,
     * itself made by such a one, and so on from listing to listing.
     */
    public boolean isSettled() {
        return settled;
    }

    /** Threads that have events of their own. */
    public int threadCount() {
        return threads.size();
    }

    public RingSet rings() {
        return rings;
    }

    @Override
    public void close() {
        rings.close();
    }
}
