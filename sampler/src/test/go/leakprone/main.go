// leakprone calls what can leave memory behind, from functions of its own, each in another way. It is audited, not run.
package main

import (
	"os"
	"plugin"
	"runtime"
	"syscall"
)

type owned struct{ fd int }

func main() {
	if len(os.Args) > 1 {
		finalized(&owned{fd: 1})
		_ = mapped(len(os.Args))
		_ = opened(os.Args[1])
		inlinedCaller(len(os.Args))
		more()
	}
}

//go:noinline
func finalized(o *owned) {
	runtime.SetFinalizer(o, func(*owned) {})
}

//go:noinline
func mapped(bytes int) []byte {
	memory, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	return memory
}

//go:noinline
func opened(path string) any {
	loaded, err := plugin.Open(path)
	if err != nil {
		panic(err)
	}
	return loaded
}

// attach is small enough to be inlined into its caller, and is who calls nevertheless.
func attach(o *owned) {
	runtime.SetFinalizer(o, nil)
}

//go:noinline
func inlinedCaller(fd int) {
	attach(&owned{fd: fd})
}
