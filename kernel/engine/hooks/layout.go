//go:build !nohooks

package hooks

//lint:file-ignore U1000 the mirrors need every field of yaegi's structs, in order, also those that nobody reads

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// The mirrors of yaegi's structs. Their fields have the names, order and sizes
// of the originals; a field that nobody here looks into is an unsafe.Pointer.
// checkLayout compares them.
type (
	// step is a generated step of a program; it returns the next one.
	step func(*frame) step

	node struct {
		debug                        unsafe.Pointer
		child                        []*node
		anc                          *node
		param                        []unsafe.Pointer
		start, tnext, fnext          *node
		interp                       *interp.Interpreter
		index                        int64
		findex, level, nleft, nright int
		kind                         uint
		pos                          token.Pos
		sym                          *symbol
		typ                          *itype
		recv                         *receiver
		types                        []reflect.Type
		scope                        *scope
		action                       uint
		exec                         step
		gen                          func(*node)
		val                          any
		rval                         reflect.Value
		ident                        string
		redeclared                   bool
		meta                         any
	}

	// frame holds the variables of one call. Its debug field is yaegi's
	// debugger's, which is never used here: it points to the record of the
	// step that runs, and is nil until the function was entered.
	frame struct {
		id        uint64
		debug     *record
		root, anc *frame
		data      []reflect.Value
		mutex     sync.RWMutex
		deferred  [][]reflect.Value
		recovered any
		done      reflect.SelectCase
	}

	symbol struct {
		kind    uint
		typ     *itype
		node    *node
		from    []*node
		recv    unsafe.Pointer
		index   int
		rval    reflect.Value
		builtin func(*node)
		global  bool
	}

	scope struct {
		anc               *scope
		child             []*scope
		def               *node
		loop, loopRestart *node
		pkgID, pkgName    string
		types             []reflect.Type
		level             int
		sym               map[string]*symbol
		global            bool
		iota              int
	}

	itype struct {
		cat                                uint
		field                              []unsafe.Pointer
		key, val, recv                     *itype
		arg, ret                           []*itype
		ptr                                *itype
		method                             []*node
		constraint, ulconstraint, instance []*itype
		name, path                         string
		length                             int
		rtype                              reflect.Type
		node                               *node
		scope                              *scope
		str                                string
		incomplete, untyped, isBinMethod   bool
	}

	program struct {
		pkgName string
		root    *node
		init    []*node
	}

	receiver struct {
		node  *node
		val   reflect.Value
		index []int
	}

	// valueInterface is a value in a variable of an interpreted interface type.
	valueInterface struct {
		node  *node
		value reflect.Value
	}
)

//go:linkname toTree github.com/traefik/yaegi/interp.(*Interpreter).ast
func toTree(i *interp.Interpreter, f ast.Node) (string, *node, error)

//go:linkname globalTypes github.com/traefik/yaegi/interp.(*Interpreter).gtaRetry
func globalTypes(i *interp.Interpreter, nodes []*node, importPath, pkgName string) error

//go:linkname flowGraph github.com/traefik/yaegi/interp.(*Interpreter).cfg
func flowGraph(i *interp.Interpreter, root *node, sc *scope, importPath, pkgName string) ([]*node, error)

//go:linkname generateFunctions github.com/traefik/yaegi/interp.genRun
func generateFunctions(n *node) error

//go:linkname globalVars github.com/traefik/yaegi/interp.genGlobalVars
func globalVars(roots []*node, sc *scope) (*node, error)

//go:linkname runNode github.com/traefik/yaegi/interp.(*Interpreter).run
func runNode(i *interp.Interpreter, n *node, f *frame)

//go:linkname runCfg github.com/traefik/yaegi/interp.runCfg
func runCfg(n *node, f *frame, funcNode, callNode *node)

//go:linkname kindName github.com/traefik/yaegi/interp.nkind.String
func kindName(k uint) string

//go:linkname actionName github.com/traefik/yaegi/interp.action.String
func actionName(a uint) string

