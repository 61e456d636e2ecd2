package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/**
 * The target's threads.
 *
 * @param total kernel threads of the process
 * @param idle parked by Go's scheduler; null where the runtime was not read
 * @param inCgo in a C call; null likewise
 * @param locked locked to a goroutine; null likewise
 * @param stackRssBytes resident bytes of their C stacks, the ledger's {@code c.stacks}; null in recordings made
 *     before it was told
 */
public record ThreadSummary(
        int total,
        @Nullable Integer idle,
        @Nullable Integer inCgo,
        @Nullable Integer locked,
        @Nullable Long stackRssBytes) {}
