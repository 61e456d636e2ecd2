package stage

import "os"

var pageBytes = int64(os.Getpagesize())

// PagedBytes is a length as the kernel maps it: rounded up to pages.
func PagedBytes(bytes int) int64 {
	return (int64(bytes) + pageBytes - 1) / pageBytes * pageBytes
}
