// Manythreads has hundreds of OS threads which all map at one site.
package main

import (
	"flag"
	"runtime"
	"sync"
	"syscall"

	"targets/internal/stage"
)

var (
	threads = flag.Int("threads", 500, "OS threads")
	size    = flag.Int("size", 53239, "bytes a mapping")
	count   = flag.Int("count", 11, "mappings a thread")
)

//go:noinline
func leakFromThread() {
	_, err := syscall.Mmap(-1, 0, *size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
}

func main() {
	flag.Parse()
	var alive, done sync.WaitGroup
	start := make(chan struct{})
	hold := make(chan struct{})
	for i := 0; i < *threads; i++ {
		alive.Add(1)
		done.Add(1)
		go func() {
			runtime.LockOSThread()
			alive.Done()
			<-start
			for n := 0; n < *count; n++ {
				leakFromThread()
			}
			done.Done()
			<-hold
		}()
	}
	alive.Wait()
	stage.Ready()
	close(start)
	done.Wait()
	mapped := int64(*threads) * int64(*count)
	stage.Truth(map[string]any{
		"threads":           *threads,
		"mapped_count":      mapped,
		"mapped_bytes":      mapped * stage.PagedBytes(*size),
		"outstanding_count": mapped,
		"outstanding_bytes": mapped * stage.PagedBytes(*size),
	})
	stage.Hold()
}
