package dev.blindspot.recording;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A finding within an inspection. */
final class FindingCodec {
    private static final Severity[] SEVERITIES = Severity.values();
    private static final int STRING = 0;
    private static final int LONG = 1;
    private static final int DOUBLE = 2;
    private static final int BOOLEAN = 3;

    private FindingCodec() {}

    static void write(Encoder out, WrittenDictionary dictionary, Finding finding) {
        dictionary.put(out, finding.id());
        out.putEnum(finding.severity());
        dictionary.put(out, finding.title());
        out.putNullableLong(finding.bytes())
                .putNullableLong(finding.count())
                .putNullableDouble(finding.growthBytesPerSecond())
                .putBoolean(finding.incomplete());
        dictionary.putList(out, List.copyOf(finding.evidence().entrySet()), (to, entry) -> {
            dictionary.put(to, entry.getKey());
            writeEvidence(to, dictionary, entry.getValue());
        });
        dictionary.putList(out, finding.stacks(), (to, share) -> {
            dictionary.putStack(to, share.stack());
            to.putSigned(share.bytes()).putSigned(share.count());
        });
        dictionary.put(out, finding.advice());
    }

    static Finding read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Finding(
                dictionary.string(in),
                in.getEnum(SEVERITIES),
                dictionary.string(in),
                in.getNullableLong(),
                in.getNullableLong(),
                in.getNullableDouble(),
                in.getBoolean(),
                readAllEvidence(in, dictionary),
                in.getList(
                        3, item -> new Finding.StackShare(dictionary.stack(item), item.getSigned(), item.getSigned())),
                dictionary.string(in));
    }

    private static void writeEvidence(Encoder out, WrittenDictionary dictionary, Object value) {
        switch (value) {
            case Long number -> out.putByte(LONG).putSigned(number);
            case Double number -> out.putByte(DOUBLE).putDouble(number);
            case Boolean truth -> out.putByte(BOOLEAN).putBoolean(truth);
            default -> dictionary.put(out.putByte(STRING), value.toString());
        }
    }

    private static SortedMap<String, Object> readAllEvidence(Decoder in, ReadDictionary dictionary)
            throws DamagedChunk {
        SortedMap<String, Object> evidence = new TreeMap<>();
        int count = in.getCount(3);
        for (int i = 0; i < count; i++) {
            evidence.put(dictionary.string(in), readEvidence(in, dictionary));
        }
        return evidence;
    }

    private static Object readEvidence(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return switch (in.getByte()) {
            case STRING -> dictionary.string(in);
            case LONG -> in.getSigned();
            case DOUBLE -> in.getDouble();
            case BOOLEAN -> in.getBoolean();
            default -> throw new DamagedChunk("evidence of an unknown type");
        };
    }
}
