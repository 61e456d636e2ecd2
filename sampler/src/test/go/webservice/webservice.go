// Webservice answers HTTP requests of its own clients, over loopback and back to back, and measures how many it answers, in
// rounds that standard input asks for by a word and SECONDS. Each is answered by one line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"targets/internal/stage"
)

var (
	processors = flag.Int("processors", 1, "GOMAXPROCS")
	clients    = flag.Int("clients", 8, "each asks when it has its answer")
	entries    = flag.Int("entries", 200_000, "of what the service holds in memory")
)

type entry struct {
	Key   string
	Value []byte
	Tags  []string
}

type round struct {
	Mode   string `json:"mode"`
	Pairs  int    `json:"pairs"`
	WallNs int64  `json:"wall_ns"`
	P50Ns  int64  `json:"p50_ns"`
	P99Ns  int64  `json:"p99_ns"`
	P999Ns int64  `json:"p999_ns"`
	MaxNs  int64  `json:"max_ns"`
}

func held() []*entry {
	all := make([]*entry, *entries)
	for i := range all {
		name := strconv.Itoa(i)
		all[i] = &entry{name, make([]byte, 100+i%400), []string{"a" + name, "b" + name}}
	}
	return all
}

func serve(all []*entry) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	stage.Check("listen", err)
	handler := func(answer http.ResponseWriter, request *http.Request) {
		at, _ := strconv.Atoi(request.URL.Path[1:])
		// A pure read; what it makes of it is garbage.
		_ = json.NewEncoder(answer).Encode(all[at%len(all)])
	}
	go func() { stage.Check("serve", http.Serve(listener, http.HandlerFunc(handler))) }()
	return "http://" + listener.Addr().String() + "/"
}

// ask requests until the end of the round; gives how long each answer took.
func ask(client *http.Client, url string, end time.Time, nanos []int64) []int64 {
	for i := 0; ; i++ {
		begin := time.Now()
		if begin.After(end) {
			return nanos
		}
		answer, err := client.Get(url + strconv.Itoa(i*7919%*entries))
		stage.Check("get", err)
		_, err = io.Copy(io.Discard, answer.Body)
		stage.Check("read", err)
		answer.Body.Close()
		nanos = append(nanos, int64(time.Since(begin)))
	}
}

func measure(mode, url string, length time.Duration, client *http.Client, kept [][]int64) round {
	var group sync.WaitGroup
	begin := time.Now()
	for i := range kept {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			kept[i] = ask(client, url, begin.Add(length), kept[i][:0])
		}(i)
	}
	group.Wait()
	wall := time.Since(begin)
	var all []int64
	for _, nanos := range kept {
		all = append(all, nanos...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	at := func(share float64) int64 {
		if len(all) == 0 {
			return 0
		}
		return all[int(share*float64(len(all)-1))]
	}
	return round{mode, len(all), int64(wall), at(0.5), at(0.99), at(0.999), at(1)}
}

func main() {
	flag.Parse()
	runtime.GOMAXPROCS(*processors)
	url := serve(held())
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *clients}}
	kept := make([][]int64, *clients)
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if len(words) != 2 {
			continue
		}
		seconds, err := strconv.ParseFloat(words[1], 64)
		stage.Check("seconds", err)
		line, err := json.Marshal(measure(words[0], url, time.Duration(seconds*float64(time.Second)), client, kept))
		stage.Check("marshal", err)
		fmt.Println(string(line))
	}
}
