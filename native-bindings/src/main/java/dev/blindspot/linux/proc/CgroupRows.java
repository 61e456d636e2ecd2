package dev.blindspot.linux.proc;

import java.util.List;

/**
 * Which rows of {@code memory.stat} are bytes and do not overlap.
 *
 * <p>Version 2: {@code shmem}, {@code file_mapped}, {@code file_dirty}, {@code anon_thp}, the LRU lists and their like
 * are parts of {@code anon} and {@code file}; {@code slab_reclaimable} and {@code slab_unreclaimable} parts of
 * {@code slab}; {@code kernel} is the sum of kernel_stack, pagetables, sec_pagetables, percpu, vmalloc, slab, zswap and
 * what has no row of its own: the parts are listed, not the sum. {@code zswapped} and {@code swap} are not memory.
 *
 * <p>Version 1: {@code cache} holds {@code shmem}, {@code mapped_file}, {@code dirty}; {@code rss} is anonymous memory and
 * holds {@code rss_huge}; the LRU lists repeat both, {@code total_…} repeats all for the tree below. {@code swap} is
 * apart, and so are kernel memory and TCP buffers, which have files of their own.
 *
 * <p>Source: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst; mm/memcontrol.c of Linux 6.18.
 */
final class CgroupRows {
    static final List<String> VERSION_1 = List.of("cache", "rss", "swap");

    static final List<String> VERSION_2 = List.of(
            "anon",
            "file",
            "kernel_stack",
            "pagetables",
            "sec_pagetables",
            "percpu",
            "sock",
            "vmalloc",
            "slab",
            "zswap",
            "hugetlb");

    private CgroupRows() {}
}
