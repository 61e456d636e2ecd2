package dev.blindspot.golang.heap;

/**
 * The heap size at which the collector's next cycle shall end, as its pacer works it out.
 *
 * <p>Units: bytes. Source: runtime/mgcpacer.go heapGoalInternal, memoryLimitHeapGoal; the headroom is a share of the goal from
 * Go 1.21 on.
 */
final class HeapGoal {
    private static final long MIN_RUNWAY = 64 << 10;
    private static final long HEADROOM = 1 << 20;
    private static final int HEADROOM_PERCENT = 3;
    private static final int FIRST_WITH_PERCENT = 21;

    private HeapGoal() {}

    static long of(HeapAccounts accounts, int minor) {
        long goal = accounts.controlled("gcPercentHeapGoal");
        long limited = byMemoryLimit(accounts, minor);
        if (Long.compareUnsigned(limited, goal) < 0) {
            return limited;
        }
        goal = maxUnsigned(goal, accounts.controlled("sweepDistMinTrigger"));
        long triggered = accounts.controlled("triggered");
        return triggered == -1 ? goal : maxUnsigned(goal, triggered + MIN_RUNWAY);
    }

    private static long byMemoryLimit(HeapAccounts accounts, int minor) {
        long alloc = accounts.totalAlloc() - accounts.totalFree();
        long ready = accounts.controlled("mappedReady");
        long limit = accounts.controlled("memoryLimit");
        long notHeap = ready - accounts.free() - alloc;
        long overage = Math.max(ready - limit, 0);
        if (notHeap + overage >= limit) {
            return accounts.controlled("heapMarked");
        }
        long goal = limit - (notHeap + overage);
        long headroom = minor < FIRST_WITH_PERCENT ? HEADROOM : Math.max(goal / 100 * HEADROOM_PERCENT, HEADROOM);
        goal = goal < headroom || goal - headroom < headroom ? headroom : goal - headroom;
        return Math.max(goal, accounts.controlled("heapMarked"));
    }

    private static long maxUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }
}
