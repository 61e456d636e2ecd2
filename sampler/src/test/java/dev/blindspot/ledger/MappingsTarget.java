package dev.blindspot.ledger;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Maps memory of every kind, prints {@code ready}, and waits for its input to end. */
final class MappingsTarget {
    private static final long MIB = 1 << 20;
    private static final int READ_WRITE = Linux.PROT_READ() | Linux.PROT_WRITE();
    private static final int ANONYMOUS = 0x20;
    private static final int HUGETLB = 0x40000;
    private static final int GUARD_INSTALL = 102;
    private static final int SHMGET = Machine.ARM64 ? 194 : 29;
    private static final int SHMCTL = Machine.ARM64 ? 195 : 31;
    private static final int SHMAT = Machine.ARM64 ? 196 : 30;
    private static final int MEMFD_CREATE = Machine.ARM64 ? 279 : 319;
    private static final int FTRUNCATE = Machine.ARM64 ? 46 : 77;
    private static final int MADVISE = Machine.ARM64 ? 233 : 28;
    private static final int MPROTECT = Machine.ARM64 ? 226 : 10;
    private static final int IO_URING_SETUP = 425;

    private static long sink;

    private MappingsTarget() {}

    /** Takes a file of at least 1 MiB. */
    public static void main(String[] arguments) throws IOException {
        anonymous();
        shared();
        files(arguments[0]);
        huge();
        device();
        System.out.println("ready " + sink);
        while (System.in.read() >= 0) {}
    }

    private static long map(long bytes, int protection, int flags, long fd) {
        return must(Libc.mmap(0, bytes, protection, flags, (int) fd, 0));
    }

    private static long must(long result) {
        if (result < 0) {
            throw new IllegalStateException("failed with " + result);
        }
        return result;
    }

    private static void write(long from, long bytes, long step) {
        MemorySegment memory = MemorySegment.ofAddress(from).reinterpret(bytes);
        for (long at = 0; at < bytes; at += step) {
            memory.set(JAVA_BYTE, at, (byte) 1);
        }
    }

    private static void read(long from, long bytes) {
        MemorySegment memory = MemorySegment.ofAddress(from).reinterpret(bytes);
        for (long at = 0; at < bytes; at += Machine.PAGE_BYTES) {
            sink += memory.get(JAVA_BYTE, at);
        }
    }

    private static void anonymous() {
        int flags = Linux.MAP_PRIVATE() | ANONYMOUS;
        write(map(3 * MIB, READ_WRITE, flags, -1), 3 * MIB, Machine.PAGE_BYTES);
        read(map(MIB, READ_WRITE, flags, -1), MIB);
        long mixed = map(8 * MIB, READ_WRITE, flags, -1);
        write(mixed, 4 * MIB, 3L * Machine.PAGE_BYTES);
        read(mixed, 4 * MIB);
        map(256L << 30, Linux.PROT_NONE(), flags | Linux.MAP_NORESERVE(), -1);
        long closed = map(MIB, READ_WRITE, flags, -1);
        write(closed, MIB, Machine.PAGE_BYTES);
        must(Libc.syscall(MPROTECT, closed, MIB, Linux.PROT_NONE(), 0, 0));
        long guarded = map(MIB, READ_WRITE, flags, -1);
        write(guarded, MIB, Machine.PAGE_BYTES);
        // Linux 6.13; where it fails the pages stay as they are.
        Libc.syscall(MADVISE, guarded + MIB / 2, MIB / 4, GUARD_INSTALL, 0, 0);
    }

    private static void shared() {
        long area = map(2 * MIB, READ_WRITE, Linux.MAP_SHARED() | ANONYMOUS, -1);
        write(area, MIB, Machine.PAGE_BYTES);
        read(area + MIB, MIB / 2);
        try (Arena arena = Arena.ofConfined()) {
            long memfd = must(
                    Libc.syscall(MEMFD_CREATE, arena.allocateFrom("a memfd").address(), 0, 0, 0, 0));
            must(Libc.syscall(FTRUNCATE, memfd, 2 * MIB, 0, 0, 0));
            write(map(2 * MIB, READ_WRITE, Linux.MAP_SHARED(), memfd), MIB, Machine.PAGE_BYTES);
            long copy = map(2 * MIB, READ_WRITE, Linux.MAP_PRIVATE(), memfd);
            read(copy, MIB);
            write(copy, MIB / 4, Machine.PAGE_BYTES);
        }
        long segment = must(Libc.syscall(SHMGET, 0, MIB, 0600, 0, 0));
        long attached = must(Libc.syscall(SHMAT, segment, 0, 0, 0, 0));
        Libc.syscall(SHMCTL, segment, 0, 0, 0, 0);
        write(attached, MIB / 2, Machine.PAGE_BYTES);
    }

    private static void files(String path) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) must(Libc.open(arena.allocateFrom(path), Linux.O_RDWR()));
            long copy = map(MIB, READ_WRITE, Linux.MAP_PRIVATE(), fd);
            read(copy, MIB);
            write(copy, MIB / 2, Machine.PAGE_BYTES);
            read(map(MIB, Linux.PROT_READ(), Linux.MAP_SHARED(), fd), MIB / 2);
            int zero = (int) must(Libc.open(arena.allocateFrom("/dev/zero"), Linux.O_RDWR()));
            write(map(MIB, READ_WRITE, Linux.MAP_PRIVATE(), zero), MIB / 2, Machine.PAGE_BYTES);
        }
    }

    private static void huge() {
        int flags = Linux.MAP_PRIVATE() | ANONYMOUS;
        for (int round = 0; round < 2; round++) {
            long area = map(12 * MIB, READ_WRITE, flags, -1);
            Libc.syscall(MADVISE, area, 12 * MIB, Linux.MADV_HUGEPAGE(), 0, 0);
            if (round == 0) {
                write(area, 9 * MIB, Machine.PAGE_BYTES);
            } else {
                read(area, 9 * MIB);
            }
        }
        // Only where the system keeps such pages.
        long reserved = Libc.mmap(0, 4 * MIB, READ_WRITE, flags | HUGETLB, -1, 0);
        if (reserved > 0) {
            write(reserved, 2 * MIB, Machine.PAGE_BYTES);
        }
    }

    /** A ring of the kernel's own pages, where io_uring is allowed. */
    private static void device() {
        try (Arena arena = Arena.ofConfined()) {
            long fd = Libc.syscall(IO_URING_SETUP, 64, arena.allocate(120, 8).address(), 0, 0, 0);
            if (fd >= 0) {
                read(map(Machine.PAGE_BYTES, READ_WRITE, Linux.MAP_SHARED(), fd), Machine.PAGE_BYTES);
            }
        }
    }
}
