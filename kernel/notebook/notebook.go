package notebook

import (
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Fields are JSON values by name: objects, lists, strings, json.Number, bool
// and nil.
type Fields = map[string]any

// Notebook is one .ipynb file.
type Notebook struct {
	Cells    []*Cell
	Metadata Fields
	Minor    int    // the x of format 4.x
	other    Fields // fields of the file that this package doesn't know
}

// The types of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Cell is one cell. Outputs and Count are those of code cells.
type Cell struct {
	Type     string
	ID       string // from format 4.5 on
	Source   string
	Metadata Fields
	Outputs  []Output
	Count    int // execution count, 0: not executed
	other    Fields
}

// The types of outputs.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// Output is one output of a code cell. Which fields count depends on Type.
type Output struct {
	Type string

	Name string // Stream: stdout or stderr
	Text string // Stream

	Data     Fields // DisplayData and ExecuteResult: MIME bundle; text is one string, JSON types are values
	Metadata Fields
	Count    int // ExecuteResult

	Ename, Evalue string // Error
	Traceback     []string

	displayID string // known only while the outputs are collected
	other     Fields
}

// minorWritten is the version of a notebook that is made here.
const minorWritten = 5

// New returns a notebook with one code cell per source.
func New(sources ...string) *Notebook {
	nb := &Notebook{Metadata: Fields{}, Minor: minorWritten}
	for _, s := range sources {
		nb.Cells = append(nb.Cells, &Cell{Type: Code, ID: newID(), Source: s, Metadata: Fields{}})
	}
	return nb
}

// newID is a cell id as the format wants it: 1 to 64 of letters, digits, - and _.
func newID() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// KernelName is the kernelspec that the notebook asks for, or "".
func (nb *Notebook) KernelName() string { return nb.lookup("kernelspec", "name") }

// Language is the language of the code cells, or "".
func (nb *Notebook) Language() string {
	if l := nb.lookup("language_info", "name"); l != "" {
		return l
	}
	return nb.lookup("kernelspec", "language")
}

func (nb *Notebook) lookup(object, key string) string {
	fields, _ := nb.Metadata[object].(Fields)
	value, _ := fields[key].(string)
	return value
}

// SetKernel notes the kernel that ran the notebook.
func (nb *Notebook) SetKernel(name, displayName, language string, languageInfo Fields) {
	if name != "" {
		nb.Metadata["kernelspec"] = Fields{"name": name, "display_name": displayName, "language": language}
	}
	if languageInfo != nil {
		nb.Metadata["language_info"] = maps.Clone(languageInfo)
	}
}

// CodeCells returns the code cells that hold more than blanks: those that can
// be executed.
func (nb *Notebook) CodeCells() []*Cell {
	var cells []*Cell
	for _, c := range nb.Cells {
		if c.Type == Code && strings.TrimSpace(c.Source) != "" {
			cells = append(cells, c)
		}
	}
	return cells
}

// HasTag says whether the cell has the tag in its metadata, for example
// "raises-exception", with which nbclient, nbval and this program let it fail.
func (c *Cell) HasTag(tag string) bool {
	tags, _ := c.Metadata["tags"].([]any)
	return slices.Contains(tags, any(tag))
}
