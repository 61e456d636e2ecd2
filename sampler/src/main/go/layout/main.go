// Layout prints what Blindspot must know of one release of Go's runtime, from the debug information of a program built with
// it: STRUCT lines with a line for each field, CONST lines, the names of wait reasons (WAITREASON), the sizes of size classes
// (SIZECLASS), and which variables some functions refer to, in order (ANCHOR).
//
// Usage: layout PROGRAM GOVERSION [anchors]: with the last word, the ANCHOR lines alone.
package main

import (
	"bufio"
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"sort"
	"strings"
)

var structs = words(`
	internal/abi.Type runtime._type runtime._func runtime.bucket runtime.cleanupBlock runtime.cleanupBlockHeader
	runtime.cleanupFn runtime.cleanupQueue runtime.consistentHeapStats runtime.finBlock runtime.finblock
	runtime.finalizer runtime.fixalloc runtime.functab runtime.g runtime.gList runtime.gQueue
	runtime.gcControllerState runtime.gobuf runtime.hchan runtime.heapArena runtime.heapStatsDelta
	runtime.linearAlloc runtime.m runtime.mSpanList runtime.mSpanStateBox runtime.mcache runtime.mcentral
	runtime.memRecord runtime.memRecordCycle runtime.mheap runtime.moduledata runtime.mspan runtime.mstats
	runtime.mutex runtime.p runtime.pageAlloc runtime.pcHeader runtime.persistentAlloc runtime.Pinner runtime.pinner
	runtime.pinnerBits runtime.scavengeIndex runtime.scavengerState runtime.schedt runtime.spanSet runtime.special
	runtime.specialCleanup runtime.specialPinCounter runtime.specialReachable runtime.specialWeakHandle
	runtime.specialfinalizer runtime.specialprofile runtime.stack runtime.sudog runtime.waitq runtime.workType
	runtime.gcBitsArena runtime.addrRanges runtime.notInHeapSlice sync.Map`)

var constants = []string{
	"runtime._KindSpecial", "runtime._G", "runtime.mSpan", "runtime.fing", "runtime.spanAlloc",
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "layout:", err)
		os.Exit(1)
	}
}

func main() {
	onlyAnchors := len(os.Args) == 4 && os.Args[3] == "anchors"
	if len(os.Args) != 3 && !onlyAnchors {
		fmt.Fprintln(os.Stderr, "usage: layout PROGRAM GOVERSION [anchors]")
		os.Exit(2)
	}
	file, err := elf.Open(os.Args[1])
	check(err)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, "LAYOUT 1 %s\n", os.Args[2])
	if !onlyAnchors {
		data, err := file.DWARF()
		check(err)
		types(out, data)
		program{file}.tables(out)
	}
	anchors(out, file)
}

// types prints the structures and constants, sorted by name.
func types(out *bufio.Writer, data *dwarf.Data) {
	found := map[string]*dwarf.StructType{}
	values := map[string]int64{}
	reader := data.Reader()
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			break
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		switch entry.Tag {
		case dwarf.TagStructType:
			if structs[name] {
				typ, err := data.Type(entry.Offset)
				check(err)
				found[name] = typ.(*dwarf.StructType)
			}
		case dwarf.TagConstant:
			if value, ok := entry.Val(dwarf.AttrConstValue).(int64); ok && isWanted(name) {
				values[name] = value
			}
		}
	}
	for _, name := range sorted(found) {
		printStruct(out, name, found[name])
	}
	for _, name := range sorted(values) {
		fmt.Fprintf(out, "CONST %s %d\n", name, values[name])
	}
}

func isWanted(name string) bool {
	for _, prefix := range constants {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func sorted[T any](of map[string]T) []string {
	var names []string
	for name := range of {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// printStruct prints a structure and, by the path of their field, those without a name within it.
func printStruct(out *bufio.Writer, name string, typ *dwarf.StructType) {
	fmt.Fprintf(out, "STRUCT %s size=%d\n", name, typ.ByteSize)
	nested := map[string]*dwarf.StructType{}
	for _, field := range typ.Field {
		typeName := field.Type.String()
		if inner, ok := field.Type.(*dwarf.StructType); ok && strings.HasPrefix(inner.StructName, "struct {") {
			typeName = name + "." + field.Name
			nested[typeName] = inner
		}
		typeName = strings.TrimPrefix(typeName, "struct ")
		fmt.Fprintf(out, "  %s off=%d size=%d %s\n", field.Name, field.ByteOffset, field.Type.Size(), typeName)
	}
	for _, inner := range sorted(nested) {
		printStruct(out, inner, nested[inner])
	}
}

// A program whose variables can be read.
type program struct{ *elf.File }

func (p program) tables(out *bufio.Writer) {
	symbols, err := p.Symbols()
	check(err)
	for _, symbol := range symbols {
		switch symbol.Name {
		case "runtime.waitReasonStrings":
			table := p.read(symbol.Value, symbol.Size)
			for i := 0; i*16 < len(table); i++ {
				text := p.read(binary.LittleEndian.Uint64(table[i*16:]), binary.LittleEndian.Uint64(table[i*16+8:]))
				fmt.Fprintf(out, "WAITREASON %d %s\n", i, text)
			}
		case "runtime.class_to_size", "internal/runtime/gc.SizeClassToSize":
			table := p.read(symbol.Value, symbol.Size)
			for i := 0; i+1 < len(table) && i < 68*2; i += 2 {
				fmt.Fprintf(out, "SIZECLASS %d %d\n", i/2, binary.LittleEndian.Uint16(table[i:]))
			}
		}
	}
}

// read gives the bytes at an address; none where there is no file behind it.
func (p program) read(address, size uint64) []byte {
	for _, part := range p.Progs {
		if size > 0 && part.Type == elf.PT_LOAD && address >= part.Vaddr && address+size <= part.Vaddr+part.Filesz {
			bytes := make([]byte, size)
			_, err := part.ReadAt(bytes, int64(address-part.Vaddr))
			check(err)
			return bytes
		}
	}
	return nil
}
