// Leakclasses has one fault at a time, of those a Go process can have outside what its heap profile shows, for some
// seconds at an even pace; then it says what it did. With -twin it does the same work right: what it keeps fills up in the
// first quarter and stays. On a machine that lets it wait the quarter may be longer, and so is the rest then.
package main

import (
	"flag"
	"os"
	"runtime"
	"time"

	"targets/internal/stage"
)

var (
	fault   = flag.String("fault", "", "which")
	twin    = flag.Bool("twin", false, "without it")
	seconds = flag.Float64("seconds", 8, "for how long")
	rate    = flag.Int("rate", 400, "how often a second")
	size    = flag.Int("size", 3000, "bytes each, where bytes are the fault's")
)

// A class is a fault: what it does each time, and what is left of it.
type class struct {
	step  func(i int)
	truth func() map[string]any
}

var classes = map[string]func() class{}

// kept is how many a twin keeps.
func kept() int {
	return int(*seconds * float64(*rate) / 4)
}

func main() {
	flag.Parse()
	make_, ok := classes[*fault]
	if !ok {
		flag.Usage()
		os.Exit(2)
	}
	work := make_()
	stage.Ready()
	collect := time.NewTicker(250 * time.Millisecond)
	start := time.Now()
	steps := int(*seconds * float64(*rate))
	var filled time.Duration
	for i := 0; i < steps || *twin && time.Since(start) < 4*filled; i++ {
		work.step(i)
		if i == kept() {
			filled = time.Since(start)
		}
		due := time.Duration(i+1) * time.Second / time.Duration(*rate)
		if ahead := due - time.Since(start); ahead > 0 {
			time.Sleep(ahead)
		}
		select {
		case <-collect.C:
			runtime.GC() // finalizers and cleanups are queued, and marks are up to date
		default:
		}
	}
	collect.Stop()
	runtime.GC() // what the last steps left, too
	stage.Truth(work.truth())
	stage.Hold()
	runtime.KeepAlive(work)
}
