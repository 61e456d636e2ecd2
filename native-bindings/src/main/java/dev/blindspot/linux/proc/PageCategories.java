package dev.blindspot.linux.proc;

import dev.blindspot.linux.bindings.Linux;

/**
 * What is known of a page, as bits.
 *
 * <p>Source: PAGEMAP_SCAN, Documentation/admin-guide/mm/pagemap.rst.
 */
public final class PageCategories {
    /** Of a file or of shared memory; not set for private copies, and not for pages the kernel does not count at all. */
    public static final int FILE = (int) Linux.PAGE_IS_FILE_BIT();

    public static final int PRESENT = (int) Linux.PAGE_IS_PRESENT_BIT();

    /** Out on swap (or, for an instant, on the move). */
    public static final int SWAPPED = (int) Linux.PAGE_IS_SWAPPED_BIT();

    /** The one page of zeroes all processes share: mapped, but resident in none. */
    public static final int PFNZERO = (int) Linux.PAGE_IS_PFNZERO_BIT();

    /** Mapped by one entry for many pages. */
    public static final int HUGE = (int) Linux.PAGE_IS_HUGE_BIT();

    /** A guard region (MADV_GUARD_INSTALL): the kernel calls it swapped too. Linux 6.16; younger than many headers. */
    public static final int GUARD = 1 << 8;

    private PageCategories() {}

    /**
     * Whether the kernel counts the page in VmRSS.
     *
     * @param onlyFile the mapping is shared, or the kernel's own ([vvar]): in those a present page without {@link #FILE}
     *     is a raw page frame, of a device or of the kernel, and counts for nobody
     */
    public static boolean isResident(int categories, boolean onlyFile) {
        return (categories & (PRESENT | PFNZERO)) == PRESENT && (!onlyFile || (categories & FILE) != 0);
    }

    /** Whether the page is out on swap. */
    public static boolean isSwapped(int categories) {
        return (categories & (SWAPPED | GUARD)) == SWAPPED;
    }
}
