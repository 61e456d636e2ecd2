package main

import (
	"os"
	"sync/atomic"
	"syscall"

	"targets/internal/stage"
)

// A site is what one function mapped and left mapped. Bytes are as the kernel maps them.
type site struct {
	MappedBytes      int64 `json:"mapped_bytes"`
	MappedCount      int64 `json:"mapped_count"`
	GrownBytes       int64 `json:"grown_bytes"` // by mremap, not in mapped_bytes
	OutstandingBytes int64 `json:"outstanding_bytes"`
	OutstandingCount int64 `json:"outstanding_count"`
}

func (s *site) mapped(size int) {
	atomic.AddInt64(&s.MappedBytes, stage.PagedBytes(size))
	atomic.AddInt64(&s.MappedCount, 1)
	atomic.AddInt64(&s.OutstandingBytes, stage.PagedBytes(size))
	atomic.AddInt64(&s.OutstandingCount, 1)
}

func (s *site) unmapped(size int) {
	atomic.AddInt64(&s.OutstandingBytes, -stage.PagedBytes(size))
	atomic.AddInt64(&s.OutstandingCount, -1)
}

func (s *site) grown(from, to int) {
	growth := stage.PagedBytes(to) - stage.PagedBytes(from)
	atomic.AddInt64(&s.GrownBytes, growth)
	atomic.AddInt64(&s.OutstandingBytes, growth)
}

var sites struct {
	LeakAnon    site `json:"leakAnon"`
	LeakFile    site `json:"leakFile"`
	LeakShared  site `json:"leakShared"`
	LeakGrown   site `json:"leakGrown"`
	LeakBorn    site `json:"leakBorn"`
	LeakRenamed site `json:"leakRenamed"`
	Churn       site `json:"churn"`
}

//go:noinline
func leakAnon() {
	touch(mapMemory(noFile, *anonSize, readWrite, privateAnon), *anonSize)
	sites.LeakAnon.mapped(*anonSize)
}

// The descriptor is closed at once: the mapping outlives it.
//
//go:noinline
func leakFile() {
	file, err := os.Open(*path)
	stage.Check("open", err)
	mapMemory(int(file.Fd()), *fileSize, syscall.PROT_READ, syscall.MAP_SHARED)
	stage.Check("close", file.Close())
	sites.LeakFile.mapped(*fileSize)
}

//go:noinline
func leakShared() {
	touch(mapMemory(noFile, *sharedSize, readWrite, sharedAnon), *sharedSize)
	sites.LeakShared.mapped(*sharedSize)
}

//go:noinline
func leakGrown() {
	addr := mapRaw(noFile, *grownSize, readWrite, privateAnon)
	sites.LeakGrown.mapped(*grownSize)
	remapRaw(addr, *grownSize, 3**grownSize)
	sites.LeakGrown.grown(*grownSize, 3**grownSize)
}

//go:noinline
func leakBorn() {
	touch(mapRaw(noFile, *bornSize, readWrite, privateAnon), *bornSize)
	sites.LeakBorn.mapped(*bornSize)
}

//go:noinline
func leakRenamed() {
	touch(mapRaw(noFile, *renamedSize, readWrite, privateAnon), *renamedSize)
	sites.LeakRenamed.mapped(*renamedSize)
}

//go:noinline
func churn() {
	addr := mapRaw(noFile, *churnSize, readWrite, privateAnon)
	sites.Churn.mapped(*churnSize)
	touch(addr, *churnSize)
	unmapRaw(addr, *churnSize)
	sites.Churn.unmapped(*churnSize)
}

// Mapped before anyone looks, so it is in no truth.
//
//go:noinline
func mapBefore() uintptr {
	return mapRaw(noFile, *beforeSize, readWrite, privateAnon)
}
