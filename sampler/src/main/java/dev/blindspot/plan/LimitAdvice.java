package dev.blindspot.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container limit and a GOMEMLIMIT, with the reasoning shown. Bytes.
 *
 * @param limitBytes for the container
 * @param headroomBytes in it, above the highest that was seen
 * @param kernelBytes in it, for what the kernel charges for the process besides its resident memory
 * @param growthBytes in it, for as long again as was recorded
 * @param goMemLimitBytes null where it is not known what Go's runtime holds, or nothing is left for it
 * @param reasoning sentences, one a step
 */
public record LimitAdvice(
        long limitBytes,
        long headroomBytes,
        long kernelBytes,
        long growthBytes,
        @Nullable Long goMemLimitBytes,
        List<String> reasoning) {
    public LimitAdvice {
        reasoning = List.copyOf(reasoning);
    }
}
