package dev.blindspot.aggregate;

/**
 * What mremap does to the live table. A range that moves stays with the mapping call that made it; what it grows by
 * counts for that call too; what nobody is known to have made stays nobody's.
 */
final class Mremaps {
    private static final int MREMAP_DONTUNMAP = 4;

    private final LiveTable live;
    private final RangeTable ranges;
    private final Accounts accounts;
    private final MremapsInFlight inFlight = new MremapsInFlight();
    private final PieceList moving = new PieceList();
    private final PieceList found = new PieceList();

    Mremaps(LiveTable live, RangeTable ranges, Accounts accounts) {
        this.live = live;
        this.ranges = ranges;
        this.accounts = accounts;
    }

    /** mremap begins: from here its old range may be gone, and another thread may get it. */
    void begins(int tid, long nowNanos, long start, long end, int flags) {
        putBack(tid, nowNanos); // an earlier call of the thread whose end was lost
        if (!keepsOld(start, end, flags)) {
            live.carve(start, end, inFlight.begin(tid));
        }
    }

    /** mremap failed: what it took is there again, but for what was mapped over it meanwhile. */
    void failed(int tid, long nowNanos) {
        putBack(tid, nowNanos);
    }

    /** mremap succeeded: the old range's pieces are at the new one; growth belongs to the piece at its end. */
    void moved(int tid, long nowNanos, long oldStart, long oldEnd, long newStart, long newEnd, int flags) {
        if (keepsOld(oldStart, oldEnd, flags)) {
            putBack(tid, nowNanos);
            duplicate(nowNanos, oldStart, oldEnd, newStart, newEnd);
            return;
        }
        int flight = inFlight.indexOf(tid);
        if (flight != MremapsInFlight.NONE && !lieWithin(inFlight.pieces(flight), oldStart, oldEnd)) {
            putBack(tid, nowNanos);
            flight = MremapsInFlight.NONE;
        }
        if (flight == MremapsInFlight.NONE) {
            live.carve(oldStart, oldEnd, moving);
            clear(moving, nowNanos, oldStart, oldEnd, newStart, newEnd);
            place(moving, nowNanos, oldStart, oldEnd, newStart, newEnd);
        } else {
            clear(inFlight.pieces(flight), nowNanos, oldStart, oldEnd, newStart, newEnd);
            place(inFlight.pieces(flight), nowNanos, oldStart, oldEnd, newStart, newEnd);
            inFlight.end(flight);
        }
    }

    private static boolean keepsOld(long oldStart, long oldEnd, int flags) {
        return oldStart == oldEnd || (flags & MREMAP_DONTUNMAP) != 0;
    }

    /**
     * What was at the new place is gone. Where the old range has holes, which a move that neither grows nor shrinks may
     * have since Linux 6.17, so has the new one, and what is in those is left alone.
     */
    private void clear(PieceList pieces, long nowNanos, long oldStart, long oldEnd, long newStart, long newEnd) {
        if (pieces.size() == 0 || newEnd - newStart != oldEnd - oldStart) {
            live.unmap(nowNanos, newStart, newEnd);
            return;
        }
        long shift = newStart - oldStart;
        for (int i = 0; i < pieces.size(); i++) {
            live.unmap(nowNanos, pieces.start(i) + shift, pieces.end(i) + shift);
        }
    }

    private void place(PieceList pieces, long nowNanos, long oldStart, long oldEnd, long newStart, long newEnd) {
        long shift = newStart - oldStart;
        for (int i = 0; i < pieces.size(); i++) {
            int call = pieces.call(i);
            long start = pieces.start(i) + shift;
            long end = pieces.end(i) + shift;
            if (pieces.end(i) == oldEnd && newEnd > end) {
                accounts.grow(call, newEnd - end);
                end = newEnd;
            }
            long kept = Math.min(end, newEnd);
            if (start < kept) {
                ranges.insert(start, kept, nowNanos, call, false);
            }
            if (end > newEnd) {
                accounts.release(call, end - Math.max(start, newEnd), nowNanos);
            }
        }
    }

    /** The old range stays; the new one counts as growth of the calls it is made from. */
    private void duplicate(long nowNanos, long oldStart, long oldEnd, long newStart, long newEnd) {
        live.find(oldStart, Math.max(oldEnd, oldStart + 1), found);
        clear(found, nowNanos, oldStart, oldEnd, newStart, newEnd);
        for (int i = 0; i < found.size(); i++) {
            int call = found.call(i);
            boolean whole = oldStart == oldEnd; // a second view of a shared mapping, of any length
            long start = whole ? newStart : newStart + found.start(i) - oldStart;
            long end = whole ? newEnd : Math.min(newEnd, newStart + found.end(i) - oldStart);
            if (start < end) {
                accounts.grow(call, end - start);
                ranges.insert(start, end, nowNanos, call, false);
            }
        }
    }

    private void putBack(int tid, long nowNanos) {
        int flight = inFlight.indexOf(tid);
        if (flight == MremapsInFlight.NONE) {
            return;
        }
        PieceList pieces = inFlight.pieces(flight);
        for (int i = 0; i < pieces.size(); i++) {
            fillGaps(pieces.start(i), pieces.end(i), pieces.call(i), nowNanos);
        }
        inFlight.end(flight);
    }

    private void fillGaps(long start, long end, int call, long nowNanos) {
        long at = start;
        ranges.seek(start);
        while (at < end) {
            boolean taken = ranges.valid() && ranges.start() < end;
            long gapEnd = taken ? Math.max(at, ranges.start()) : end;
            if (gapEnd > at) {
                ranges.insert(at, gapEnd, nowNanos, call, false);
                ranges.next();
                at = gapEnd;
            }
            if (taken) {
                long covered = Math.min(end, ranges.end());
                accounts.release(call, covered - at, nowNanos);
                at = covered;
                ranges.next();
            }
        }
    }

    private static boolean lieWithin(PieceList pieces, long start, long end) {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.start(i) < start || pieces.end(i) > end) {
                return false;
            }
        }
        return true;
    }
}
