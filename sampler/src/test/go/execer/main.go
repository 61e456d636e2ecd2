// Execer maps memory and then becomes another program.
package main

import (
	"flag"
	"os/exec"
	"syscall"

	"targets/internal/stage"
)

var (
	size    = flag.Int("size", 1048573, "bytes mapped before the exec")
	program = flag.String("program", "sleep", "what it becomes")
	arg     = flag.String("arg", "600", "its argument")
)

//go:noinline
func mapBeforeExec() {
	memory, err := syscall.Mmap(-1, 0, *size, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
	memory[0] = 1
}

func main() {
	flag.Parse()
	path, err := exec.LookPath(*program)
	stage.Check("look for "+*program, err)
	stage.Ready()
	mapBeforeExec()
	stage.Truth(map[string]any{"mapped_bytes": stage.PagedBytes(*size), "exe": path})
	stage.Check("exec", syscall.Exec(path, []string{*program, *arg}, nil))
}
