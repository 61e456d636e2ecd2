package dev.blindspot.bench;

/** A ring under test, as both sides see it: batches of payloads go in and come out. */
interface Channel {
    /** Payloads handed over together: of the order of the drain's rounds. */
    int BATCH = 64;

    /** Payloads each ring has room for at least. */
    int CAPACITY = 4096;

    /** Writes payloads from {@code number} on until there are {@code most} or the ring is full; gives how many. */
    int write(long number, int most);

    /** Reads and sums what there is, at most so many. */
    void read(Received received, int most);

    /** The implementation of that name. */
    static Channel of(String name) {
        return switch (name) {
            case "blindspot" -> new BlindspotChannel(false);
            case "blindspot-each" -> new BlindspotChannel(true);
            case "agrona" -> new AgronaChannel();
            case "jctools" -> new JctoolsChannel();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
