// Package stage is what all targets do the same way: they say when they are set up, wait for
// the word to start, tell the truth about what they did, and stay to be looked at.
package stage

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
)

var in = bufio.NewReader(os.Stdin)

// Ready prints "ready" and returns when a line has been read. At the end of input it exits.
func Ready() {
	fmt.Println("ready")
	Again()
}

// Again returns when another line has been read. At the end of input it exits.
func Again() {
	if _, err := in.ReadString('\n'); err != nil {
		os.Exit(0)
	}
}

// Truth prints what was done as one line of JSON.
func Truth(truth any) {
	line, err := json.Marshal(truth)
	Check("marshal", err)
	fmt.Println(string(line))
}

// Hold returns at the end of input.
func Hold() {
	for {
		if _, err := in.ReadString('\n'); err != nil {
			return
		}
	}
}

// Check ends the target when err is one: a target that did not do its work tells no truth.
func Check(what string, err error) {
	if err == nil {
		return
	}
	if errno, ok := err.(syscall.Errno); ok && errno == 0 {
		return
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}
