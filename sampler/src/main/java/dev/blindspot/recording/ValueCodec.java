package dev.blindspot.recording;

import dev.blindspot.model.Cost;
import dev.blindspot.model.Loss;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Module;
import dev.blindspot.model.Note;

/** The small values that several payloads hold. */
final class ValueCodec {
    private static final LossSource[] LOSS_SOURCES = LossSource.values();

    private ValueCodec() {}

    static void writeCost(Encoder out, Cost cost) {
        out.putSigned(cost.reads())
                .putSigned(cost.bytesRead())
                .putSigned(cost.ownCpuNanos())
                .putSigned(cost.longestLockedReadNanos())
                .putSigned(cost.stoppedNanos())
                .putSigned(cost.targetOverheadNanos());
    }

    static Cost readCost(Decoder in) throws DamagedChunk {
        return new Cost(in.getSigned(), in.getSigned(), in.getSigned(), in.getSigned(), in.getSigned(), in.getSigned());
    }

    static void writeNote(Encoder out, WrittenDictionary dictionary, Note note) {
        dictionary.put(out, note.code());
        dictionary.put(out, note.text());
    }

    static Note readNote(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Note(dictionary.string(in), dictionary.string(in));
    }

    static void writeLoss(Encoder out, Loss loss) {
        out.putEnum(loss.source())
                .putNullableLong(loss.count())
                .putInstant(loss.from())
                .putInstant(loss.to());
    }

    static Loss readLoss(Decoder in) throws DamagedChunk {
        return new Loss(in.getEnum(LOSS_SOURCES), in.getNullableLong(), in.getInstant(), in.getInstant());
    }

    static void writeModule(Encoder out, WrittenDictionary dictionary, Module module) {
        out.putUnsigned(module.start()).putUnsigned(module.end()).putUnsigned(module.fileOffset());
        dictionary.put(out, module.path());
        dictionary.put(out, module.buildId());
    }

    static Module readModule(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Module(
                in.getUnsigned(),
                in.getUnsigned(),
                in.getUnsigned(),
                dictionary.string(in),
                dictionary.nullableString(in));
    }
}
