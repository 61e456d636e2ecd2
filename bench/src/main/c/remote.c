/* The baseline of reading another process's memory: process_vm_readv over vectors that are there already. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdint.h>
#include <sys/uio.h>

/* All in as few calls as the kernel allows; the bytes that came. */
int64_t remote_batched(int pid, const struct iovec *local, const struct iovec *remote, int count) {
    int64_t sum = 0;
    for (int at = 0; at < count; at += IOV_MAX) {
        int part = count - at < IOV_MAX ? count - at : IOV_MAX;
        ssize_t got = process_vm_readv(pid, local + at, part, remote + at, part, 0);
        if (got < 0) return -1;
        sum += got;
    }
    return sum;
}

/* One call each. */
int64_t remote_each(int pid, const struct iovec *local, const struct iovec *remote, int count) {
    int64_t sum = 0;
    for (int at = 0; at < count; at++) {
        ssize_t got = process_vm_readv(pid, local + at, 1, remote + at, 1, 0);
        if (got < 0) return -1;
        sum += got;
    }
    return sum;
}
