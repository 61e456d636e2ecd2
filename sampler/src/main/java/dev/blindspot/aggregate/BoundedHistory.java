package dev.blindspot.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes again and again, no more of it than so many: when it is full, every second one is dropped and from then on
 * only every second is kept. The newest is always there.
 *
 * <p>Threads: one.
 */
public final class BoundedHistory<T> {
    private final int most;
    private final List<T> kept = new ArrayList<>();
    private @Nullable T newest;
    private int stride = 1;
    private int sinceLast;

    /**
     * An empty one.
     *
     * @param most an even number of them, besides the newest
     */
    public BoundedHistory(int most) {
        this.most = most;
    }

    /** Adds the next one. */
    public void add(T next) {
        newest = next;
        if (++sinceLast < stride) {
            return;
        }
        sinceLast = 0;
        if (kept.size() == most) {
            halve();
        }
        kept.add(next);
        newest = null;
    }

    /** Keeps those of odd index, so that the last stays. */
    private void halve() {
        for (int i = 0; i < most / 2; i++) {
            kept.set(i, kept.get(2 * i + 1));
        }
        kept.subList(most / 2, most).clear();
        stride *= 2;
    }

    /** What is kept, as it came. */
    public List<T> list() {
        List<T> all = new ArrayList<>(kept.size() + 1);
        all.addAll(kept);
        if (newest != null) {
            all.add(newest);
        }
        return all;
    }
}
