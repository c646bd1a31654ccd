//go:build !nohooks

package hooks

import (
	"go/constant"
	"path/filepath"
	"reflect"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// hooked is the engine of a Machine with hooks.
type hooked struct {
	i     *interp.Interpreter
	used  int // global slots that have a value
	onMap func(cell int64, line int)
}

func newHooked(i *interp.Interpreter, o Options) engine {
	if o.Stack > 0 {
		stackLimit.Store(uintptr(o.Stack))
	}
	slots := o.Slots
	if slots == 0 {
		slots = DefaultSlots
	}
	global := *field[*frame](i, fieldFrame)
	data := make([]reflect.Value, slots)
	copy(data, global.data)
	global.data = data
	return &hooked{i: i, onMap: o.OnMap}
}

// execute runs the parts of a program in the running goroutine: package-level
// variables, then the init functions.
func (h *hooked) execute(p *Program) {
	prog := (*program)(unsafe.Pointer(p.p))
	global := *field[*frame](h.i, fieldFrame)
	vars, err := globalVars([]*node{prog.root}, (*field[map[string]*scope](h.i, fieldScopes))[prog.pkgName])
	if err != nil {
		panic(err)
	}
	if vars != nil {
		runNode(h.i, vars, nil)
		global.debug = nil
	}
	for _, n := range prog.init {
		if fn := functionOf(n); fn != nil {
			fn.enter(fn.newFrame(global))
		} else {
			runNode(h.i, n, global)
		}
	}
}

// forget: see Machine.Forget.
func (h *hooked) forget(p *Program) {
	prog := (*program)(unsafe.Pointer(p.p))
	imports := h.imports(prog.root)
	*field[[]*node](h.i, fieldRoots) = nil
	for _, d := range prog.root.child {
		// The declarations of a file are chained: one function that lives would
		// keep all the others.
		d.tnext, d.fnext, d.anc = nil, nil, nil
	}
	prog.root.child, prog.root.start = nil, nil
	for _, n := range prog.init {
		n.anc = nil
	}
	(*field[*scope](h.i, fieldUniverse)).child = nil
	main := (*field[map[string]*scope](h.i, fieldScopes))[prog.pkgName]
	main.child = nil
	for _, name := range imports {
		delete(main.sym, filepath.Join(name, filepath.Base(p.src.Name)))
	}
	if file := h.i.FileSet().File(prog.root.pos); file != nil {
		h.i.FileSet().RemoveFile(file)
	}
}

// imports are the names by which a file knows the packages that it imports.
func (h *hooked) imports(root *node) (names []string) {
	known := *field[map[string]string](h.i, fieldPkgNames)
	walk(root, func(n *node) {
		if kindName(n.kind) != "importSpec" {
			return
		}
		if len(n.child) == 2 {
			names = append(names, n.child[0].ident)
		} else if path, ok := n.child[0].rval.Interface().(constant.Value); ok {
			names = append(names, known[constant.StringVal(path)])
		}
	})
	return names
}

// global: see Machine.Global.
func (h *hooked) global(name string) (reflect.Value, bool) {
	main := (*field[map[string]*scope](h.i, fieldScopes))["main"]
	if main == nil {
		return reflect.Value{}, false
	}
	sym := main.sym[name]
	data := (*field[*frame](h.i, fieldFrame)).data
	if sym == nil || !sym.global || sym.index < 0 || sym.index >= len(data) || !data[sym.index].IsValid() {
		return reflect.Value{}, false
	}
	return data[sym.index], true
}

var findOnce struct {
	sync.Once
	err error
}

// findHooks looks whether the layer fits this yaegi and this Go and works.
func findHooks() error {
	findOnce.Do(func() {
		if findOnce.err = checkLayout(); findOnce.err == nil {
			findOnce.err = probe()
		}
	})
	return findOnce.err
}
