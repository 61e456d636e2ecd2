// Httpserve is a small HTTP service under open-loop load. It starts itself a second time with -serve and is then the
// load: it finds out what the service can do, says "ready PID" of the service, and sends half of that rate, each request
// at its own time whether or not those before it were answered, in the rounds that standard input asks for. What is measured
// is the time from when a request was due to its answer.
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
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"targets/internal/rounds"
	"targets/internal/stage"
)

const (
	connections   = 8
	calibration   = 2 * time.Second
	shareOfAll    = 0.5
	entriesOfBody = 100
	mappedBytes   = 64 << 10
)

var serves = flag.Bool("serve", false, "be the service")

type entry struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// handle does what services do: allocates, encodes; and maps a little, as those with buffers outside the heap do.
func handle(w http.ResponseWriter, r *http.Request) {
	memory, err := syscall.Mmap(-1, 0, mappedBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	stage.Check("mmap", err)
	memory[0] = 1
	entries := make([]entry, entriesOfBody)
	for i := range entries {
		entries[i] = entry{i, fmt.Sprintf("entry %d", i)}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(entries) // the load may have gone
	stage.Check("munmap", syscall.Munmap(memory))
}

func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	stage.Check("listen", err)
	fmt.Println(listener.Addr())
	stage.Check("serve", http.Serve(listener, http.HandlerFunc(handle)))
}

type load struct {
	client *http.Client
	url    string
	rate   float64
}

func (l *load) get() {
	response, err := l.client.Get(l.url)
	stage.Check("get", err)
	_, err = io.Copy(io.Discard, response.Body)
	stage.Check("body", err)
	stage.Check("close", response.Body.Close())
}

// calibrate finds the rate of requests one after the other on each connection.
func (l *load) calibrate() {
	var done int64
	var group sync.WaitGroup
	end := time.Now().Add(calibration)
	for i := 0; i < connections; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for time.Now().Before(end) {
				l.get()
				atomic.AddInt64(&done, 1)
			}
		}()
	}
	group.Wait()
	l.rate = shareOfAll * float64(done) / calibration.Seconds()
}

// open sends requests at their times and gives the nanoseconds from then to each answer's end.
func (l *load) open(length time.Duration) []int64 {
	count := int(l.rate * length.Seconds())
	nanos := make([]int64, count)
	due := make(chan int, count)
	begin := time.Now().Add(time.Millisecond)
	at := func(i int) time.Time { return begin.Add(time.Duration(float64(i) / l.rate * 1e9)) }
	var group sync.WaitGroup
	for i := 0; i < 8*connections; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range due {
				l.get()
				nanos[i] = int64(time.Since(at(i)))
			}
		}()
	}
	for i := 0; i < count; i++ {
		time.Sleep(time.Until(at(i)))
		due <- i
	}
	close(due)
	group.Wait()
	return nanos
}

func main() {
	flag.Parse()
	if *serves {
		serve()
		return
	}
	service := exec.Command(os.Args[0], "-serve")
	service.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := service.StdoutPipe()
	stage.Check("pipe", err)
	stage.Check("start", service.Start())
	address, err := bufio.NewReader(out).ReadString('\n')
	stage.Check("address", err)
	l := &load{
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8 * connections}},
		url:    "http://" + strings.TrimSpace(address) + "/",
	}
	l.calibrate()
	fmt.Println("ready", service.Process.Pid)
	rounds.Serve(func(_ string, length time.Duration) []int64 { return l.open(length) })
}
