package dev.blindspot.model;

/**
 * One histogram of one interval.
 *
 * @param tag its name, e.g. {@code mmap.size}
 * @param unit {@code bytes} or {@code ns}
 * @param encoded HdrHistogram's V2 encoding, uncompressed, 3 significant digits; not to be changed
 * @param overflow values above the histogram's range, which it does not hold
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by codecs; a copy a second would buy nothing
public record HistogramDelta(String tag, String unit, byte[] encoded, long overflow) {}
