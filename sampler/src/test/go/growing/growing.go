// Growing makes so many more of one thing at each line it reads, collects twice, and tells how many there are.
package main

import (
	"flag"
	"os"
	"runtime"
	"time"

	"targets/internal/stage"
)

var (
	what = flag.String("what", "", "which")
	each = flag.Int("each", 1500, "at each line")
)

var things = map[string]func(count int){}

func main() {
	flag.Parse()
	more, ok := things[*what]
	if !ok {
		flag.Usage()
		os.Exit(2)
	}
	stage.Ready()
	for made := 0; ; stage.Again() {
		more(*each)
		more(0) // what was in a register or on the stack is not there for ever
		made += *each
		collect()
		stage.Truth(map[string]any{"made": made})
	}
}

// Finalizers run between two collections.
func collect() {
	for i := 0; i < 2; i++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
}
