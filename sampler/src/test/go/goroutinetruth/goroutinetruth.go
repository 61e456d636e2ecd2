// Goroutinetruth keeps goroutines waiting in every way a program has, each started by a function of its own.
package main

import (
	"flag"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"targets/internal/stage"
)

var each = flag.Int("each", 20, "goroutines of each kind")

var (
	never   = make(chan int)
	full    = make(chan int)
	mutex   sync.Mutex
	cond    = sync.NewCond(&sync.Mutex{})
	group   sync.WaitGroup
	started sync.WaitGroup
)

//go:noinline
func receive() { <-never }

//go:noinline
func send() { full <- 1 }

//go:noinline
func selectTwo() {
	select {
	case <-never:
	case full <- 1:
	}
}

//go:noinline
func lock() { mutex.Lock() }

//go:noinline
func condWait() {
	cond.L.Lock()
	cond.Wait()
}

//go:noinline
func sleep() { time.Sleep(time.Hour) }

//go:noinline
func waitGroup() { group.Wait() }

//go:noinline
func deep(levels int) {
	if levels == 0 {
		<-never
		return
	}
	deep(levels - 1)
}

func inlined() { receive() }

//go:noinline
func readPipe() {
	var ends [2]int
	stage.Check("pipe", syscall.Pipe(ends[:]))
	syscall.Read(ends[0], make([]byte, 1))
}

//go:noinline
func readSocket() {
	listener, err := net.Listen("unix", "@blindspot-"+time.Now().String())
	stage.Check("listen", err)
	listener.Accept()
}

func start(count int, do func()) {
	for i := 0; i < count; i++ {
		started.Add(1)
		go func() {
			started.Done()
			do()
		}()
	}
	started.Wait()
}

//go:noinline
func startReceivers() { start(*each, receive) }

//go:noinline
func startDirect() {
	for i := 0; i < *each; i++ {
		go receive()
	}
}

func main() {
	flag.Parse()
	stage.Ready()
	mutex.Lock()
	group.Add(1)
	startReceivers()
	startDirect()
	start(*each, send)
	start(*each, selectTwo)
	start(*each, lock)
	start(*each, condWait)
	start(*each, sleep)
	start(*each, waitGroup)
	start(*each, inlined)
	start(*each, func() { deep(100) })
	start(2, readPipe)
	start(2, readSocket)
	// All are where they stay, and long enough for the collector to note since when.
	time.Sleep(50 * time.Millisecond)
	runtime.GC()
	runtime.GC()
	threads, err := os.ReadDir("/proc/self/task")
	stage.Check("threads", err)
	stage.Truth(map[string]any{"goroutines": runtime.NumGoroutine(), "each": *each, "threads": len(threads)})
	stage.Hold()
}
