// Faulter touches fresh memory for the first time in four ways, each in a function of its own.
package main

import (
	"flag"
	"os"
	"syscall"

	"targets/internal/stage"
)

var (
	copyPages  = flag.Int("copy-pages", 4099, "pages first touched by copyOnly")
	clearPages = flag.Int("clear-pages", 3109, "pages first touched by clearOnly")
	readPages  = flag.Int("read-pages", 2111, "pages first touched by the kernel in readFresh")
	touchPages = flag.Int("touch-pages", 1117, "pages first touched by touchLoop")
)

var pageBytes = os.Getpagesize()

const dontHuge = 15 // MADV_NOHUGEPAGE: one fault a page

//go:noinline
func copyOnly(to, from []byte) {
	copy(to, from)
}

//go:noinline
func clearOnly(memory []byte) {
	for i := range memory {
		memory[i] = 0
	}
}

//go:noinline
func readFresh(fd int, memory []byte) {
	for len(memory) > 0 {
		n, err := syscall.Read(fd, memory)
		if err == syscall.EINTR {
			continue
		}
		stage.Check("read", err)
		memory = memory[n:]
	}
}

//go:noinline
func touchLoop(memory []byte) {
	for i := 0; i < len(memory); i += pageBytes {
		memory[i] = 1
	}
}

func fresh(pages int) []byte {
	memory, err := syscall.Mmap(-1, 0, pages*pageBytes, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
	stage.Check("madvise", syscall.Madvise(memory, dontHuge))
	return memory
}

func main() {
	flag.Parse()
	zero, err := syscall.Open("/dev/zero", syscall.O_RDONLY, 0)
	stage.Check("open", err)
	from := fresh(*copyPages)
	for i := 0; i < len(from); i += pageBytes {
		from[i] = 1
	}
	toCopy, toClear, toRead, toTouch := fresh(*copyPages), fresh(*clearPages), fresh(*readPages), fresh(*touchPages)
	stage.Ready()
	copyOnly(toCopy, from)
	clearOnly(toClear)
	readFresh(zero, toRead)
	touchLoop(toTouch)
	stage.Truth(map[string]any{"pages": map[string]int{
		"copyOnly":  *copyPages,
		"clearOnly": *clearPages,
		"readFresh": *readPages,
		"touchLoop": *touchPages,
	}})
	stage.Hold()
}
