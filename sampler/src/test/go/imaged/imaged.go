// Imaged is a small process with something of everything the runtime keeps: what saved memory images are made of. It
// imports as little as it can, so that the images are small.
package main

import (
	"runtime"
	"syscall"
)

type node struct {
	other *node
	name  [40]byte
}

type file struct{ descriptor [64]byte }

var (
	files   []*file
	blocked = make(chan int)
	extras  []func()
)

//go:noinline
func closeFile(*file) {}

//go:noinline
func freeNode(*node) {}

//go:noinline
func wait() { <-blocked }

func say(line string) {
	syscall.Write(1, []byte(line+"\n"))
}

func cycles(count int) {
	for i := 0; i < count; i++ {
		a := &node{}
		a.other = &node{other: a}
		runtime.SetFinalizer(a, freeNode)
	}
}

func main() {
	runtime.MemProfileRate = 512
	for i := 0; i < 30; i++ {
		f := &file{}
		runtime.SetFinalizer(f, closeFile)
		files = append(files, f)
	}
	cycles(12)
	for i := 0; i < 9; i++ {
		go wait()
	}
	for _, extra := range extras {
		extra()
	}
	runtime.GC()
	runtime.GC()
	say("ready")
	var line [1]byte
	syscall.Read(0, line[:])
	say(`{"finalizers": 42, "cycles": 12, "waiting": 9}`)
	for {
		if n, err := syscall.Read(0, line[:]); n == 0 || err != nil {
			return
		}
	}
}