//go:linkname getExec github.com/traefik/yaegi/interp.getExec
func getExec(n *node) step

//go:linkname genValue github.com/traefik/yaegi/interp.genValue
func genValue(n *node) func(*frame) reflect.Value

//go:linkname genValueArray github.com/traefik/yaegi/interp.genValueArray
func genValueArray(n *node) func(*frame) reflect.Value

//go:linkname genDestValue github.com/traefik/yaegi/interp.genDestValue
func genDestValue(t *itype, n *node) func(*frame) reflect.Value

//go:linkname genValueInterface github.com/traefik/yaegi/interp.genValueInterface
func genValueInterface(n *node) func(*frame) reflect.Value

//go:linkname genInterfaceWrapper github.com/traefik/yaegi/interp.genInterfaceWrapper
func genInterfaceWrapper(n *node, t reflect.Type) func(*frame) reflect.Value

//go:linkname genValueAs github.com/traefik/yaegi/interp.genValueAs
func genValueAs(n *node, t reflect.Type) func(*frame) reflect.Value

//go:linkname genValueOutput github.com/traefik/yaegi/interp.genValueOutput
func genValueOutput(n *node, t reflect.Type) func(*frame) reflect.Value

//go:linkname typeID github.com/traefik/yaegi/interp.(*itype).id
func typeID(t *itype) string

//go:linkname genFuncValue github.com/traefik/yaegi/interp.genFuncValue
func genFuncValue(n *node) func(*frame) reflect.Value

//go:linkname genFunctionWrapper github.com/traefik/yaegi/interp.genFunctionWrapper
func genFunctionWrapper(n *node) func(*frame) reflect.Value

//go:linkname genValueRecv github.com/traefik/yaegi/interp.genValueRecv
func genValueRecv(n *node) func(*frame) reflect.Value

//go:linkname convertLiteralValue github.com/traefik/yaegi/interp.convertLiteralValue
func convertLiteralValue(n *node, t reflect.Type)

//go:linkname isBinCall github.com/traefik/yaegi/interp.isBinCall
func isBinCall(n *node, sc *scope) bool

//go:linkname isRegularCall github.com/traefik/yaegi/interp.isRegularCall
func isRegularCall(n *node) bool

//go:linkname isInterfaceBin github.com/traefik/yaegi/interp.isInterfaceBin
func isInterfaceBin(t *itype) bool

//go:linkname isFuncSrc github.com/traefik/yaegi/interp.isFuncSrc
func isFuncSrc(t *itype) bool

//go:linkname variadicPos github.com/traefik/yaegi/interp.variadicPos
func variadicPos(n *node) int

//go:linkname typeOf github.com/traefik/yaegi/interp.(*itype).TypeOf
func typeOf(t *itype) reflect.Type

//go:linkname valueTOf github.com/traefik/yaegi/interp.valueTOf
func valueTOf(t reflect.Type, opts ...func(*itype)) *itype

//go:linkname isInterfaceSrc github.com/traefik/yaegi/interp.isInterfaceSrc
func isInterfaceSrc(t *itype) bool

//go:linkname isEmptyInterface github.com/traefik/yaegi/interp.isEmptyInterface
func isEmptyInterface(t *itype) bool

//go:linkname valueInterfaceType github.com/traefik/yaegi/interp.valueInterfaceType
var valueInterfaceType reflect.Type

// The offsets of the fields of interp.Interpreter that the layer uses.
var (
	fieldName     = offset("name", "string")
	fieldFrame    = offset("frame", "*interp.frame")
	fieldUniverse = offset("universe", "*interp.scope")
	fieldScopes   = offset("scopes", "map[string]*interp.scope")
	fieldPkgNames = offset("pkgNames", "map[string]string")
	fieldRoots    = offset("roots", "[]*interp.node")
	fieldDone     = offset("done", "chan struct {}")
	fieldID       = offset("id", "uint64")
)

const missing = ^uintptr(0)

