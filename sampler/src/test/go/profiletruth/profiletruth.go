// Profiletruth allocates at known places with every allocation sampled, and tells what its own heap profile says.
package main

import (
	"flag"
	"runtime"
	"runtime/debug"

	"targets/internal/stage"
)

var cycles = flag.Int("cycles", 3, "garbage collections before the truth")

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

func init() {
	runtime.MemProfileRate = 1
}

func main() {
	flag.Parse()
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
	stage.Truth(map[string]any{
		"used_records":  used,
		"inuse_bytes":   inuseBytes,
		"inuse_objects": inuseObjects,
		"alloc_bytes":   allocBytes,
		"alloc_objects": allocObjects,
	})
	stage.Hold()
}
