package main

import (
	"runtime/cgo"
	"syscall"

	"targets/internal/stage"
)

type session struct{ bytes [96]byte }

//go:noinline
func openSession() cgo.Handle {
	return cgo.NewHandle(&session{})
}

//go:noinline
func spawnWaiter(done chan int) {
	go awaitReply(done)
}

//go:noinline
func awaitReply(done chan int) {
	<-done
}

//go:noinline
func mapBuffer() []byte {
	buffer, err := syscall.Mmap(-1, 0, *size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
	buffer[0] = 1
	return buffer
}

func init() {
	classes["cgo-handle"] = func() class {
		var live []cgo.Handle
		return class{
			step: func(int) {
				live = append(live, openSession())
				if *twin && len(live) > kept() {
					live[0].Delete()
					live = live[1:]
				}
			},
			truth: func() map[string]any { return map[string]any{"objects": len(live)} },
		}
	}
	classes["goroutines"] = func() class {
		var waiting []chan int
		return class{
			step: func(int) {
				done := make(chan int)
				spawnWaiter(done)
				waiting = append(waiting, done)
				if *twin && len(waiting) > kept() {
					close(waiting[0])
					waiting = waiting[1:]
				}
			},
			truth: func() map[string]any { return map[string]any{"objects": len(waiting)} },
		}
	}
	classes["mmap"] = func() class {
		var mapped [][]byte
		return class{
			step: func(int) {
				mapped = append(mapped, mapBuffer())
				if *twin && len(mapped) > kept() {
					stage.Check("munmap", syscall.Munmap(mapped[0]))
					mapped = mapped[1:]
				}
			},
			truth: func() map[string]any {
				return map[string]any{"objects": len(mapped), "bytes": int64(len(mapped)) * stage.PagedBytes(*size)}
			},
		}
	}
}
