package dev.blindspot.recording;

/** The payloads that serve the raw exports: event blocks, paths, what was cut. */
final class BlockCodec {
    private BlockCodec() {}

    static void writeEvents(Encoder out, EventBlock block) {
        out.putUnsigned(block.firstSequence())
                .putUnsigned(block.lastSequence())
                .putUnsigned(block.firstNanos())
                .putUnsigned(block.lastNanos())
                .putUnsigned(block.count())
                .putBytes(block.encoded(), 0, block.encoded().length);
    }

    static EventBlock readEvents(Decoder in) throws DamagedChunk {
        return new EventBlock(
                in.getUnsigned(),
                in.getUnsigned(),
                in.getUnsigned(),
                in.getUnsigned(),
                in.getUnsignedInt(),
                in.getBytes());
    }

    static void writeCut(Encoder out, RecordedItem.OfCut cut) {
        out.putUnsigned(cut.firstSequence())
                .putUnsigned(cut.lastSequence())
                .putUnsigned(cut.firstNanos())
                .putUnsigned(cut.lastNanos());
    }

    static RecordedItem.OfCut readCut(Decoder in) throws DamagedChunk {
        return new RecordedItem.OfCut(in.getUnsigned(), in.getUnsigned(), in.getUnsigned(), in.getUnsigned());
    }

    static void writePath(Encoder out, int id, String path) {
        out.putUnsigned(id).putText(path);
    }

    static RecordedItem.OfPath readPath(Decoder in) throws DamagedChunk {
        return new RecordedItem.OfPath(in.getUnsignedInt(), in.getText());
    }
}
