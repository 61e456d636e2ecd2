package dev.blindspot.view;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Amounts {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    /** No locale: of any, ROOT too, Java reads how numbers are written there, 270 classes and some milliseconds of a look. */
    private static final @Nullable Locale PLAIN = null;

    private Amounts() {}

    /** {@code 64.0 MiB}. */
    static String bytes(double bytes) {
        double value = Math.abs(bytes);
        int unit = 0;
        while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String sign = bytes < 0 ? "-" : "";
        return sign + String.format(PLAIN, unit == 0 ? "%.0f" : "%.1f", value) + " " + BYTE_UNITS[unit];
    }

    /** {@code +64.0 MiB}. */
    static String change(long bytes) {
        return (bytes > 0 ? "+" : "") + bytes(bytes);
    }

    /** {@code 64.0 MiB (67,108,864 bytes)}. */
    static String exactBytes(long bytes) {
        return Math.abs(bytes) < 1024 ? bytes + " bytes" : bytes(bytes) + " (" + count(bytes) + " bytes)";
    }

    /** {@code 1,234,567}. */
    static String count(long count) {
        return String.format(PLAIN, "%,d", count);
    }

    /** {@code 2,048 mappings}, {@code 1 mapping}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code 850 ns}, {@code 1.25 ms}, {@code 60.0 s}. */
    static String nanos(double nanos) {
        double value = Math.abs(nanos);
        if (value < 1e3) {
            return String.format(PLAIN, "%.0f ns", nanos);
        }
        if (value < 1e6) {
            return String.format(PLAIN, "%.1f µs", nanos / 1e3);
        }
        if (value < 1e9) {
            return String.format(PLAIN, "%.1f ms", nanos / 1e6);
        }
        return String.format(PLAIN, "%.1f s", nanos / 1e9);
    }

    /** {@code 0.4 %}, {@code 12 %}. */
    static String percent(double percent) {
        return String.format(PLAIN, percent < 10 ? "%.1f" : "%.0f", percent) + " %";
    }

    /** A time to come: {@code 45 s}, {@code 12 min}, {@code 5.2 h}, {@code 3.4 days}, {@code more than 10 years}. */
    static String span(double nanos) {
        double seconds = nanos / 1e9;
        if (seconds < 120) {
            return String.format(PLAIN, "%.0f s", seconds);
        }
        if (seconds < 2 * 3600) {
            return String.format(PLAIN, seconds < 600 ? "%.1f min" : "%.0f min", seconds / 60);
        }
        if (seconds < 48 * 3600) {
            return String.format(PLAIN, "%.1f h", seconds / 3600);
        }
        double days = seconds / 86_400;
        return days > 3650 ? "more than 10 years" : String.format(PLAIN, "%.1f days", days);
    }

    /** {@code 2026-03-04 05:06:07 UTC}. */
    static String time(Instant at) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, ZoneOffset.UTC);
        return String.format(
                PLAIN, "%s %02d:%02d:%02d UTC", time.toLocalDate(), time.getHour(), time.getMinute(), time.getSecond());
    }
}
