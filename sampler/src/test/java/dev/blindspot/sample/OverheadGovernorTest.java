package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.blindspot.model.Note;
import dev.blindspot.sample.OverheadGovernor.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverheadGovernorTest {
    private static final long SECOND = 1_000_000_000;
    private static final Map<Stage, Long> ALL_COST = Map.of(
            Stage.MALLOC, SECOND / 50,
            Stage.FAULTS, SECOND / 50,
            Stage.SNAPSHOTS, SECOND / 50,
            Stage.STACKS, SECOND / 50,
            Stage.EVENTS, SECOND / 50);

    private static List<String> codes(OverheadGovernor governor) {
        return governor.notes().stream().map(Note::code).toList();
    }

    @Test
    void withoutALimitNothingIsThinned() {
        OverheadGovernor governor = new OverheadGovernor(0);
        for (int i = 0; i < 100; i++) {
            assertFalse(governor.spent(SECOND, ALL_COST, SECOND));
        }
        assertEquals(List.of(), governor.notes());
    }

    @Test
    void underTheLimitNothingIsThinned() {
        OverheadGovernor governor = new OverheadGovernor(0.05);
        for (int i = 0; i < 100; i++) {
            assertFalse(governor.spent(SECOND / 25, ALL_COST, SECOND));
        }
        assertEquals(List.of(), governor.notes());
    }

    @Test
    void whatIsWorthLeastGoesFirstAndEachStageIsSaid() {
        OverheadGovernor governor = new OverheadGovernor(0.05);
        while (!governor.spent(SECOND / 10, ALL_COST, SECOND)) {}
        assertEquals(List.of("thinned-malloc"), codes(governor));
        assertEquals(0.5, governor.factor(Stage.MALLOC));
        assertEquals(1, governor.factor(Stage.FAULTS));
        for (int i = 0; i < 1_000; i++) {
            governor.spent(SECOND / 10, ALL_COST, SECOND);
        }
        assertEquals(
                List.of("thinned-malloc", "thinned-faults", "thinned-snapshots", "thinned-stacks", "thinned-events"),
                codes(governor));
        assertEquals(0.125, governor.factor(Stage.EVENTS));
    }

    @Test
    void whatCostsNothingIsLeftAlone() {
        OverheadGovernor governor = new OverheadGovernor(0.05);
        for (int i = 0; i < 1_000; i++) {
            governor.spent(SECOND / 10, Map.of(Stage.SNAPSHOTS, SECOND / 10), SECOND);
        }
        assertEquals(List.of("thinned-snapshots"), codes(governor));
    }
}
