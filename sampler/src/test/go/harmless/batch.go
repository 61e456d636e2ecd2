package main

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

const (
	rows    = 20_000
	breathe = 20 * time.Millisecond
)

// crunch makes a table, sorts and joins it, and throws it away: all of it garbage by the time of the next one.
func crunch(stop chan bool) int64 {
	var done int64
	for {
		select {
		case <-stop:
			return done
		case <-time.After(breathe):
		}
		table := make(map[string][]string)
		for i := 0; i < rows; i++ {
			key := strconv.Itoa(i * 7919 % 997)
			table[key] = append(table[key], strings.Repeat(key, 1+i%13))
		}
		keys := make([]string, 0, len(table))
		for key := range table {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		joined := 0
		for _, key := range keys {
			joined += len(strings.Join(table[key], ","))
		}
		if joined > 0 {
			done++
		}
	}
}
