// Mremapper runs a random program of mmap, munmap, mremap and mprotect, of whole mappings and of
// parts, over each other and over holes. What is mapped afterwards stands in /proc/PID/maps.
package main

import (
	"flag"
	"math/rand"
	"os"
	"sync"
	"syscall"

	"targets/internal/stage"
)

var (
	seed    = flag.Int64("seed", 1, "the program is the same for the same seed and one worker")
	ops     = flag.Int("ops", 2003, "operations of each worker")
	workers = flag.Int("workers", 1, "goroutines that run a program each")
)

var pageBytes = uintptr(os.Getpagesize())

const (
	yardBase  = uintptr(0x2f0000000000) // where neither the kernel nor Go's runtime maps of its own accord
	yardPages = 2048
	mostPages = 61
)

// A run is a range the kernel chose a place for: only this worker's pages are in it.
type run struct{ start, end uintptr }

// A worker does as it likes in its yard, holes included, and elsewhere only to its own runs.
type worker struct {
	random *rand.Rand
	yard   run
	runs   []run
	file   int
}

func main() {
	flag.Parse()
	executable, err := os.Executable()
	stage.Check("executable", err)
	file, err := syscall.Open(executable, syscall.O_RDONLY, 0)
	stage.Check("open", err)
	stage.Ready()
	var done sync.WaitGroup
	for n := 0; n < *workers; n++ {
		base := yardBase + uintptr(n)*4*yardPages*pageBytes
		w := &worker{
			random: rand.New(rand.NewSource(*seed + int64(n)*7919)),
			yard:   run{base, base + yardPages*pageBytes},
			file:   file,
		}
		done.Add(1)
		go func() {
			defer done.Done()
			for i := 0; i < *ops; i++ {
				w.step()
			}
		}()
	}
	done.Wait()
	stage.Truth(map[string]any{"seed": *seed, "ops": &counts})
	stage.Hold()
}

func (w *worker) step() {
	switch w.random.Intn(12) {
	case 0:
		w.mapAnywhere()
	case 1:
		w.mapFixed(w.yardRange(), syscall.MAP_FIXED)
	case 2:
		w.mapFixed(w.yardRange(), mapFixedNoReplace)
	case 3:
		w.mapFixed(w.yardRange(), 0) // a hint: where the yard is taken the kernel goes elsewhere
	case 4:
		w.overlayRun()
	case 5:
		r := w.yardRange()
		munmap(r.start, r.end-r.start)
	case 6:
		w.unmapPartOfRun()
	case 7:
		w.protect()
	case 8:
		w.remap(w.yardRange())
	case 9:
		if r, ok := w.partOfRun(); ok {
			w.remap(r)
		}
	case 10:
		w.remapIntoYard(w.yardRange())
	case 11:
		if r, ok := w.partOfRun(); ok {
			w.remapIntoYard(r)
		}
	}
}
