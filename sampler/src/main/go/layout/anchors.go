package main

import (
	"bufio"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"sort"
	"strings"
)

// globals are the variables that a stripped program must be searched for.
var globals = words(`
	runtime.mheap_ runtime.memstats runtime.gcController runtime.allgs runtime.allgptr runtime.allglen runtime.allp
	runtime.allm runtime.sched runtime.fingStatus runtime.fingRunning runtime.finq runtime.allfin
	runtime.finqueued runtime.finexecuted runtime.gcCleanups runtime.mbuckets runtime.mProfCycle
	runtime.MemProfileRate runtime.modulesSlice runtime.work runtime.m0 runtime.g0 runtime.gomaxprocs
	runtime.persistentChunks runtime.gcBitsArenas runtime.buckhash runtime.gcphase runtime/cgo.handles runtime/cgo.handleIdx
	plugin.plugins`)

const functionsPerGlobal = 10

type anchor struct {
	function   string
	references []string
}

// anchors prints, for each of the variables, functions that refer to it: the shortest lists, for they change least.
func anchors(out *bufio.Writer, file *elf.File) {
	symbols, err := file.Symbols()
	check(err)
	sort.SliceStable(symbols, func(i, j int) bool { return symbols[i].Value < symbols[j].Value })
	data := dataRange(symbols)
	var all []anchor
	for _, symbol := range symbols {
		if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC && isRuntime(symbol.Name) {
			code := program{file}.read(symbol.Value, symbol.Size)
			if found := anchorOf(file, data, symbols, symbol, code); len(found.references) > 0 {
				all = append(all, found)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return len(all[i].references) < len(all[j].references) })
	taken := map[string]int{}
	for _, one := range all {
		if one.isWanted(taken) {
			fmt.Fprintf(out, "ANCHOR %s %s\n", one.function, strings.Join(one.references, " "))
		}
	}
}

// dataRange is what moduledata calls noptrdata to enoptrbss.
func dataRange(symbols []elf.Symbol) (data [2]uint64) {
	for _, symbol := range symbols {
		switch symbol.Name {
		case "runtime.noptrdata":
			data[0] = symbol.Value
		case "runtime.enoptrbss":
			data[1] = symbol.Value
		}
	}
	return data
}

func isRuntime(name string) bool {
	for _, prefix := range []string{"runtime.", "runtime/cgo.", "plugin."} {
		if strings.HasPrefix(name, prefix) && !strings.Contains(name, "[") {
			return true
		}
	}
	return false
}

func (a anchor) isWanted(taken map[string]int) bool {
	wanted := false
	met := map[string]bool{}
	for _, reference := range a.references {
		name := strings.SplitN(reference, "+", 2)[0]
		if name != "-" && !met[name] {
			met[name] = true
			if taken[name] < functionsPerGlobal {
				taken[name]++
				wanted = true
			}
		}
	}
	return wanted
}

func anchorOf(file *elf.File, data [2]uint64, symbols []elf.Symbol, function elf.Symbol, code []byte) anchor {
	found := anchor{function: function.Name}
	wanted := false
	collect := func(address uint64) {
		if address < data[0] || address >= data[1] {
			return
		}
		name := "-"
		if symbol := covering(symbols, address); symbol != nil && globals[symbol.Name] {
			name = fmt.Sprintf("%s+%d", symbol.Name, address-symbol.Value)
			wanted = true
		}
		found.references = append(found.references, name)
	}
	if file.Machine == elf.EM_X86_64 {
		amd64References(code, function.Value, collect)
	} else {
		arm64References(code, function.Value, collect)
	}
	if !wanted {
		found.references = nil
	}
	return found
}

func covering(symbols []elf.Symbol, address uint64) *elf.Symbol {
	i := sort.Search(len(symbols), func(i int) bool { return symbols[i].Value > address }) - 1
	for ; i >= 0 && i > 0 && symbols[i].Value+symbols[i].Size <= address && symbols[i].Size == 0; i-- {
	}
	if i < 0 || address >= symbols[i].Value+symbols[i].Size {
		return nil
	}
	return &symbols[i]
}

// amd64References finds operands relative to the instruction pointer. Bytes are not decoded into instructions: of what
// merely looks like such an operand nearly nothing points into the program's data, which is all that counts.
func amd64References(code []byte, start uint64, found func(address uint64)) {
	for i := 1; i+5 <= len(code); i++ {
		if code[i]&0xc7 == 0x05 {
			displacement := int32(binary.LittleEndian.Uint32(code[i+1:]))
			found(start + uint64(i) + 5 + uint64(immediate(code[i-1], code[i])) + uint64(int64(displacement)))
		}
	}
}

// immediate is how many bytes follow the operand, by the opcode before it.
func immediate(opcode, modrm byte) int {
	switch opcode {
	case 0x80, 0x83, 0xc6, 0xc0, 0xc1, 0x6b, 0xba:
		return 1
	case 0x81, 0xc7, 0x69:
		return 4
	case 0xf6, 0xf7:
		if modrm>>3&7 < 2 {
			return map[byte]int{0xf6: 1, 0xf7: 4}[opcode]
		}
	}
	return 0
}

// arm64References finds pages loaded by ADRP and the offsets that are added to them.
func arm64References(code []byte, start uint64, found func(address uint64)) {
	var pages [32]uint64
	for i := 0; i+4 <= len(code); i += 4 {
		word := binary.LittleEndian.Uint32(code[i:])
		base, target := word>>5&31, word&31
		switch {
		case word&0x9f000000 == 0x90000000:
			offset := int64(int32(word>>5<<13)>>13)<<2 | int64(word>>29&3)
			pages[target] = (start+uint64(i))&^0xfff + uint64(offset<<12)
			continue
		case word&0xffc00000 == 0x91000000 && pages[base] != 0:
			found(pages[base] + uint64(word>>10&0xfff))
		case word&0x3b000000 == 0x39000000 && pages[base] != 0:
			size := word >> 30
			if word&0x04800000 == 0x04800000 {
				size = 4
			}
			found(pages[base] + uint64(word>>10&0xfff)<<size)
			if word>>22&3 == 0 {
				continue
			}
		case word&0xfc000000 == 0x94000000:
			pages = [32]uint64{}
			continue
		}
		pages[target] = 0
	}
}
