package dev.blindspot.aggregate;

import org.HdrHistogram.Histogram;

/**
 * All of a tag's values in a window.
 *
 * @param unit {@code bytes} or {@code ns}
 * @param values a copy; 3 significant digits
 * @param overflow values above the range, not in {@code values}
 */
public record MergedHistogram(String tag, String unit, Histogram values, long overflow) {}
