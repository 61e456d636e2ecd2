// Frames says what Go's own runtime knows of code addresses: of those asked for, and of its stack
// in the middle of inlined calls.
package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"

	"targets/internal/stage"
)

type number interface{ ~int | ~float64 }

type cache[T number] struct{ entries map[string]T }

//go:noinline
func (c *cache[T]) add(key string, values ...T) (sum T) {
	for _, value := range values {
		sum += value
	}
	c.entries[key] += sum
	return sum
}

func innermost(pcs []uintptr) int { return runtime.Callers(0, pcs) }

func middle(pcs []uintptr) int { return innermost(pcs) }

//go:noinline
func outer(pcs []uintptr) int { return middle(pcs) }

//go:noinline
func afterLast() { fmt.Println() }

func frames(out *bufio.Writer, kind string, pc uintptr, pcs []uintptr) {
	fmt.Fprintf(out, "%s %x", kind, pc)
	walk := runtime.CallersFrames(pcs)
	for {
		frame, more := walk.Next()
		if !more {
			break
		}
		fmt.Fprintf(out, "\t%s %s:%d", frame.Function, frame.File, frame.Line)
	}
	fmt.Fprintln(out)
}

func main() {
	counts := &cache[float64]{entries: map[string]float64{}}
	counts.add("x", 1, 2.5)
	out := bufio.NewWriter(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	stage.Ready()
	// The last frame is never printed: Next says of the one before that there are more.
	end := reflect.ValueOf(afterLast).Pointer() + 1
	pcs := make([]uintptr, 64)
	n := outer(pcs)
	frames(out, "stack", pcs[1], append(pcs[:n], end))
	out.Flush()
	for in.Scan() {
		for _, words := range strings.Fields(in.Text()) {
			var low, high uintptr
			if _, err := fmt.Sscanf(words, "%x-%x", &low, &high); err != nil {
				stage.Check("range", err)
			}
			// Not the last byte: the address after it is taken for a call to the next function.
			for pc := low; pc < high-1; pc++ {
				frames(out, "pc", pc, []uintptr{pc + 1, end})
			}
		}
		fmt.Fprintln(out, "done")
		out.Flush()
	}
}
