package main

import "syscall"

func (w *worker) pages() uintptr {
	return uintptr(1+w.random.Intn(mostPages)) * pageBytes
}

// yardRange may hold mappings, holes, or both.
func (w *worker) yardRange() run {
	length := w.pages()
	room := int((w.yard.end - w.yard.start - length) / pageBytes)
	start := w.yard.start + uintptr(w.random.Intn(room+1))*pageBytes
	return run{start, start + length}
}

// partOfRun is one of the runs or a part of it: its head, tail or middle.
func (w *worker) partOfRun() (run, bool) {
	if len(w.runs) == 0 {
		return run{}, false
	}
	whole := w.runs[w.random.Intn(len(w.runs))]
	pages := int((whole.end - whole.start) / pageBytes)
	if w.random.Intn(3) == 0 {
		return whole, true
	}
	first := w.random.Intn(pages)
	count := 1 + w.random.Intn(pages-first)
	start := whole.start + uintptr(first)*pageBytes
	return run{start, start + uintptr(count)*pageBytes}, true
}

// keep notes what the kernel placed; what lies in the yard needs no note.
func (w *worker) keep(r run) {
	if r.start < w.yard.start || r.start >= w.yard.end {
		w.runs = append(w.runs, r)
	}
}

// drop forgets a range that lies within one run, or in the yard.
func (w *worker) drop(gone run) {
	for i, r := range w.runs {
		if gone.start < r.start || gone.end > r.end {
			continue
		}
		w.runs = append(w.runs[:i], w.runs[i+1:]...)
		if r.start < gone.start {
			w.runs = append(w.runs, run{r.start, gone.start})
		}
		if gone.end < r.end {
			w.runs = append(w.runs, run{gone.end, r.end})
		}
		return
	}
}

// what picks a kind of mapping: protection, flags, descriptor.
func (w *worker) what() (prot, flags, fd int) {
	prot = [...]int{syscall.PROT_NONE, syscall.PROT_READ, syscall.PROT_READ | syscall.PROT_WRITE}[w.random.Intn(3)]
	switch w.random.Intn(4) {
	case 0:
		return prot, syscall.MAP_ANON | syscall.MAP_SHARED, -1
	case 1:
		return prot, syscall.MAP_PRIVATE, w.file
	default:
		return prot, syscall.MAP_ANON | syscall.MAP_PRIVATE, -1
	}
}

func (w *worker) mapAnywhere() {
	length := w.pages()
	odd := uintptr(w.random.Intn(int(pageBytes))) // the kernel rounds up
	prot, flags, fd := w.what()
	if got, ok := mmap(0, length-odd, prot, flags, fd); ok {
		w.keep(run{got, got + length})
	}
}

func (w *worker) mapFixed(r run, fixed int) {
	prot, flags, fd := w.what()
	if got, ok := mmap(r.start, r.end-r.start, prot, flags|fixed, fd); ok {
		w.keep(run{got, got + r.end - r.start})
	}
}

// overlayRun maps over a part of a run: the same addresses, another mapping.
func (w *worker) overlayRun() {
	if r, ok := w.partOfRun(); ok {
		prot, flags, fd := w.what()
		mmap(r.start, r.end-r.start, prot, flags|syscall.MAP_FIXED, fd)
	}
}

func (w *worker) unmapPartOfRun() {
	if r, ok := w.partOfRun(); ok && munmap(r.start, r.end-r.start) {
		w.drop(r)
	}
}

func (w *worker) protect() {
	r := w.yardRange()
	if part, ok := w.partOfRun(); ok && w.random.Intn(2) == 0 {
		r = part
	}
	prot, _, _ := w.what()
	mprotect(r.start, r.end-r.start, prot)
}

// remap grows, shrinks or moves; in place, or wherever the kernel likes.
func (w *worker) remap(r run) {
	oldLength, newLength := r.end-r.start, w.pages()
	flags := w.random.Intn(2) * mremapMayMove
	keepsOld := false
	switch w.random.Intn(8) {
	case 0:
		flags, newLength, keepsOld = mremapMayMove|mremapDontUnmap, oldLength, true
	case 1:
		flags, oldLength, keepsOld = mremapMayMove, 0, true // a second mapping of shared memory
	}
	inYard := r.start >= w.yard.start && r.start < w.yard.end
	if inYard && flags == 0 && r.start+newLength > w.yard.end {
		return // it would grow out of the yard
	}
	got, ok := mremap(r.start, oldLength, newLength, flags, 0)
	if !ok {
		return
	}
	if !keepsOld {
		w.drop(r)
	}
	w.keep(run{got, got + newLength})
}

// remapIntoYard moves to a place of this worker's choice, over whatever is there.
func (w *worker) remapIntoYard(r run) {
	to := w.yardRange()
	flags, newLength := mremapMayMove|mremapFixed, to.end-to.start
	if w.random.Intn(4) == 0 {
		flags, newLength = flags|mremapDontUnmap, r.end-r.start
	}
	if to.start+newLength > w.yard.end {
		return
	}
	if _, ok := mremap(r.start, r.end-r.start, newLength, flags, to.start); !ok {
		// Older kernels (6.12) find out that they cannot only when they have unmapped what is in the way, newer ones (6.18)
		// before: no event tells, so it is unmapped for certain.
		munmap(to.start, newLength)
		if tail := (run{r.start + newLength, r.end}); tail.start < tail.end {
			munmap(tail.start, tail.end-tail.start)
			w.drop(tail)
		}
	} else if flags&mremapDontUnmap == 0 {
		w.drop(r)
	}
}
