package dev.blindspot.recording;

import dev.blindspot.model.Inspection;
import dev.blindspot.model.RecordedProcess;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;

/** The payloads of the first and of the last chunk, and of those where another process follows. */
final class SessionCodec {
    private SessionCodec() {}

    static void writeInfo(Encoder out, WrittenDictionary dictionary, RecordingInfo info) {
        out.putInstant(info.startedAt()).putSigned(info.startedNanos());
        dictionary.put(out, info.attachMode());
        dictionary.putStrings(out, info.sources());
        dictionary.put(out, info.stacks());
        out.putSigned(info.olderNanos());
        out.putBlock(block -> InspectionCodec.write(block, dictionary, info.first()));
    }

    static RecordingInfo readInfo(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new RecordingInfo(
                in.getInstant(),
                in.getSigned(),
                dictionary.string(in),
                dictionary.strings(in),
                dictionary.string(in),
                in.getSigned(),
                InspectionCodec.read(in.getBlock(), dictionary));
    }

    static void writeProcess(Encoder out, WrittenDictionary dictionary, RecordedProcess process) {
        out.putInstant(process.startedAt()).putSigned(process.startedNanos());
        out.putBlock(block -> InspectionCodec.write(block, dictionary, process.first()));
    }

    static RecordedProcess readProcess(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new RecordedProcess(in.getInstant(), in.getSigned(), InspectionCodec.read(in.getBlock(), dictionary));
    }

    static void writeEnd(Encoder out, WrittenDictionary dictionary, RecordingEnd end) {
        out.putInstant(end.endedAt()).putSigned(end.endedNanos());
        dictionary.put(out, end.reason());
        Inspection last = end.last();
        if (last == null) {
            out.putByte(0);
        } else {
            out.putByte(1).putBlock(block -> InspectionCodec.write(block, dictionary, last));
        }
    }

    static RecordingEnd readEnd(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new RecordingEnd(
                in.getInstant(),
                in.getSigned(),
                dictionary.string(in),
                in.getBoolean() ? InspectionCodec.read(in.getBlock(), dictionary) : null);
    }
}
