package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.SettledCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Asks for what {@code maps} does not print of one mapping: the size of its pages, by which hugetlb is told from all
 * else, whatever its file is called.
 *
 * <p>Threads: one. Allocation: none. Errors: {@code -ENOTTY} before Linux 6.11, {@code -ENOENT} where nothing is mapped.
 *
 * <p>Layout of {@code struct procmap_query}: {@code size 0, query_flags 8, query_addr 16, vma_start 24, vma_end 32,
 * vma_flags 40, vma_page_size 48, …}, 104 bytes. Source: PROCMAP_QUERY in linux/fs.h, younger than many headers.
 */
public final class MappingQuery {
    private static final long QUERY_BYTES = 104;
    private static final long SIZE_AT = 0;
    private static final long ADDRESS_AT = 16;
    private static final long PAGE_SIZE_AT = 48;

    /** {@code _IOWR('f', 17, struct procmap_query)}. */
    private static final long PROCMAP_QUERY = 3L << 30 | QUERY_BYTES << 16 | 'f' << 8 | 17;

    private final MemorySegment query = Arena.ofAuto().allocate(QUERY_BYTES, 8);
    private final ProcFile maps;
    private final ReadCost cost;

    /** Asks by the descriptor of {@code maps}. */
    public MappingQuery(ProcFile maps, ReadCost cost) {
        this.maps = maps;
        this.cost = cost;
        SettledCalls.settle();
    }

    /** Bytes of a page of the mapping at an address, or {@code -errno}. */
    public long pageBytes(long address) {
        query.fill((byte) 0);
        query.set(JAVA_LONG, SIZE_AT, QUERY_BYTES);
        query.set(JAVA_LONG, ADDRESS_AT, address);
        long began = System.nanoTime();
        int result = Libc.ioctl(maps.fd(), PROCMAP_QUERY, query.address());
        cost.addLocked(result, System.nanoTime() - began);
        return result < 0 ? result : query.get(JAVA_LONG, PAGE_SIZE_AT);
    }
}
