// Wholetruth has some of everything that is counted from outside. It tells how much, and what runtime.MemProfile and
// runtime.ReadMemStats say when nothing allocates any more: the line is written from a buffer that was there before.
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

type conn struct {
	descriptor int
	peer       *conn
}

type node struct{ next *node }

type buffer struct{ bytes [200]byte }

var (
	conns     = flag.Int("conns", 700, "objects with closeConn")
	rings     = flag.Int("rings", 30, "rings of two objects, one with freeNode")
	receivers = flag.Int("receivers", 60, "goroutines that receive")
	sleepers  = flag.Int("sleepers", 25, "goroutines that sleep")
	extra     = flag.Int("extra", 120, "objects with cleanups, pinned ones, and cgo handles")
)

// What was done, by name: newer releases and cgo add theirs.
type count struct {
	name  string
	value int64
}

var (
	counts = make([]count, 0, 64)
	extras []func()
	kept   []any
	bytes  [][]byte
	never  = make(chan int)

	mallocs, frees [61]uint64
	rest           [64]byte
)

func tell(name string, value int) { counts = append(counts, count{name, int64(value)}) }

//go:noinline
func closeConn(*conn) {}

//go:noinline
func freeNode(*node) {}

//go:noinline
func ring() {
	first := &node{}
	first.next = &node{first}
	runtime.SetFinalizer(first, freeNode)
}

//go:noinline
func receive() { <-never }

//go:noinline
func sleep() { time.Sleep(time.Hour) }

//go:noinline
func startReceivers() {
	for i := 0; i < *receivers; i++ {
		go receive()
	}
}

//go:noinline
func startSleepers() {
	for i := 0; i < *sleepers; i++ {
		go sleep()
	}
}

//go:noinline
func allocate() {
	for size := 1; size < 200_000; size += 1 + size/6 {
		for i := 0; i < 12; i++ {
			bytes = append(bytes, make([]byte, size))
		}
	}
	for i := 0; i < len(bytes); i += 3 {
		bytes[i] = nil
	}
}

func init() {
	runtime.MemProfileRate = 1
}

func profile(records []runtime.MemProfileRecord) {
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("more records than that")
	}
	used := 0
	var inuseBytes, inuseObjects, allocBytes, allocObjects int64
	for i := range records[:n] {
		record := &records[i]
		if record.AllocObjects != 0 {
			used++
		}
		inuseBytes += record.InUseBytes()
		inuseObjects += record.InUseObjects()
		allocBytes += record.AllocBytes
		allocObjects += record.AllocObjects
	}
	tell("profile_buckets", used)
	tell("profile_inuse_bytes", int(inuseBytes))
	tell("profile_inuse_objects", int(inuseObjects))
	tell("profile_alloc_bytes", int(allocBytes))
	tell("profile_alloc_objects", int(allocObjects))
}

func main() {
	flag.Parse()
	stage.Ready()
	for i := 0; i < *conns; i++ {
		c := &conn{descriptor: i, peer: &conn{}}
		runtime.SetFinalizer(c, closeConn)
		kept = append(kept, c)
	}
	for i := 0; i < *rings; i++ {
		ring()
	}
	startReceivers()
	startSleepers()
	tell("conns", *conns)
	tell("rings", *rings)
	tell("receivers", *receivers)
	tell("sleepers", *sleepers)
	for _, do := range extras {
		do()
	}
	allocate()
	runtime.GC()
	allocate()
	var stats runtime.MemStats
	value := reflect.ValueOf(&stats).Elem()
	names := make([]string, 0, 64)
	fields := make([]reflect.Value, 0, 64)
	for i := 0; i < value.NumField(); i++ {
		switch value.Field(i).Kind() {
		case reflect.Uint32, reflect.Uint64, reflect.Float64:
			names = append(names, value.Type().Field(i).Name)
			fields = append(fields, value.Field(i))
		}
	}
	line := make([]byte, 0, 65536)
	records := make([]runtime.MemProfileRecord, 20_000)
	// Once for nothing: what the telling itself allocates at first is there then.
	told := func() []byte { return tellAll(line, names, fields, &stats) }
	told()
	syscall.Write(1, nil)
	runtime.GC()
	// What the scavenger would give back over time is given back now.
	debug.FreeOSMemory()
	time.Sleep(100 * time.Millisecond)
	profile(records)
	tell("goroutines", runtime.NumGoroutine())
	// Told again whenever asked: what is the same before and after a look at it was so while it was looked at.
	for {
		for i := 0; i < 5; i++ {
			runtime.ReadMemStats(&stats)
		}
		syscall.Write(1, told())
		// A read by the os package would wake what allocates.
		if n, err := syscall.Read(0, rest[:]); n == 0 || err != nil {
			os.Exit(0)
		}
	}
}

func tellAll(line []byte, names []string, fields []reflect.Value, stats *runtime.MemStats) []byte {
	line = append(line, '{')
	for i := range counts {
		line = strconv.AppendInt(key(line, counts[i].name), counts[i].value, 10)
	}
	line = append(line, `,"memstats":{`...)
	for i, name := range names {
		line = key(line, name)
		if fields[i].Kind() == reflect.Float64 {
			line = strconv.AppendFloat(line, fields[i].Float(), 'g', -1, 64)
		} else {
			line = strconv.AppendUint(line, fields[i].Uint(), 10)
		}
	}
	line = append(line, '}')
	line = list(line, "PauseNs", stats.PauseNs[:])
	line = list(line, "PauseEnd", stats.PauseEnd[:])
	for i := range stats.BySize {
		mallocs[i], frees[i] = stats.BySize[i].Mallocs, stats.BySize[i].Frees
	}
	line = list(line, "Mallocs", mallocs[:])
	line = list(line, "Frees", frees[:])
	return append(line, "}\n"...)
}

func key(line []byte, name string) []byte {
	if line[len(line)-1] != '{' {
		line = append(line, ',')
	}
	return append(append(append(line, '"'), name...), `":`...)
}

func list(line []byte, name string, values []uint64) []byte {
	line = append(key(line, name), '[')
	for i, value := range values {
		if i > 0 {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, value, 10)
	}
	return append(line, ']')
}
