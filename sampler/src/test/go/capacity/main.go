// Capacity is a service with a steady need: a cache of a fixed size whose entries are replaced all the time, answers that
// are garbage at once, and memory mapped beside Go's heap. It says "ready", works once it is told to go, says that it is
// done, and waits.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"syscall"
	"time"
)

const entryBytes = 16 << 10

var (
	entries = flag.Int("entries", 3_000, "in the cache, 16 KiB each")
	mapped  = flag.Int("mapped", 24<<20, "bytes mapped beside the heap")
	turns   = flag.Int("turns", 500, "of the load")
	pause   = flag.Duration("pause", 10*time.Millisecond, "between two turns")
)

// sink keeps answers from being made on the stack.
var sink []byte

func touched(n int) []byte {
	bytes := make([]byte, n)
	for i := 0; i < n; i += 4096 {
		bytes[i] = 1
	}
	return bytes
}

func main() {
	flag.Parse()
	in := bufio.NewReader(os.Stdin)
	fmt.Println("ready")
	_, _ = in.ReadString('\n')
	beside, err := syscall.Mmap(-1, 0, *mapped, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	for i := 0; i < *mapped; i += 4096 {
		beside[i] = 1
	}
	cache := make([][]byte, *entries)
	for i := range cache {
		cache[i] = touched(entryBytes)
	}
	for turn := 0; turn < *turns; turn++ {
		for i := 0; i < 20; i++ {
			cache[rand.Intn(len(cache))] = touched(entryBytes)
			sink = touched(entryBytes)
		}
		time.Sleep(*pause)
	}
	fmt.Printf("{\"turns\":%d}\n", *turns)
	_, _ = in.ReadString('\n')
}
