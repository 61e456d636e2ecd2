package main

import (
	"image"
	"image/color"
	"syscall"
)

// A thumbnail lives outside the Go heap, so that thousands of them are no work for the collector.
type thumbnail struct {
	key    string
	pixels []byte
}

// thumbnails keeps the last few that were made.
type thumbnails struct {
	byKey  map[string]*thumbnail
	recent []*thumbnail
	limit  int
}

// cacheThumbnail keeps a copy of the picture and drops the oldest when there are too many.
//
// Here is the leak: what is dropped is never unmapped.
func (t *thumbnails) cacheThumbnail(key string, picture *image.RGBA) (*thumbnail, error) {
	pixels, err := syscall.Mmap(-1, 0, len(picture.Pix), syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	copy(pixels, picture.Pix)
	made := &thumbnail{key, pixels}
	t.byKey[key] = made
	t.recent = append(t.recent, made)
	if len(t.recent) > t.limit {
		delete(t.byKey, t.recent[0].key)
		t.recent = append(t.recent[:0], t.recent[1:]...)
	}
	return made, nil
}

// render draws the picture that belongs to a key.
func render(into *image.RGBA, key string) {
	var seed uint32 = 2166136261
	for i := 0; i < len(key); i++ {
		seed = (seed ^ uint32(key[i])) * 16777619
	}
	bounds := into.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			into.SetRGBA(x, y, color.RGBA{uint8(seed >> (x & 15)), uint8(seed >> (y & 15)), uint8(x ^ y), 255})
		}
	}
}
