package dev.blindspot.recording;

import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;

/** A ledger snapshot within a payload. */
final class LedgerCodec {
    private LedgerCodec() {}

    static void write(Encoder out, WrittenDictionary dictionary, Ledger ledger) {
        out.putInstant(ledger.at()).putSigned(ledger.rssBytes()).putSigned(ledger.scannedBytes());
        dictionary.putList(out, ledger.rows(), (to, row) -> {
            dictionary.put(to, row.category());
            to.putSigned(row.rssBytes())
                    .putSigned(row.virtualBytes())
                    .putSigned(row.swapBytes())
                    .putNullableLong(row.hugeBytes())
                    .putUnsigned(row.mappings());
        });
    }

    static Ledger read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Ledger(
                in.getInstant(),
                in.getSigned(),
                in.getSigned(),
                in.getList(
                        6,
                        item -> new LedgerRow(
                                dictionary.string(item),
                                item.getSigned(),
                                item.getSigned(),
                                item.getSigned(),
                                item.getNullableLong(),
                                item.getUnsignedInt())));
    }
}
