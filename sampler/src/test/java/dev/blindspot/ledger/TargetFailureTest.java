package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.SamplerException;
import org.junit.jupiter.api.Test;

class TargetFailureTest {
    private static final int EMFILE = 24;

    @Test
    void whereNoDescriptorIsLeftTheProcessIsStillThere() {
        SamplerException failure = TargetFailure.of(1, -EMFILE);
        assertInstanceOf(SamplerException.NotPermitted.class, failure);
        assertTrue(String.valueOf(failure.getMessage()).contains("ulimit -n"));
    }
}
