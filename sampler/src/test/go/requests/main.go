// Requests serves requests of its own making, each with a session in C. Built with the tag leak it does not give the
// session back: 64 bytes a request. It says "ready", works once it is told to go, says how much it did, and waits.
package main

/*
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) void *open_session(void) {
	void *session = malloc(64);
	memset(session, 1, 64);
	return session;
}

__attribute__((noinline)) void close_session(void *session) {
	free(session);
}
*/
import "C"

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"time"
)

var (
	requests = flag.Int("requests", 150_000, "how many")
	batches  = flag.Int("batches", 100, "in so many batches")
	pause    = flag.Duration("pause", 30*time.Millisecond, "between two batches")
)

// sink keeps answers from being made on the stack.
var sink []byte

func handle() {
	session := C.open_session()
	sink = make([]byte, 512)
	if !leaks {
		C.close_session(session)
	}
}

func main() {
	flag.Parse()
	in := bufio.NewReader(os.Stdin)
	fmt.Println("ready")
	_, _ = in.ReadString('\n')
	for batch := 0; batch < *batches; batch++ {
		for i := 0; i < *requests / *batches; i++ {
			handle()
		}
		time.Sleep(*pause)
	}
	fmt.Printf("{\"requests\":%d}\n", *requests / *batches * *batches)
	_, _ = in.ReadString('\n')
}
