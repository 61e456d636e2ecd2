/* Lines of "MODE SECONDS" on standard input, each answered by one line of JSON with what a round measured. */
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1 << 23 };

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static inline int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Says ready, and then has each round measured: it fills in nanos of each, at most MOST, and gives how many there were. */
static inline int serve_rounds(int64_t (*measure)(int64_t until, int64_t *nanos)) {
    int64_t *nanos = malloc(MOST * sizeof *nanos);
    char mode[32];
    double seconds;
    puts("ready");
    fflush(stdout);
    while (scanf("%31s %lf", mode, &seconds) == 2) {
        int64_t began = now_ns();
        int64_t pairs = measure(began + (int64_t)(seconds * 1e9), nanos);
        int64_t wall = now_ns() - began, kept = pairs < MOST ? pairs : MOST;
        qsort(nanos, kept, sizeof *nanos, by_value);
        printf("{\"pairs\": %lld, \"wall_ns\": %lld, \"p50_ns\": %lld, \"p99_ns\": %lld}\n", (long long)pairs, (long long)wall,
               (long long)(kept ? nanos[kept / 2] : 0), (long long)(kept ? nanos[(kept - 1) * 99 / 100] : 0));
        fflush(stdout);
    }
    return 0;
}
