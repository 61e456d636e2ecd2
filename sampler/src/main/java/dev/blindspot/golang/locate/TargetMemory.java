package dev.blindspot.golang.locate;

import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.linux.memory.ReadBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Words of a target's memory, through a cache of pages, so that following pointers costs few system calls.
 *
 * <p>A page stays as it was first read until {@link #forget}: whoever looks again calls that first. Whoever must see a
 * word change reads it with {@link #fresh}.
 *
 * <p>Units: bytes; words are little-endian. Threads: one. Allocation: none but for {@link #copy} and {@link #string}.
 * Errors: {@link UnreadableMemory} for every address that cannot be read, null and kernel addresses among them.
 */
public final class TargetMemory {
    private static final int PAGE_BITS = 12;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;
    private static final int SLOTS = 1024;
    private static final int PAGES_A_CALL = 64;
    private static final long MAX_COPY_BYTES = 256L << 20;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemoryReader reader;
    private final MemorySegment scratch = Arena.ofAuto().allocate(PAGE_BYTES, 8);

    /** Pages as arrays: a look costs mostly looks at words, and a segment's are dear until the second compiler has seen them. */
    private final long[][] cache = new long[SLOTS][];

    private final long[] pages = new long[SLOTS];
    private final ReadBatch ahead = new ReadBatch(PAGES_A_CALL, PAGES_A_CALL * (long) PAGE_BYTES);

    public TargetMemory(MemoryReader reader) {
        this.reader = reader;
        forget();
    }

    /** Drops what was read so far. */
    public void forget() {
        Arrays.fill(pages, -1);
    }

    public long u64(long address) throws UnreadableMemory {
        int inPage = inPage(address);
        return inPage > PAGE_BYTES - 8 ? copy(address, 8).get(LONG, 0) : word(page(address), inPage);
    }

    public long u32(long address) throws UnreadableMemory {
        return i32(address) & 0xffff_ffffL;
    }

    public int i32(long address) throws UnreadableMemory {
        int inPage = inPage(address);
        return inPage > PAGE_BYTES - 4 ? copy(address, 4).get(INT, 0) : (int) word(page(address), inPage);
    }

    public int u16(long address) throws UnreadableMemory {
        int inPage = inPage(address);
        int bits = inPage > PAGE_BYTES - 2 ? copy(address, 2).get(SHORT, 0) : (int) word(page(address), inPage);
        return bits & 0xffff;
    }

    public int u8(long address) throws UnreadableMemory {
        return (int) word(page(address), inPage(address)) & 0xff;
    }

    private static int inPage(long address) {
        return (int) address & (PAGE_BYTES - 1);
    }

    private static int bytes(long[] page, int from, byte[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] = (byte) (page[(from + i) >>> 3] >>> (((from + i) & 7) << 3));
        }
        return count;
    }

    /** The bytes from there on, as many as the page has of eight. */
    private static long word(long[] page, int inPage) {
        int index = inPage >>> 3;
        int shift = (inPage & 7) << 3;
        long low = page[index] >>> shift;
        return shift == 0 || index + 1 == page.length ? low : low | page[index + 1] << (64 - shift);
    }

    /** The 8 bytes as they are now. */
    public long fresh(long address) throws UnreadableMemory {
        check(reader.read(address, scratch, 0, 8), 8, address);
        return scratch.get(LONG, 0);
    }

    /** Bytes read now, past the cache, in one call as far as the system allows. */
    public MemorySegment copy(long address, long length) throws UnreadableMemory {
        if (length < 0 || length > MAX_COPY_BYTES) {
            throw new UnreadableMemory(Long.toUnsignedString(length) + " bytes at " + hex(address));
        }
        MemorySegment bytes = Arena.ofAuto().allocate(Math.max(length, 1), 8);
        copy(address, bytes, length);
        return bytes.asSlice(0, length);
    }

    /** The same into memory at hand. */
    public void copy(long address, MemorySegment into, long length) throws UnreadableMemory {
        long done = 0;
        while (done < length) {
            long got = reader.read(address + done, into, done, length - done);
            if (got <= 0) {
                throw unreadable(address + done);
            }
            done += got;
        }
    }

    /** Text of a known length. */
    public String string(long address, long length, int maxLength) throws UnreadableMemory {
        if (length < 0 || length > maxLength) {
            throw new UnreadableMemory("a string of " + Long.toUnsignedString(length) + " bytes at " + hex(address));
        }
        byte[] text = new byte[(int) length];
        for (int done = 0; done < text.length; ) {
            int from = inPage(address + done);
            done += bytes(page(address + done), from, text, done, Math.min(text.length - done, PAGE_BYTES - from));
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Reads ahead what will be asked for, a call for many pages. What cannot be read is left to whoever asks for it.
     *
     * <p>A call for one page is mostly the call: hence this, where one knows what comes.
     */
    public void expect(long[] addresses, int count) {
        ahead.clear();
        long last = -1;
        for (int i = 0; i < count; i++) {
            long number = addresses[i] >>> PAGE_BITS;
            if (number != last && number != 0 && pages[slot(number)] != number) {
                last = number;
                ahead.add(number << PAGE_BITS, PAGE_BYTES);
                if (ahead.count() == PAGES_A_CALL) {
                    readAhead();
                }
            }
        }
        readAhead();
    }

    private void readAhead() {
        if (ahead.count() > 0) {
            reader.read(ahead);
        }
        for (int i = 0; i < ahead.count(); i++) {
            if (ahead.result(i) == PAGE_BYTES) {
                keep(ahead.address(i) >>> PAGE_BITS, ahead.destination(), ahead.offset(i));
            }
        }
        ahead.clear();
    }

    private long[] page(long address) throws UnreadableMemory {
        long number = address >>> PAGE_BITS;
        int slot = slot(number);
        long[] page = cache[slot];
        if (page != null && pages[slot] == number) {
            return page;
        }
        check(reader.read(number << PAGE_BITS, scratch, 0, PAGE_BYTES), PAGE_BYTES, address);
        return keep(number, scratch, 0);
    }

    private long[] keep(long number, MemorySegment bytes, long offset) {
        int slot = slot(number);
        long[] page = cache[slot];
        if (page == null) {
            page = new long[PAGE_BYTES / 8];
            cache[slot] = page;
        }
        MemorySegment.copy(bytes, LONG, offset, page, 0, page.length);
        pages[slot] = number;
        return page;
    }

    private static int slot(long number) {
        return (int) (number ^ (number >>> 10)) & (SLOTS - 1);
    }

    private static void check(long got, long wanted, long address) throws UnreadableMemory {
        if (got != wanted) {
            throw unreadable(address);
        }
    }

    private static UnreadableMemory unreadable(long address) {
        return new UnreadableMemory("no memory can be read at " + hex(address));
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
