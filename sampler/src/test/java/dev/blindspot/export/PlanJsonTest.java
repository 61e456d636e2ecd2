package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.ReportFixture;
import dev.blindspot.diff.Difference;
import dev.blindspot.diff.Footprint;
import dev.blindspot.plan.Plan;
import dev.blindspot.plan.PlanBuilder;
import dev.blindspot.plan.PlanFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The documents of {@code plan} and {@code diff}. */
class PlanJsonTest {
    private static Map<String, @Nullable Object> json(Plan plan) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(PlanJson.write(plan, out));
        return JsonTree.object(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aPlanHoldsTheContractsFields() {
        PlanBuilder builder = new PlanBuilder(1L << 30, null);
        PlanFixture fixture = new PlanFixture();
        builder.begin(PlanFixture.info(null));
        for (int second = 0; second < 60; second++) {
            builder.add(fixture.interval(second, 50 << 20, (10L + second) << 20, null));
        }
        Map<String, @Nullable Object> json = json(builder.build());

        assertEquals("blindspot.plan/1", json.get("schema"));
        assertEquals("growing", json.get("verdict"));
        assertEquals(
                Set.of("category", "growth_bytes_per_s", "ci95", "steady_since_at", "verdict", "last_bytes"),
                JsonTree.at(json, "categories", 0).keySet());
        assertEquals("c.heap", JsonTree.get(json, "categories", 0, "category"));
        assertTrue(JsonTree.number(json, "time_to_limit_ns") > 0);
        assertEquals(2, JsonTree.list(json, "time_to_limit_ci95_ns").size());
        assertTrue(JsonTree.at(json, "peak")
                .keySet()
                .containsAll(Set.of("p50_bytes", "p90_bytes", "p99_bytes", "max_bytes")));
        assertTrue(JsonTree.number(json, "advised_limit_bytes") > 119L << 20);
        assertTrue(JsonTree.number(json, "advised_gomemlimit_bytes") > 0);
    }

    @Test
    void whatIsNotKnownIsNullWithANote() {
        PlanBuilder builder = new PlanBuilder(null, null);
        builder.begin(PlanFixture.info(null));
        Map<String, @Nullable Object> json = json(builder.build());

        for (String name : List.of("time_to_limit_ns", "time_to_limit_ci95_ns", "peak", "advised_limit_bytes")) {
            assertEquals(null, JsonTree.get(json, name), name);
        }
        assertEquals("too-short", json.get("verdict"));
        assertTrue(JsonTree.list(json, "notes").size() >= 3);
    }

    @Test
    void aDifferenceHoldsTheContractsFields() {
        Footprint footprint = Footprint.of("a.bsp", ReportFixture.report());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(DiffJson.write(Difference.of(footprint, footprint), out));
        Map<String, @Nullable Object> json = JsonTree.object(out.toString(StandardCharsets.UTF_8));

        assertEquals("blindspot.diff/1", json.get("schema"));
        assertEquals("a.bsp", JsonTree.get(json, "a", "file"));
        assertEquals(
                Set.of("by", "key", "a_bytes", "b_bytes", "delta_bytes", "significant"),
                JsonTree.at(json, "rows", 0).keySet());
        for (Object row : JsonTree.list(json, "rows")) {
            assertEquals(false, JsonTree.get(row, "significant"));
        }
    }
}
