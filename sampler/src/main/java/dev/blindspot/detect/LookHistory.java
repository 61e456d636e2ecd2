package dev.blindspot.detect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The looks of a window, no more than {@value #MOST_LOOKS}: when they are full, every second one is dropped and from then
 * on only every second is kept. The first and the newest are always among them.
 *
 * <p>Threads: one.
 */
final class LookHistory {
    static final int MOST_LOOKS = 128;

    private final Look first;
    private final List<Look> kept = new ArrayList<>();
    private @Nullable Look newest;
    private int stride = 1;
    private int sinceLast;

    LookHistory(Look first) {
        this.first = first;
    }

    void add(Look look) {
        newest = look;
        if (++sinceLast < stride) {
            return;
        }
        sinceLast = 0;
        if (kept.size() == MOST_LOOKS) {
            halve();
        }
        kept.add(look);
        newest = null;
    }

    /** Keeps those of odd index, so that the newest stays. */
    private void halve() {
        for (int i = 0; i < MOST_LOOKS / 2; i++) {
            kept.set(i, kept.get(2 * i + 1));
        }
        kept.subList(MOST_LOOKS / 2, MOST_LOOKS).clear();
        stride *= 2;
    }

    /**
     * All of them, by rising time.
     *
     * @param last the look at the window's end; null if there was none
     */
    List<Look> looks(@Nullable Look last) {
        List<Look> all = new ArrayList<>(kept.size() + 3);
        all.add(first);
        all.addAll(kept);
        if (newest != null) {
            all.add(newest);
        }
        if (last != null) {
            all.add(last);
        }
        return all;
    }
}
