package evaluator

import (
	"os"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Recorder is a flight recorder: a page of memory that the child shares with
// the front, which reads it when the child has died. A nil Recorder works and
// records nothing. All methods are safe for any number of goroutines.
type Recorder struct {
	page *page
	mu   sync.Mutex // guards page.note; Record takes no lock
}

// RecorderOf returns the recorder behind the Output that Serve hands to an
// engine, nil for other Outputs.
func RecorderOf(out Output) *Recorder {
	if o, ok := out.(*output); ok {
		return o.recorder
	}
	return nil
}

// Record stores the place of a step that may end the process, such as a write
// to a map: the cell's number (the n of In[n]) and a line in it. It costs one
// atomic store. The front uses it when the process died of a misused map.
func (r *Recorder) Record(cell, line int32) {
	if r != nil {
		atomic.StoreUint64(&r.page.place, uint64(uint32(cell))<<32|uint64(uint32(line)))
	}
}

// Note leaves a sentence for the crash report, for example the cause when the
// engine ends the process on purpose. The last one counts; "" takes it back.
func (r *Recorder) Note(text string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	atomic.StoreUint32(&r.page.noteLen, 0)
	n := copy(r.page.note[:], text)
	atomic.StoreUint32(&r.page.noteLen, uint32(n))
}

// page is what child and front share. The child maps it; the front reads it
// when the child is dead, so nothing but the order of stores matters: a length
// is stored after its bytes. In the file, the runtime's crash text follows.
type page struct {
	place uint64 // cell<<32 | line

	noteLen uint32
	note    [1020]byte

	// Text that was printed and not yet written to the link. Without this the
	// last lines before a crash would be lost, or each line would cost a
	// system call. guarded in the child by output.mu.
	textLen  uint32
	textSeq  uint32 // also the id of the frame that carries this text
	textCell CellID
	textName uint32 // index into streamNames
	text     [64 << 10]byte
}

var streamNames = [...]string{"stdout", "stderr"}

const pageSize = int(unsafe.Sizeof(page{}))

// crashTextAt is the offset of the runtime's crash text in the shared file.
const crashTextAt = int64((pageSize + 4095) &^ 4095)

// maxLastWords is what the front keeps of a crash text: a dump of thousands of
// goroutines says nothing more.
const maxLastWords = 64 << 10

// readPage copies the page out of the shared file.
func readPage(f *os.File) (*page, error) {
	p := new(page)
	_, err := f.ReadAt(unsafe.Slice((*byte)(unsafe.Pointer(p)), pageSize), 0)
	return p, err
}

// unsent returns printed text that no frame carried, given the id of the last
// stream frame that arrived.
func (p *page) unsent(lastSeq uint32) (CellID, string, []byte) {
	if p.textLen == 0 || int(p.textLen) > len(p.text) || int(p.textName) >= len(streamNames) {
		return 0, "", nil
	}
	if int32(p.textSeq-lastSeq) <= 0 {
		return 0, "", nil
	}
	return p.textCell, streamNames[p.textName], p.text[:p.textLen]
}

// lastNote returns what Note left.
func (p *page) lastNote() string { return string(p.note[:min(int(p.noteLen), len(p.note))]) }

// lastPlace returns what Record left.
func (p *page) lastPlace() (cell, line int32) {
	return int32(p.place >> 32), int32(uint32(p.place))
}

// crashText reads what the runtime wrote about the end of the process.
func crashText(f *os.File) string {
	b := make([]byte, maxLastWords)
	n, _ := f.ReadAt(b, crashTextAt) // an error only means less text
	return string(b[:n])
}

// hasCrashText says whether the runtime began to write about a crash.
func hasCrashText(f *os.File) bool {
	fi, err := f.Stat()
	return err == nil && fi.Size() > crashTextAt
}
