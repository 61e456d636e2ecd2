package main

import (
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"

	"targets/internal/stage"
)

// The calls that user code made, whichever way.
var mmaps, munmaps, mremaps int64

const (
	readWrite      = syscall.PROT_READ | syscall.PROT_WRITE
	privateAnon    = syscall.MAP_PRIVATE | syscall.MAP_ANON
	sharedAnon     = syscall.MAP_SHARED | syscall.MAP_ANON
	mremapMayMove  = 1
	prctlSetName   = 15
	noFile         = -1
	commLimitBytes = 15
)

// mapMemory maps by syscall.Mmap, or by the bare system call with -raw.
func mapMemory(fd, size, prot, flags int) uintptr {
	if *raw {
		return mapRaw(fd, size, prot, flags)
	}
	memory, err := syscall.Mmap(fd, 0, size, prot, flags)
	stage.Check("mmap", err)
	atomic.AddInt64(&mmaps, 1)
	return uintptr(unsafe.Pointer(&memory[0]))
}

func mapRaw(fd, size, prot, flags int) uintptr {
	addr, _, errno := syscall.Syscall6(syscall.SYS_MMAP, 0, uintptr(size), uintptr(prot), uintptr(flags), uintptr(fd), 0)
	stage.Check("mmap", errno)
	atomic.AddInt64(&mmaps, 1)
	return addr
}

func unmapRaw(addr uintptr, size int) {
	_, _, errno := syscall.Syscall(syscall.SYS_MUNMAP, addr, uintptr(size), 0)
	stage.Check("munmap", errno)
	atomic.AddInt64(&munmaps, 1)
}

func remapRaw(addr uintptr, oldSize, newSize int) uintptr {
	moved, _, errno := syscall.Syscall6(syscall.SYS_MREMAP, addr, uintptr(oldSize), uintptr(newSize), mremapMayMove, 0, 0)
	stage.Check("mremap", errno)
	atomic.AddInt64(&mremaps, 1)
	return moved
}

func touch(addr uintptr, size int) {
	if !*touching {
		return
	}
	memory := unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&addr))), size)
	for i := 0; i < size; i += os.Getpagesize() {
		memory[i] = 1
	}
}

// renameThread names the calling thread; the caller is locked to it.
func renameThread(name string) {
	var comm [commLimitBytes + 1]byte
	copy(comm[:commLimitBytes], name)
	_, _, errno := syscall.Syscall(syscall.SYS_PRCTL, prctlSetName, uintptr(unsafe.Pointer(&comm[0])), 0)
	stage.Check("prctl", errno)
}
