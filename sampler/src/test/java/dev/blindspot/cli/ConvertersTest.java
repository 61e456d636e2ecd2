package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
    @ParameterizedTest
    @CsvSource({"4096, 4096", "4KiB, 4096", "4k, 4096", "256MiB, 268435456", "2GiB, 2147483648", "7b, 7"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, new ByteSizeConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0", "0GiB", "4 KiBs", "1.5GiB", "99999999999TiB", "x"})
    void refusesWhatIsNoSize(String text) {
        assertThrows(TypeConversionException.class, () -> new ByteSizeConverter().convert(text));
    }

    @Test
    void readsDurations() {
        assertEquals(Duration.ofMillis(500), new DurationConverter().convert("500ms"));
        assertEquals(Duration.ofSeconds(10), new DurationConverter().convert("10s"));
        assertEquals(Duration.ofSeconds(3), new DurationConverter().convert("3"));
        assertEquals(Duration.ofMinutes(5), new DurationConverter().convert("5m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "-3s", "ten", "1d", "9999999999s", "999999999h"})
    void refusesWhatIsNoDuration(String text) {
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
    }
}
