// Memtruth allocates objects of many sizes, frees some, and tells what runtime.ReadMemStats says when nothing allocates any
// more: the line is written from a buffer that was there before.
package main

import (
	"flag"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"targets/internal/stage"
)

var (
	gogc  = flag.Int("gogc", 100, "GOGC")
	limit = flag.Int64("limit", 0, "GOMEMLIMIT in bytes")
)

var (
	kept [][]byte
	tiny []*int32
)

func allocate() {
	for size := 1; size < 100_000; size += 1 + size/7 {
		for i := 0; i < 20; i++ {
			kept = append(kept, make([]byte, size))
		}
	}
	for i := 0; i < 5000; i++ {
		n := int32(i)
		tiny = append(tiny, &n)
	}
	done := make(chan bool)
	for i := 0; i < 50; i++ {
		go func() { done <- true }()
	}
	for i := 0; i < 50; i++ {
		<-done
	}
	for i := 0; i < len(kept); i += 3 {
		kept[i] = nil
	}
}

func main() {
	flag.Parse()
	stage.Ready()
	debug.SetGCPercent(*gogc)
	if *limit > 0 {
		debug.SetMemoryLimit(*limit)
	}
	var stats runtime.MemStats
	allocate()
	runtime.GC()
	allocate()
	runtime.GC()
	value := reflect.ValueOf(&stats).Elem()
	names := make([]string, 0, 64)
	fields := make([]reflect.Value, 0, 64)
	for i := 0; i < value.NumField(); i++ {
		switch value.Field(i).Kind() {
		case reflect.Uint32, reflect.Uint64:
			names = append(names, value.Type().Field(i).Name)
			fields = append(fields, value.Field(i))
		}
	}
	line := make([]byte, 0, 65536)
	// What the scavenger would give back over time is given back now.
	debug.FreeOSMemory()
	time.Sleep(100 * time.Millisecond)
	for i := 0; i < 5; i++ {
		runtime.ReadMemStats(&stats)
	}
	line = append(line, '{')
	for i, name := range names {
		line = append(append(append(line, '"'), name...), `":`...)
		line = append(strconv.AppendUint(line, fields[i].Uint(), 10), ',')
	}
	line = append(line, `"PauseNs":[`...)
	for i, pause := range stats.PauseNs {
		if i > 0 {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, pause, 10)
	}
	line = append(line, `],"BySize":[`...)
	for i := range stats.BySize {
		if i > 0 {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, stats.BySize[i].Mallocs-stats.BySize[i].Frees, 10)
	}
	line = append(line, "]}\n"...)
	syscall.Write(1, line)
	// A read by the os package would wake what allocates.
	var rest [64]byte
	for {
		if n, err := syscall.Read(0, rest[:]); n == 0 || err != nil {
			os.Exit(0)
		}
	}
}
