package dev.blindspot.export;

import dev.blindspot.model.Frame;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Stack;
import java.util.List;

/**
 * Go's sampled allocations as all of them: what {@code runtime/pprof} makes of the profile it writes.
 *
 * <p>An allocation of n bytes is sampled with probability {@code 1 - exp(-n/rate)}; counts and bytes are divided by it.
 *
 * <p>Source: runtime/pprof/protomem.go, {@code writeHeapProto} and {@code scaleHeapSample}, Go 1.19 to 1.27.
 */
record HeapScale(long objects, long bytes) {
    static HeapScale of(long objects, long bytes, long rate) {
        if (objects == 0 || bytes == 0) {
            return new HeapScale(0, 0);
        }
        if (rate <= 1) {
            return new HeapScale(objects, bytes);
        }
        double average = (double) bytes / objects;
        double scale = 1 / (1 - Math.exp(-average / rate));
        return new HeapScale((long) (objects * scale), (long) (bytes * scale));
    }

    static HeapScale inUse(HeapProfile.Bucket bucket, long rate) {
        return of(bucket.inuseObjects(), bucket.inuseBytes(), rate);
    }

    static HeapScale allocated(HeapProfile.Bucket bucket, long rate) {
        return of(bucket.allocObjects(), bucket.allocBytes(), rate);
    }

    /** Without the allocator's own frames at the leaf, unless there are no others. */
    static Stack withoutAllocator(Stack stack) {
        List<Frame> frames = stack.frames();
        for (int i = 0; i < frames.size(); i++) {
            String function = frames.get(i).function();
            if (function == null || !(function.startsWith("runtime.") || function.startsWith("internal/runtime/"))) {
                return new Stack(frames.subList(i, frames.size()));
            }
        }
        return stack;
    }
}
