package main

import (
	"container/list"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"targets/internal/stage"
)

const (
	clients     = 4
	thinks      = 8 * time.Millisecond
	entryBytes  = 16 << 10
	entries     = 4_000
	blockBytes  = 64 << 10
	blocks      = 512
	sessionData = 1 << 10
)

// A cache that drops what was used longest ago once it is full.
type cache struct {
	lock  sync.Mutex
	byKey map[int]*list.Element
	order *list.List
}

type entry struct {
	key   int
	bytes []byte
}

func (c *cache) get(key int) []byte {
	c.lock.Lock()
	defer c.lock.Unlock()
	if found, ok := c.byKey[key]; ok {
		c.order.MoveToFront(found)
		return found.Value.(*entry).bytes
	}
	if c.order.Len() == entries {
		oldest := c.order.Remove(c.order.Back()).(*entry)
		delete(c.byKey, oldest.key)
	}
	made := &entry{key, make([]byte, entryBytes)}
	c.byKey[key] = c.order.PushFront(made)
	return made.bytes
}

// Blocks outside of Go's heap, a ring of them: none is mapped for good, none is missing once they are all there.
type ring struct {
	lock   sync.Mutex
	blocks [][]byte
	next   int
}

func (r *ring) put(data []byte) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if len(r.blocks) < blocks {
		block, err := syscall.Mmap(-1, 0, blockBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		stage.Check("mmap", err)
		r.blocks = append(r.blocks, block)
	}
	for part := r.blocks[r.next%len(r.blocks)]; len(part) > 0; part = part[copy(part, data):] {
	}
	r.next++
}

// A session is closed by its finalizer, as an os.File that was forgotten is.
type session struct {
	data [sessionData]byte
	file *os.File
}

var open int64

func newSession() *session {
	file, err := os.Open("/dev/null")
	stage.Check("open", err)
	atomic.AddInt64(&open, 1)
	s := &session{file: file}
	runtime.SetFinalizer(s, closeSession)
	return s
}

func closeSession(s *session) {
	s.file.Close()
	atomic.AddInt64(&open, -1)
}

func serve(stop chan bool) int64 {
	values := &cache{byKey: map[int]*list.Element{}, order: list.New()}
	files := &ring{}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s := newSession()
		var key int
		fmt.Sscan(r.URL.Path[1:], &key)
		value := values.get(key)
		if key%8 == 0 {
			files.put(s.data[:])
		}
		json.NewEncoder(w).Encode(map[string]any{"key": key, "bytes": len(value), "value": value[:256], "path": r.URL.Path})
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	stage.Check("listen", err)
	go http.Serve(listener, nil)
	var answered int64
	var all sync.WaitGroup
	start := time.Now()
	for i := 0; i < clients; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for {
				select {
				case <-stop:
					return
				case <-time.After(thinks):
				}
				get(listener.Addr(), key(time.Since(start)))
				atomic.AddInt64(&answered, 1)
			}
		}()
	}
	all.Wait()
	return answered
}

// key is drawn from ever more keys until the cache is full, then from some more than it holds.
func key(since time.Duration) int {
	const all = entries * 11 / 10
	known := 1 + int(float64(all)*float64(since)/float64(*fill))
	if known > all {
		known = all
	}
	if rand.Intn(2) == 0 {
		return known - 1 - rand.Intn(known)/50
	}
	return rand.Intn(known)
}

func get(addr net.Addr, key int) {
	answer, err := http.Get(fmt.Sprintf("http://%s/%d", addr, key))
	stage.Check("get", err)
	_, err = io.Copy(io.Discard, answer.Body)
	stage.Check("read", err)
	answer.Body.Close()
}
