package dev.blindspot.sample;

import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.CodeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which sense addresses are meant. Within one epoch an address means one piece of code, mapped or not: so code that is
 * unloaded and comes back to its place, as with each dlopen of the same library, begins no new epoch, and its stacks stay
 * the same. Where other code comes to an address, an earlier epoch in which all that is mapped now means the same goes on,
 * else a new one begins.
 *
 * <p>Threads: the drain; {@link #maps} by any. Allocation: when code is mapped.
 */
final class CodeEpochs {
    /** Earlier epochs looked at, the newest first. */
    private static final int MOST_CANDIDATES = 64;

    /** @param inode 0 where it is not known */
    record Code(long start, long end, long fileOffset, long inode, String path) {
        boolean overlaps(Code other) {
            return start < other.end && other.start < end;
        }
    }

    private final int pid;
    private final List<List<Code>> epochs = new ArrayList<>(List.of(new ArrayList<>()));
    private final List<Code> live = new ArrayList<>();
    private final Map<Integer, CodeMap> maps = new ConcurrentHashMap<>();
    private int current;
    private volatile int lastLost = -1;

    CodeEpochs(int pid) {
        this.pid = pid;
    }

    /** Code was mapped; the epoch from then on. */
    int mapped(Code code) {
        live.removeIf(code::overlaps);
        live.add(code);
        if (!fits(current, code)) {
            current = epochOfLive();
            for (Code each : live) {
                add(current, each);
            }
        } else {
            add(current, code);
        }
        return current;
    }

    /** Code was unmapped. */
    void unmapped(long start, long end) {
        for (int i = live.size() - 1; i >= 0; i--) {
            if (live.get(i).start() >= start && live.get(i).end() <= end) {
                live.remove(i);
            }
        }
    }

    /** Records of code were lost: from now on nothing is known of what addresses mean. The epoch that begins. */
    int lost() {
        live.clear();
        epochs.add(new ArrayList<>());
        current = epochs.size() - 1;
        lastLost = current;
        return current;
    }

    /** The last epoch that began because records were lost; -1 if none did. Any thread. */
    int lastLost() {
        return lastLost;
    }

    /** The code of each epoch, as far as it was told of. */
    Map<Integer, CodeMap> maps() {
        return maps;
    }

    private int epochOfLive() {
        for (int epoch = epochs.size() - 1; epoch >= Math.max(0, epochs.size() - MOST_CANDIDATES); epoch--) {
            int candidate = epoch;
            if (live.stream().allMatch(code -> fits(candidate, code))) {
                return epoch;
            }
        }
        epochs.add(new ArrayList<>());
        return epochs.size() - 1;
    }

    private boolean fits(int epoch, Code code) {
        return epochs.get(epoch).stream().noneMatch(known -> known.overlaps(code) && !known.equals(code));
    }

    private void add(int epoch, Code code) {
        List<Code> known = epochs.get(epoch);
        if (!known.contains(code)) {
            known.add(code);
            maps.put(epoch, new CodeMap(known.stream().map(this::mapping).toList()));
        }
    }

    private CodeMapping mapping(Code code) {
        boolean isFile = code.path().startsWith("/") && !code.path().startsWith("//");
        return new CodeMapping(
                code.start(),
                code.end(),
                code.fileOffset(),
                code.path(),
                isFile ? RootPath.of(pid, code.path()) : null);
    }
}
