// Harmless is busy and leaks nothing: as a service whose caches, in Go's heap and outside of it, fill up in the time it is
// told and settle, and whose sessions have finalizers; or as a batch job that keeps the collector at work.
package main

import (
	"flag"
	"os"
	"time"

	"targets/internal/stage"
)

var (
	work = flag.String("work", "service", "service or batch")
	fill = flag.Duration("fill", time.Minute, "until the caches are full")
)

func main() {
	flag.Parse()
	works := map[string]func(stop chan bool) int64{"service": serve, "batch": crunch}
	run, ok := works[*work]
	if !ok {
		flag.Usage()
		os.Exit(2)
	}
	stage.Ready()
	stop, done := make(chan bool), make(chan int64)
	go func() { done <- run(stop) }()
	stage.Again()
	close(stop)
	stage.Truth(map[string]any{"done": <-done})
	stage.Hold()
}
