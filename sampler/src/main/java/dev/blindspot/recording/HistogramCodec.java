package dev.blindspot.recording;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * A histogram within an interval.
 *
 * <p>Its bytes are tried when they are read: HdrHistogram's decoder answers malformed ones with whatever exception
 * comes first, and allocates as their header says.
 */
final class HistogramCodec {
    /** Where HdrHistogram's encoding V2 has the number of significant digits. */
    private static final int DIGITS_AT = 12;

    /** With more, a decoder would allocate tens of megabytes. */
    private static final int MAX_DIGITS = 3;

    private HistogramCodec() {}

    static void write(Encoder out, WrittenDictionary dictionary, HistogramDelta histogram) {
        dictionary.put(out, histogram.tag());
        dictionary.put(out, histogram.unit());
        out.putBytes(histogram.encoded(), 0, histogram.encoded().length).putSigned(histogram.overflow());
    }

    static HistogramDelta read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        String tag = dictionary.string(in);
        String unit = dictionary.string(in);
        byte[] encoded = in.getBytes();
        if (!isHistogram(encoded)) {
            throw new DamagedChunk("a histogram that is none");
        }
        return new HistogramDelta(tag, unit, encoded, in.getSigned());
    }

    private static boolean isHistogram(byte[] encoded) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(encoded);
            return bytes.getInt(DIGITS_AT) <= MAX_DIGITS
                    && Histogram.decodeFromByteBuffer(bytes, 0).getTotalCount() >= 0;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
