package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Diagnosis;
import dev.blindspot.model.DoctorCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTextTest {
    private static final DoctorCheck FINE = DoctorCheck.ok("kernel", "Linux 6.18 has all that is used");

    @Test
    void whatIsMissingHasItsRemedyBelow() {
        Diagnosis diagnosis = new Diagnosis(
                "6.18",
                "amd64",
                List.of(
                        FINE,
                        DoctorCheck.limited("page residency", "huge pages are unknown", null),
                        DoctorCheck.missing(
                                "tracefs",
                                "/sys/kernel/tracing may not be read by this user, and that is said in more words than"
                                        + " one line holds",
                                "sudo mount")));

        assertEquals("""
                Linux 6.18, amd64

                  ok       kernel          Linux 6.18 has all that is used
                  limited  page residency  huge pages are unknown
                  missing  tracefs         /sys/kernel/tracing may not be read by this user, and that is said in
                                           more words than one line holds
                                           → sudo mount

                1 limited, 1 missing of 3 checks.
                """, DoctorText.of(diagnosis, false));
        String coloured = DoctorText.of(diagnosis, true);
        assertTrue(coloured.contains("\033[1;33mlimited\033[0m  page"), coloured);
        assertTrue(coloured.contains("\033[1;31mmissing\033[0m  tracefs"), coloured);
    }

    @Test
    void nothingMissing() {
        String text = DoctorText.of(new Diagnosis("6.18", "arm64", List.of(FINE)), false);

        assertTrue(text.endsWith("\n\nNothing is missing.\n"), text);
    }
}
