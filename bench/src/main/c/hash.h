/* A hash of results that does not depend on the order they are told in: Java's side is bench.ResultHash. */
#pragma once
#include <stdint.h>

enum { TOTALS = 1, SITE, RANGE, VALUE, STACK };

static inline uint64_t hash_add(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}
