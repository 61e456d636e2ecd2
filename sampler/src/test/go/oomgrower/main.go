// Oomgrower maps and touches memory it never unmaps, until somebody stops it.
package main

import (
	"flag"
	"syscall"
	"time"

	"targets/internal/stage"
)

var (
	size  = flag.Int("size", 1<<20, "bytes a mapping")
	pause = flag.Duration("pause", 25*time.Millisecond, "between two of them")
)

//go:noinline
func grow() []byte {
	memory, err := syscall.Mmap(-1, 0, *size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	stage.Check("mmap", err)
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	return memory
}

func main() {
	flag.Parse()
	stage.Ready()
	for range time.Tick(*pause) {
		grow()
	}
}
