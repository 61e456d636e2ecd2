// Webservice answers HTTP requests of its own clients, over loopback and back to back, and measures how long each takes,
// in the rounds that standard input asks for.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"targets/internal/rounds"
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

func measure(url string, length time.Duration, client *http.Client, kept [][]int64) []int64 {
	var group sync.WaitGroup
	end := time.Now().Add(length)
	for i := range kept {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			kept[i] = ask(client, url, end, kept[i][:0])
		}(i)
	}
	group.Wait()
	var all []int64
	for _, nanos := range kept {
		all = append(all, nanos...)
	}
	return all
}

func main() {
	flag.Parse()
	runtime.GOMAXPROCS(*processors)
	url := serve(held())
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *clients}}
	kept := make([][]int64, *clients)
	fmt.Println("ready")
	rounds.Serve(func(_ string, length time.Duration) []int64 { return measure(url, length, client, kept) })
}
