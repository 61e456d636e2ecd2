// Cgomap leaks mappings made by C, and loads and unloads a library from C.
package main

/*
#cgo CFLAGS: -O1 -fno-omit-frame-pointer
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stddef.h>
#include <sys/mman.h>

__attribute__((noinline)) static int leak_from_c(size_t bytes) {
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		return -1;
	}
	*(volatile char *)memory = 1;
	return 0;
}

__attribute__((noinline)) static int open_and_close(const char *library) {
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	return handle == NULL ? -1 : dlclose(handle);
}

// Not open_and_keep: of Go 1.19 who called into C is told where only one place does.
static int hold(const char *library) {
	return dlopen(library, RTLD_NOW | RTLD_LOCAL) == NULL ? -1 : 0;
}

__attribute__((noinline)) static int open_and_keep(const char *library) {
	return dlopen(library, RTLD_NOW | RTLD_LOCAL) == NULL ? -1 : 0;
}
*/
import "C"

import (
	"errors"
	"flag"
	"time"

	"targets/internal/stage"
)

var (
	size    = flag.Int("size", 32771, "bytes a mapping")
	count   = flag.Int("count", 701, "mappings")
	opened  = flag.Int("opened", 13, "times the library is loaded and unloaded")
	kept    = flag.Int("kept", 1, "times it is then loaded without being unloaded")
	held    = flag.Bool("held", false, "keep the library loaded all the time: nothing is mapped anew")
	pace    = flag.Int("pace", 0, "times a second it is loaded and unloaded; 0 for as often as can be")
	library = flag.String("library", "libm.so.6", "the library")
)

func check(what string, result C.int) {
	if result != 0 {
		stage.Check(what, errors.New("failed"))
	}
}

//go:noinline
func callLeakFromC() {
	check("leak_from_c", C.leak_from_c(C.size_t(*size)))
}

// openAndClose does it in small bursts at an even pace, and catches up on what it is late by.
func openAndClose(name *C.char) {
	start := time.Now()
	for i := 0; i < *opened; i++ {
		check("open_and_close", C.open_and_close(name))
		if *pace > 0 && i%(*pace/100+1) == 0 {
			time.Sleep(time.Duration(i)*time.Second/time.Duration(*pace) - time.Since(start))
		}
	}
}

func main() {
	flag.Parse()
	name := C.CString(*library)
	if *held {
		// Of two callers neither can be told in Go 1.19.
		check("hold", C.hold(name))
		check("hold once more", C.hold(name))
	}
	stage.Ready()
	for i := 0; i < *count; i++ {
		callLeakFromC()
	}
	start := time.Now()
	openAndClose(name)
	seconds := time.Since(start).Seconds()
	for i := 0; i < *kept; i++ {
		check("open_and_keep", C.open_and_keep(name))
	}
	mapped := int64(*count) * stage.PagedBytes(*size)
	stage.Truth(map[string]any{
		"mapped_count":      *count,
		"mapped_bytes":      mapped,
		"outstanding_count": *count,
		"outstanding_bytes": mapped,
		"library":           *library,
		"dlopen":            *opened + *kept,
		"dlclose":           *opened,
		"dl_seconds":        seconds,
	})
	stage.Hold()
}
