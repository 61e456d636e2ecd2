package dev.blindspot.aggregate;

import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * A call site's row over a whole window: the report's {@code call_sites[]}.
 *
 * @param stackId the first id the stack was told under; 0 none
 * @param stack null where the mappings have none, or none that was told
 * @param outstandingBytes 0 for faults, which the report shows as null
 * @param outstandingVariance of the estimate, bytes squared; of several rows together, their sum
 * @param sampled the figures are estimates
 * @param ci95Bytes the 95 % interval of the outstanding bytes; null where they are no estimate, and for faults
 */
public record CallSiteRow(
        int stackId,
        @Nullable Stack stack,
        MappingKind kind,
        boolean byRuntime,
        long mappedBytes,
        long mappedCount,
        long outstandingBytes,
        long outstandingCount,
        double outstandingVariance,
        boolean sampled,
        @Nullable ByteBounds ci95Bytes,
        boolean incomplete) {}
