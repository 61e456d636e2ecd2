package main

import (
	"sync/atomic"
	"syscall"
)

const (
	mapFixedNoReplace = 0x100000
	mremapMayMove     = 1
	mremapFixed       = 2
	mremapDontUnmap   = 4
)

// Calls are counted by what became of them: one that failed changed nothing, except that a
// failed mprotect may have changed part of its range.
type calls struct {
	OK     int64 `json:"ok"`
	Failed int64 `json:"failed"`
}

var counts struct {
	Mmap     calls `json:"mmap"`
	Munmap   calls `json:"munmap"`
	Mremap   calls `json:"mremap"`
	Mprotect calls `json:"mprotect"`
}

func (c *calls) count(errno syscall.Errno) bool {
	if errno != 0 {
		atomic.AddInt64(&c.Failed, 1)
		return false
	}
	atomic.AddInt64(&c.OK, 1)
	return true
}

func mmap(addr, length uintptr, prot, flags, fd int) (uintptr, bool) {
	got, _, errno := syscall.Syscall6(syscall.SYS_MMAP, addr, length, uintptr(prot), uintptr(flags), uintptr(fd), 0)
	return got, counts.Mmap.count(errno)
}

func munmap(addr, length uintptr) bool {
	_, _, errno := syscall.Syscall(syscall.SYS_MUNMAP, addr, length, 0)
	return counts.Munmap.count(errno)
}

func mremap(addr, oldLength, newLength uintptr, flags int, to uintptr) (uintptr, bool) {
	got, _, errno := syscall.Syscall6(syscall.SYS_MREMAP, addr, oldLength, newLength, uintptr(flags), to, 0)
	return got, counts.Mremap.count(errno)
}

func mprotect(addr, length uintptr, prot int) {
	_, _, errno := syscall.Syscall(syscall.SYS_MPROTECT, addr, length, uintptr(prot))
	counts.Mprotect.count(errno)
}