func offset(name, typ string) uintptr {
	f, ok := reflect.TypeFor[interp.Interpreter]().FieldByName(name)
	if !ok || f.Type.String() != typ {
		return missing
	}
	return f.Offset
}

func field[T any](i *interp.Interpreter, offset uintptr) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(i), offset))
}

// checkLayout compares the mirrors with yaegi's types.
func checkLayout() error {
	for _, o := range []uintptr{fieldName, fieldFrame, fieldUniverse, fieldScopes, fieldPkgNames, fieldRoots, fieldDone, fieldID} {
		if o == missing {
			return fmt.Errorf("interp.Interpreter has other fields than expected; is yaegi v0.16.1 in go.mod?")
		}
	}
	at := func(t reflect.Type, path ...string) reflect.Type {
		for _, name := range path {
			for t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
				t = t.Elem()
			}
			f, ok := t.FieldByName(name)
			if !ok {
				return nil
			}
			t = f.Type
		}
		return t.Elem()
	}
	of := reflect.TypeFor[interp.Interpreter]()
	for _, m := range []struct{ theirs, ours reflect.Type }{
		{reflect.TypeFor[interp.Program](), reflect.TypeFor[program]()},
		{at(of, "frame"), reflect.TypeFor[frame]()},
		{at(of, "universe"), reflect.TypeFor[scope]()},
		{at(reflect.TypeFor[interp.Program](), "root"), reflect.TypeFor[node]()},
		{at(reflect.TypeFor[interp.Program](), "root", "sym"), reflect.TypeFor[symbol]()},
		{at(reflect.TypeFor[interp.Program](), "root", "recv"), reflect.TypeFor[receiver]()},
		{at(reflect.TypeFor[interp.Program](), "root", "typ"), reflect.TypeFor[itype]()},
		{valueInterfaceType, reflect.TypeFor[valueInterface]()},
	} {
		if err := sameLayout(m.theirs, m.ours); err != nil {
			return err
		}
	}
	return nil
}

func sameLayout(theirs, ours reflect.Type) error {
	if theirs == nil || theirs.Kind() != reflect.Struct || theirs.NumField() != ours.NumField() || theirs.Size() != ours.Size() {
		return fmt.Errorf("yaegi's %v is not laid out as expected; is yaegi v0.16.1 in go.mod?", theirs)
	}
	for k := range ours.NumField() {
		a, b := theirs.Field(k), ours.Field(k)
		same := a.Name == b.Name && a.Offset == b.Offset && a.Type.Size() == b.Type.Size() &&
			(a.Type.Kind() == b.Type.Kind() || b.Type.Kind() == reflect.UnsafePointer && a.Type.Kind() == reflect.Pointer)
		if !same {
			return fmt.Errorf("yaegi's %v: field %s is not as expected; is yaegi v0.16.1 in go.mod?", theirs, a.Name)
		}
	}
	return nil
}

var generatorNames sync.Map // code address of a generator -> its name

// replaced, in the meta field that yaegi uses no more by then, is the name of
// the generator that a node had before it was hooked.
type replaced string

// generator is the name of the function that generates n's step.
func generator(n *node) string {
	if name, ok := n.meta.(replaced); ok {
		return string(name)
	}
	if n.gen == nil {
		return ""
	}
	pc := reflect.ValueOf(n.gen).Pointer()
	if s, ok := generatorNames.Load(pc); ok {
		return s.(string)
	}
	s := runtime.FuncForPC(pc).Name()
	s = s[strings.LastIndexByte(s, '.')+1:]
	generatorNames.Store(pc, s)
	return s
}

func walk(n *node, f func(*node)) {
	f(n)
	for _, c := range n.child {
		walk(c, f)
	}
}

// slotOwner is the frame that a node of that level keeps its value in.
func slotOwner(f *frame, level int) *frame {
	if level < 0 {
		return f.root
	}
	for ; level > 0; level-- {
		f = f.anc
	}
	return f
}
