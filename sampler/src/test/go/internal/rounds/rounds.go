// Package rounds is what targets do the same way that measure themselves: standard input asks for rounds, a line of
// "MODE SECONDS" each, and each is answered by one line of JSON.
package rounds

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"targets/internal/stage"
)

type round struct {
	Mode   string `json:"mode"`
	Pairs  int    `json:"pairs"`
	WallNs int64  `json:"wall_ns"`
	P50Ns  int64  `json:"p50_ns"`
	P99Ns  int64  `json:"p99_ns"`
	P999Ns int64  `json:"p999_ns"`
	MaxNs  int64  `json:"max_ns"`
}

// Serve answers each line until there are no more. A measure takes about so long, and gives the nanoseconds of each thing
// that was done in it; they may be in the slice that it gave before.
func Serve(measure func(mode string, length time.Duration) []int64) {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if len(words) != 2 {
			continue
		}
		seconds, err := strconv.ParseFloat(words[1], 64)
		stage.Check("seconds", err)
		begin := time.Now()
		nanos := measure(words[0], time.Duration(seconds*float64(time.Second)))
		wall := time.Since(begin)
		sort.Slice(nanos, func(i, j int) bool { return nanos[i] < nanos[j] })
		line, err := json.Marshal(round{words[0], len(nanos), int64(wall),
			percentile(nanos, 0.5), percentile(nanos, 0.99), percentile(nanos, 0.999), percentile(nanos, 1)})
		stage.Check("marshal", err)
		fmt.Println(string(line))
	}
}

func percentile(sorted []int64, share float64) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(share*float64(len(sorted)-1))]
}
