// Leakyservice serves thumbnails over HTTP, under a load of its own making. Its heap stays small;
// the process does not. It says "ready" when it serves and runs until it is killed.
package main

import (
	"flag"
	"fmt"
	"image"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	thumbnailWidth  = 160
	thumbnailHeight = 120
)

var (
	listen = flag.String("listen", "127.0.0.1:0", "where it serves")
	rate   = flag.Int("rate", 40, "requests a second; each makes a thumbnail of 75 KiB")
	report = flag.Duration("report", time.Second, "how often it says on stderr how it is")
)

type server struct {
	mu      sync.Mutex
	cache   thumbnails
	canvas  *image.RGBA
	served  int
	started time.Time
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.URL.Path
	found, ok := s.cache.byKey[key]
	if !ok {
		render(s.canvas, key)
		made, err := s.cache.cacheThumbnail(key, s.canvas)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		found = made
	}
	s.served++
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(found.pixels)
}

func (s *server) reportForever() {
	for range time.Tick(*report) {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		s.mu.Lock()
		fmt.Fprintf(os.Stderr, "up %v, served %d, heap in use %.1f MiB, all that Go knows of %.1f MiB\n",
			time.Since(s.started).Round(time.Second), s.served,
			float64(stats.HeapInuse)/(1<<20), float64(stats.Sys)/(1<<20))
		s.mu.Unlock()
	}
}

func load(address string) {
	client := &http.Client{Timeout: 10 * time.Second}
	n := 0
	for range time.Tick(time.Second / time.Duration(*rate)) {
		n++
		response, err := client.Get(fmt.Sprintf("http://%s/photos/%d/thumbnail", address, n))
		if err != nil {
			log.Print(err)
			continue
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}

func main() {
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	s := &server{
		cache:   thumbnails{byKey: map[string]*thumbnail{}, limit: 64},
		canvas:  image.NewRGBA(image.Rect(0, 0, thumbnailWidth, thumbnailHeight)),
		started: time.Now(),
	}
	go s.reportForever()
	go load(listener.Addr().String())
	fmt.Println("ready")
	log.Fatal(http.Serve(listener, s))
}
