package dev.blindspot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoRegionsTest {
    private static final long PAGE = 4096;

    /** Where the kernel maps: below 2^47 on amd64, below 2^48 on arm64. */
    @ParameterizedTest
    @ValueSource(longs = {0x7fff_0000_0000L, 0xffff_0000_0000L, 0xffff_ffff_0000L})
    void whatIsMappedHighIsTold(long high) {
        GoRegions.Builder builder = new GoRegions.Builder();
        builder.addAround(high + 4 * PAGE, high + 8 * PAGE, GoRegions.Kind.METADATA_GC);
        builder.addAround(0xc0_0000_0000L, 0xc0_0040_0000L, GoRegions.Kind.HEAP_FREE);
        builder.addAround(high, high + 2 * PAGE, GoRegions.Kind.METADATA_OTHER);
        builder.add(high + 5 * PAGE, high + 6 * PAGE, GoRegions.Kind.METADATA_MSPAN);
        GoRegions regions = builder.build();

        assertEquals(4, regions.size());
        assertEquals(
                List.of(
                        "METADATA_OTHER 0..2",
                        "null 2..4",
                        "METADATA_GC 4..5",
                        "METADATA_MSPAN 5..6",
                        "METADATA_GC 6..8",
                        "null 8..9"),
                parts(regions, high, high + 9 * PAGE));
        assertEquals(List.of("HEAP_FREE 0..1"), parts(regions, 0xc0_0000_0000L, 0xc0_0000_0000L + PAGE));
    }

    private static List<String> parts(GoRegions regions, long from, long to) {
        List<String> parts = new ArrayList<>();
        regions.split(
                from,
                to,
                (start, end, kind, allocated, slots) ->
                        parts.add(kind + " " + (start - from) / PAGE + ".." + (end - from) / PAGE));
        return parts;
    }
}
