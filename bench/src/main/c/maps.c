/* The baseline of reading and parsing /proc/PID/maps: pieces of 16 KiB as ours, fields by hand and not by sscanf. */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static const char *hex(const char *at, uint64_t *value) {
    uint64_t sum = 0;
    for (;; at++) {
        unsigned digit = (unsigned char)*at - '0';
        if (digit > 9) {
            digit = (unsigned char)*at - 'a' + 10u;
            if (digit < 10 || digit > 15) break;
        }
        sum = sum << 4 | digit;
    }
    *value = sum;
    return at;
}

static const char *decimal(const char *at, uint64_t *value) {
    uint64_t sum = 0;
    for (unsigned digit; (digit = (unsigned char)*at - '0') <= 9; at++) sum = sum * 10 + digit;
    *value = sum;
    return at;
}

/* Bytes of all mappings and of all their paths, offsets, inodes and protections mixed in: each field is read. */
uint64_t maps_parse(const char *text, uint64_t length) {
    uint64_t sum = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        uint64_t from, to, offset, major, minor, inode;
        at = hex(at, &from);
        at = hex(at + 1, &to);
        int protection = (at[1] == 'r') | (at[2] == 'w') << 1 | (at[3] == 'x') << 2 | (at[4] == 's') << 3;
        at = hex(at + 6, &offset);
        at = hex(at + 1, &major);
        at = hex(at + 1, &minor);
        at = decimal(at + 1, &inode);
        while (*at == ' ') at++;
        const char *newline = memchr(at, '\n', end - at);
        if (newline == 0) break;
        sum += (to - from) + (uint64_t)(newline - at) + offset + inode + protection + (major << 32 | minor);
        at = newline + 1;
    }
    return sum;
}

/* The same of an open file, read from its beginning into a buffer that must be large enough. */
uint64_t maps_read(int fd, char *buffer, uint64_t bytes) {
    uint64_t length = 0;
    for (ssize_t got; length < bytes; length += got) {
        uint64_t left = bytes - length;
        got = pread(fd, buffer + length, left < 16 << 10 ? left : 16 << 10, length);
        if (got <= 0) break;
    }
    return maps_parse(buffer, length);
}
