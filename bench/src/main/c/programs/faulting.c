/* A neighbour that touches so many fresh pages a second, given as its argument, until its input ends or it is killed. */
#include <stdlib.h>
#include <sys/mman.h>

#include "rounds.h"

int main(int count, char **words) {
    const int pages = 256;
    int64_t each = pages * 1000000000ll / (count > 1 ? atol(words[1]) : 1);
    char *memory = mmap(0, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 1;
    madvise(memory, pages * 4096, MADV_NOHUGEPAGE);
    puts("ready");
    fflush(stdout);
    for (int64_t next = now_ns();; next += each) {
        madvise(memory, pages * 4096, MADV_DONTNEED);
        for (int i = 0; i < pages; i++) memory[i * 4096] = 1;
        int64_t wait = next + each - now_ns();
        if (wait > 0) {
            struct timespec pause = {wait / 1000000000, wait % 1000000000};
            nanosleep(&pause, 0);
        } else if (wait < -1000000000) {
            next = now_ns(); /* too slow for that rate: nothing is made up for */
        }
    }
}
