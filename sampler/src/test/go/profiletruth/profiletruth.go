// Profiletruth allocates at known places with every allocation sampled, and tells what its own heap profile says.
package main

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"

	"targets/internal/stage"
)

var (
	cycles     = flag.Int("cycles", 3, "garbage collections before the truth")
	rate       = flag.Int("rate", 1, "bytes between samples")
	heap       = flag.String("heap", "", "where to write the heap profile as runtime/pprof does")
	goroutines = flag.String("goroutines", "", "where to write the profile of goroutines")
)

var kept [][]byte

//go:noinline
func keepSmall(count int) {
	for i := 0; i < count; i++ {
		kept = append(kept, make([]byte, 48))
	}
}

//go:noinline
func keepLarge(count int) {
	for i := 0; i < count; i++ {
		kept = append(kept, make([]byte, 100_000))
	}
}

//go:noinline
func drop(count int) {
	for i := 0; i < count; i++ {
		kept[0] = make([]byte, 1000)
	}
}

//go:noinline
func park() {
	select {}
}

func write(name, file string) {
	if file == "" {
		return
	}
	to, err := os.Create(file)
	if err == nil {
		err = pprof.Lookup(name).WriteTo(to, 0)
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		panic(err)
	}
}

func init() {
	runtime.MemProfileRate = 1
}

func main() {
	flag.Parse()
	runtime.MemProfileRate = *rate
	for i := 0; i < 7; i++ {
		go park()
	}
	stage.Ready()
	debug.SetGCPercent(-1)
	keepSmall(1000)
	keepLarge(20)
	drop(500)
	for i := 0; i < *cycles; i++ {
		runtime.GC()
	}
	records := make([]runtime.MemProfileRecord, 100_000)
	count, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("more records than that")
	}
	used := 0
	var inuseBytes, inuseObjects, allocBytes, allocObjects int64
	for _, record := range records[:count] {
		if record.AllocObjects != 0 {
			used++
		}
		inuseBytes += record.InUseBytes()
		inuseObjects += record.InUseObjects()
		allocBytes += record.AllocBytes
		allocObjects += record.AllocObjects
	}
	write("heap", *heap)
	write("goroutine", *goroutines)
	stage.Truth(map[string]any{
		"used_records":  used,
		"inuse_bytes":   inuseBytes,
		"inuse_objects": inuseObjects,
		"alloc_bytes":   allocBytes,
		"alloc_objects": allocObjects,
	})
	stage.Hold()
}
