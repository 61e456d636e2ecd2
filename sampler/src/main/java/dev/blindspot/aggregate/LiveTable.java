package dev.blindspot.aggregate;

import static dev.blindspot.aggregate.Accounts.NOBODY;

import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What is mapped of the window's mappings, as ranges. A range belongs to the mapping call that made it, through partial
 * unmaps, splits and moves. What was mapped before the window is in here as {@link Accounts#NOBODY}'s, to tell it from a
 * hole, and is told to no one.
 *
 * <p>Addresses and lengths are whole pages. Threads: one.
 */
final class LiveTable {
    private final Accounts accounts;
    private final RangeTable ranges = new RangeTable(64);
    private final GoneLog gone = new GoneLog(1 << 11);
    private final Mremaps mremaps;
    private final PieceList carved = new PieceList();
    private final PieceList found = new PieceList();

    LiveTable(Accounts accounts) {
        this.accounts = accounts;
        this.mremaps = new Mremaps(this, ranges, accounts);
    }

    /** What is mapped as the window begins: it is nobody's. */
    void baseline(MapsView maps, long startNanos) {
        int next = 0;
        while (next < maps.size()) {
            long start = maps.start(next);
            long end = maps.end(next++);
            while (next < maps.size() && maps.start(next) == end) {
                end = maps.end(next++);
            }
            if (start >= 0) { // the kernel's half is not the program's to map
                ranges.insert(start, end, startNanos, NOBODY, true);
            }
        }
    }

    /** What mremap does to this table. */
    Mremaps mremaps() {
        return mremaps;
    }

    /** A new mapping; whatever was believed to be there is gone. */
    void map(long nowNanos, long start, long end, MappingKind kind, int stack, int weight) {
        unmap(nowNanos, start, end);
        int call = accounts.open(kind, stack, weight, nowNanos, end - start);
        ranges.insert(start, end, nowNanos, call, false);
    }

    void unmap(long nowNanos, long start, long end) {
        ranges.seek(start);
        if (!ranges.valid() || ranges.start() >= end) {
            return;
        }
        // Nearly always it is what one call mapped, and all of it.
        if (ranges.start() == start && ranges.end() == end) {
            int call = ranges.call();
            if (ranges.given()) {
                logGone(start, end, call);
            }
            ranges.remove();
            accounts.release(call, end - start, nowNanos);
            return;
        }
        carve(start, end, carved);
        release(carved, nowNanos);
    }

    /** shmdt: what is left of the attachment at {@code address}. */
    void detach(long nowNanos, long address) {
        ranges.seek(address);
        if (!ranges.valid()
                || ranges.call() == NOBODY
                || accounts.kind(ranges.call()) != MappingKind.SHM
                || ranges.start() < address) {
            return;
        }
        int call = ranges.call();
        long end = address + accounts.mapped(call);
        find(address, end, found);
        for (int i = 0; i < found.size(); i++) {
            if (found.call(i) == call) {
                unmap(nowNanos, found.start(i), found.end(i));
            }
        }
    }

    /** The mapping calls with a page in this range turned out to be of another kind. */
    void reclassify(long start, long end, MappingKind kind) {
        find(start, end, found);
        for (int i = 0; i < found.size(); i++) {
            int call = found.call(i);
            if (call != NOBODY && accounts.kind(call) != kind) {
                if (tellAgain(call, start, end) < accounts.remaining(call)) {
                    tellAgain(call, 0, Long.MAX_VALUE);
                }
                accounts.reclassify(call, kind);
            }
        }
    }

    /** Drops what was placed before {@code takenFromNanos} and is not in {@code maps}; its rows are incomplete. */
    Reconciled reconcile(MapsView maps, long takenFromNanos) {
        findUnmapped(maps, takenFromNanos);
        int pieces = 0;
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            carve(found.start(i), found.end(i), carved);
            accounts.markIncomplete(found.call(i));
            accounts.drop(found.call(i), found.end(i) - found.start(i));
            if (found.call(i) != NOBODY) {
                pieces++;
                bytes += found.end(i) - found.start(i);
            }
        }
        return new Reconciled(pieces, bytes);
    }

    /** The ranges no cut has told of yet. */
    List<LiveRange> cutBorn() {
        List<LiveRange> born = new ArrayList<>();
        int from = 0;
        while (ranges.nextFreshChunk(from)) {
            for (; ranges.inChunk(); ranges.stepInChunk()) {
                if (!ranges.given() && ranges.call() != NOBODY) {
                    born.add(liveRange());
                    ranges.given(true);
                }
            }
            from = ranges.position() + 1;
        }
        ranges.reserve();
        return born;
    }

    /** What went of the ranges that cuts have told of. */
    List<LiveRange> cutGone() {
        return gone.cut();
    }

    /** All ranges that are somebody's, by address. */
    List<LiveRange> all() {
        List<LiveRange> all = new ArrayList<>();
        for (ranges.first(); ranges.valid(); ranges.next()) {
            if (ranges.call() != NOBODY) {
                all.add(liveRange());
            }
        }
        return all;
    }

    private LiveRange liveRange() {
        int call = ranges.call();
        return new LiveRange(
                ranges.start(),
                ranges.end(),
                accounts.kind(call),
                accounts.stack(call),
                accounts.weight(call),
                accounts.bornNanos(call));
    }

    /** Takes what is known between two addresses out of the table, into {@code into}. */
    void carve(long start, long end, PieceList into) {
        into.clear();
        ranges.seek(start);
        while (ranges.valid() && ranges.start() < end) {
            long rangeStart = ranges.start();
            long rangeEnd = ranges.end();
            int call = ranges.call();
            boolean given = ranges.given();
            long from = Math.max(rangeStart, start);
            long to = Math.min(rangeEnd, end);
            into.add(from, to, call);
            if (given) {
                logGone(from, to, call);
            }
            if (rangeStart < from) {
                ranges.end(from);
                if (rangeEnd > to) {
                    ranges.insert(to, rangeEnd, ranges.placedNanos(), call, given);
                }
                ranges.next();
            } else if (rangeEnd > to) {
                ranges.start(to);
            } else {
                ranges.remove();
                continue;
            }
            if (rangeEnd >= end) {
                return;
            }
        }
    }

    private void release(PieceList pieces, long nowNanos) {
        for (int i = 0; i < pieces.size(); i++) {
            accounts.release(pieces.call(i), pieces.end(i) - pieces.start(i), nowNanos);
        }
    }

    /** Puts the parts of ranges between two addresses into {@code into}; the table stays as it is. */
    void find(long start, long end, PieceList into) {
        into.clear();
        for (ranges.seek(start); ranges.valid() && ranges.start() < end; ranges.next()) {
            into.add(Math.max(start, ranges.start()), Math.min(end, ranges.end()), ranges.call());
        }
    }

    private void findUnmapped(MapsView maps, long takenFromNanos) {
        found.clear();
        int next = 0;
        for (ranges.first(); ranges.valid(); ranges.next()) {
            long at = ranges.placedNanos() < takenFromNanos ? ranges.start() : ranges.end();
            while (at < ranges.end()) {
                while (next < maps.size() && maps.end(next) <= at) {
                    next++;
                }
                long mappedFrom = next < maps.size() ? Math.max(at, maps.start(next)) : Long.MAX_VALUE;
                long unmappedTo = Math.min(mappedFrom, ranges.end());
                if (unmappedTo > at) {
                    found.add(at, unmappedTo, ranges.call());
                }
                at = mappedFrom < ranges.end() ? maps.end(next) : ranges.end();
            }
        }
    }

    /** Makes the call's ranges here gone and born again at the next cut; returns the bytes seen of it. */
    private long tellAgain(int call, long start, long end) {
        long bytes = 0;
        for (ranges.seek(start); ranges.valid() && ranges.start() < end; ranges.next()) {
            if (ranges.call() == call) {
                bytes += ranges.end() - ranges.start();
                if (ranges.given()) {
                    logGone(ranges.start(), ranges.end(), call);
                    ranges.given(false);
                }
            }
        }
        return bytes;
    }

    private void logGone(long start, long end, int call) {
        if (call == NOBODY) {
            return;
        }
        gone.add(
                start, end, accounts.kind(call), accounts.stack(call), accounts.weight(call), accounts.bornNanos(call));
    }
}
