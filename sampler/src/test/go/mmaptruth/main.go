// Mmaptruth maps memory outside the Go heap at sites with names and sizes of their own, some of it
// for good, and then says exactly what it did.
package main

import (
	"flag"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"targets/internal/stage"
)

var (
	raw      = flag.Bool("raw", false, "leak by the bare system call instead of syscall.Mmap")
	touching = flag.Bool("touch", false, "write to every page mapped")

	anonSize    = flag.Int("anon-size", 40961, "bytes a mapping at leakAnon")
	anonCount   = flag.Int("anon-count", 5003, "mappings at leakAnon")
	path        = flag.String("file", "", "what leakFile maps (default: a new temporary file)")
	fileSize    = flag.Int("file-size", 28657, "bytes a mapping at leakFile")
	fileCount   = flag.Int("file-count", 1009, "mappings at leakFile")
	sharedSize  = flag.Int("shared-size", 20477, "bytes a mapping at leakShared")
	sharedCount = flag.Int("shared-count", 211, "mappings at leakShared")
	grownSize   = flag.Int("grown-size", 12281, "bytes a mapping at leakGrown before it grows to three times that")
	grownCount  = flag.Int("grown-count", 307, "mappings at leakGrown")
	beforeSize  = flag.Int("before-size", 94207, "bytes a mapping made before the start")
	beforeCount = flag.Int("before-count", 103, "mappings made before the start; half are unmapped after it")
	leakSeconds = flag.Float64("leak-seconds", 0, "spread the leaks over this time")
	threads     = flag.Int("threads", 3, "OS threads that leak")

	churnSize  = flag.Int("churn-size", 65537, "bytes mapped and unmapped at churn")
	churners   = flag.Int("churners", 2, "goroutines that churn")
	seconds    = flag.Float64("seconds", 2, "how long they churn")
	churnCount = flag.Int("churn-count", 0, "how often each churns at most (0: as long as the time lasts)")

	every    = flag.Duration("every", 0, "start a thread this often, from before the start on; each maps once after it")
	bornSize = flag.Int("born-size", 77813, "bytes mapped by each of them at leakBorn")
	bornWait = flag.Int("born-wait", 500, "how many of them wait for the start; others end at once")

	rename       = flag.String("rename", "", "a thread takes this name midway and maps at once at leakRenamed")
	renamedSize  = flag.Int("renamed-size", 118757, "bytes a mapping at leakRenamed")
	renamedCount = flag.Int("renamed-count", 97, "mappings at leakRenamed")
)

func main() {
	flag.Parse()
	if *path == "" {
		*path = makeFile()
		defer os.Remove(*path)
	}
	before := make([]uintptr, *beforeCount)
	for i := range before {
		before[i] = mapBefore()
	}
	var work sync.WaitGroup
	start := make(chan struct{})
	finish := make(chan struct{})
	startLeakers(&work, start)
	startChurners(&work, start)
	startRenamer(&work, start)
	born := startBreeder(start, finish)

	stage.Ready()
	close(start)
	for _, addr := range before[:len(before)/2] {
		unmapRaw(addr, *beforeSize)
	}
	work.Wait()
	close(finish)
	born.Wait()
	stage.Truth(map[string]any{
		"sites":    &sites,
		"syscalls": map[string]int64{"mmap": mmaps - int64(*beforeCount), "munmap": munmaps, "mremap": mremaps},
	})
	stage.Hold()
}

func makeFile() string {
	file, err := os.CreateTemp("", "mmaptruth")
	stage.Check("create", err)
	stage.Check("truncate", file.Truncate(int64(*fileSize)))
	stage.Check("close", file.Close())
	return file.Name()
}

// Each leaks its share of every kind, in turn, on a thread of its own.
func startLeakers(work *sync.WaitGroup, start chan struct{}) {
	for n := 0; n < *threads; n++ {
		work.Add(1)
		go func(n int) {
			defer work.Done()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			<-start
			leakShare(n)
		}(n)
	}
}

func leakShare(n int) {
	most := *anonCount
	for _, count := range []int{*fileCount, *sharedCount, *grownCount} {
		if count > most {
			most = count
		}
	}
	begin := time.Now()
	for i := n; i < most; i += *threads {
		if i < *anonCount {
			leakAnon()
		}
		if i < *fileCount {
			leakFile()
		}
		if i < *sharedCount {
			leakShared()
		}
		if i < *grownCount {
			leakGrown()
		}
		due := time.Duration(*leakSeconds * float64(time.Second) * float64(i) / float64(most))
		if ahead := due - time.Since(begin); ahead > 0 {
			time.Sleep(ahead)
		}
	}
}

func startChurners(work *sync.WaitGroup, start chan struct{}) {
	for n := 0; n < *churners; n++ {
		work.Add(1)
		go func() {
			defer work.Done()
			<-start
			end := time.Now().Add(time.Duration(*seconds * float64(time.Second)))
			for i := 0; *churnCount == 0 || i < *churnCount; i++ {
				if i%64 == 0 && time.Now().After(end) {
					return
				}
				churn()
			}
		}()
	}
}

func startRenamer(work *sync.WaitGroup, start chan struct{}) {
	if *rename == "" {
		return
	}
	work.Add(1)
	go func() {
		defer work.Done()
		runtime.LockOSThread() // and never unlocked: the thread ends with its name
		<-start
		time.Sleep(time.Duration(*seconds * float64(time.Second) / 2))
		renameThread(*rename)
		for i := 0; i < *renamedCount; i++ {
			leakRenamed()
		}
	}()
}

// The breeder starts threads until the finish, and says when the last has ended.
func startBreeder(start, finish chan struct{}) *sync.WaitGroup {
	var born sync.WaitGroup
	if *every == 0 {
		return &born
	}
	born.Add(1)
	go func() {
		defer born.Done()
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		pause := syscall.NsecToTimespec(every.Nanoseconds())
		waiting := 0
		for {
			select {
			case <-finish:
				return
			case <-start:
				born.Add(1)
				go liveAndMap(&born, start)
			default:
				born.Add(1)
				if waiting < *bornWait {
					waiting++
					go liveAndMap(&born, start)
				} else {
					go live(&born)
				}
			}
			_ = syscall.Nanosleep(&pause, nil)
		}
	}()
	return &born
}

// A thread that a goroutine never unlocks ends with the goroutine.
func live(born *sync.WaitGroup) {
	defer born.Done()
	runtime.LockOSThread()
}

func liveAndMap(born *sync.WaitGroup, start chan struct{}) {
	defer born.Done()
	runtime.LockOSThread()
	<-start
	leakBorn()
}
