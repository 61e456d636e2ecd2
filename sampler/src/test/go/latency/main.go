// Latency measures what its own mmap+munmap pairs take, in rounds that standard input asks for:
//
//	paced SECONDS   a pair every -every
//	flat SECONDS    pairs back to back, one page touched
//
// Before that it has touched -resident bytes, so that a
// reader of its page tables has something to walk.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"targets/internal/rounds"
	"targets/internal/stage"
)

var (
	resident = flag.Int64("resident", 0, "bytes to have resident")
	size     = flag.Int("size", 64<<10, "bytes of a pair's mapping")
	every    = flag.Duration("every", 200*time.Microsecond, "from the begin of a paced pair to the next")
)

// fill has bytes resident in mappings of 256 MiB with small pages: the usual case, and the
// dearest to walk.
func fill(bytes int64) {
	const chunk = 256 << 20
	for done := int64(0); done < bytes; done += chunk {
		length := bytes - done
		if length > chunk {
			length = chunk
		}
		memory, err := syscall.Mmap(-1, 0, int(length), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		stage.Check("mmap", err)
		stage.Check("madvise", syscall.Madvise(memory, 15)) // MADV_NOHUGEPAGE
		for i := 0; i < len(memory); i += os.Getpagesize() {
			memory[i] = 1
		}
	}
}

//go:noinline
func pair(touch bool) {
	memory, err := syscall.Mmap(-1, 0, *size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
	if touch {
		memory[0] = 1
	}
	stage.Check("munmap", syscall.Munmap(memory))
}

func paced(length time.Duration, nanos []int64) []int64 {
	begin := time.Now()
	for next := begin; ; {
		now := time.Now()
		if now.Sub(begin) >= length {
			return nanos
		}
		if wait := next.Sub(now); wait > 0 {
			pause := syscall.NsecToTimespec(int64(wait))
			_ = syscall.Nanosleep(&pause, nil) // an early return is only another pace
		}
		started := time.Now()
		pair(false)
		nanos = append(nanos, int64(time.Since(started)))
		next = started.Add(*every)
	}
}

func flat(length time.Duration, nanos []int64) []int64 {
	begin := time.Now()
	for time.Since(begin) < length {
		started := time.Now()
		pair(true)
		nanos = append(nanos, int64(time.Since(started)))
	}
	return nanos
}

func main() {
	flag.Parse()
	runtime.LockOSThread()
	fill(*resident)
	nanos := make([]int64, 0, 8<<20)
	fmt.Println("ready")
	rounds.Serve(func(mode string, length time.Duration) []int64 {
		if mode == "paced" {
			nanos = paced(length, nanos[:0])
		} else {
			nanos = flat(length, nanos[:0])
		}
		return nanos
	})
}
