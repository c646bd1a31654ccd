package lang

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Error is one error of a cell, in the compiler's words.
type Error struct {
	Line, Column int
	Message      string
	Hint         string // a sentence of ours, or ""
}

func (e Error) Error() string {
	s := fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += "\n\t" + e.Hint
	}
	return s
}

// Errors are the errors of a cell in the order of their positions, at most
// maxErrors.
type Errors []Error

// maxErrors is how many errors the compiler prints.
const maxErrors = 10

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// errors are those of the check, sorted, with hints.
func (k *check) errors() Errors {
	list := slices.Clone(k.extra)
	for _, e := range k.errs {
		if strings.HasPrefix(e.Msg, "\t") && len(list) > 0 {
			last := &list[len(list)-1]
			last.Message = k.addPlace(last.Message, e)
			continue
		}
		p := k.s.position(e.Pos)
		list = append(list, Error{Line: p.Line, Column: p.Column, Message: e.Msg, Hint: k.hint(e)})
	}
	slices.SortStableFunc(list, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return list[:min(len(list), maxErrors)]
}

// where names a place that a message refers to.
func (k *check) where(pos token.Pos) string {
	p := k.s.position(pos)
	return fmt.Sprintf("In[%d]:%d:%d", p.Cell, p.Line, p.Column)
}

var (
	undefinedName   = regexp.MustCompile(`^undefined: ([\pL_][\pL_\pN]*)$`)
	undefinedMember = regexp.MustCompile(`^undefined: ([\pL_][\pL_\pN]*)\.([\pL_][\pL_\pN]*)$`)
	missingMember   = regexp.MustCompile(`^(.*)\.([\pL_][\pL_\pN]*) undefined \(type .* has no field or method`)
	mismatch        = regexp.MustCompile(`^cannot use |mismatched types|impossible type assertion|impossible type switch|^cannot convert `)
	word            = regexp.MustCompile(`[\pL_][\pL_\pN]*`)
)

// hint makes the sentence that follows an error of go/types, or "".
func (k *check) hint(e types.Error) string {
	if m := undefinedName.FindStringSubmatch(e.Msg); m != nil {
		return k.hintName(m[1], e.Pos)
	}
	if m := undefinedMember.FindStringSubmatch(e.Msg); m != nil {
		return k.hintPackageMember(m[1], m[2])
	}
	if m := missingMember.FindStringSubmatch(e.Msg); m != nil && !strings.Contains(e.Msg, "but does have") {
		return k.hintMember(m[2], e.Pos)
	}
	if mismatch.MatchString(e.Msg) {
		return k.hintOldType(e.Msg)
	}
	return ""
}

// hintOldType explains a message in which one name stands for two types.
func (k *check) hintOldType(message string) string {
	count := map[string]int{}
	for _, w := range word.FindAllString(message, -1) {
		count[w]++
		if count[w] != 2 {
			continue
		}
		if cells := k.cellsOfType(w); len(cells) > 1 {
			n := len(cells)
			return fmt.Sprintf("the %s of In[%d] and the %s of In[%d] are two types: a value keeps the type of its cell", w, cells[n-2], w, cells[n-1])
		}
	}
	return ""
}

// cellsOfType lists the cells that declare a type called name, in order.
func (k *check) cellsOfType(name string) []int {
	var cells []int
	add := func(o types.Object, cell int) {
		if _, ok := o.(*types.TypeName); ok && o.Name() == name {
			cells = append(cells, cell)
		}
	}
	for o, e := range k.s.objects {
		add(o, e.cell)
	}
	if len(cells) > 0 && k.src != nil {
		for id, o := range k.info.Defs {
			if o != nil && o.Parent() != nil && id.Name == name && k.c.aliases[o] == nil {
				add(o, k.src.cell.Number)
			}
		}
	}
	slices.Sort(cells)
	return cells
}
