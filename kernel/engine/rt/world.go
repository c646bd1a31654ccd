package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"sync"

	"interleave/kernel/engine/realtype"
)

// Front is what a World asks the front end.
type Front interface {
	// Native is the compiled type that a named type of an imported package
	// stands for in cells (that of the shim for sync.Mutex). It is nil for a
	// generic type that the front end instantiates from source, whose instances
	// are then made here. It is not asked for types that cells declare, nor for
	// error.
	Native(t *types.Named) reflect.Type
}

// CellPackage is the path of the package that cells declare their types in.
const CellPackage = "main"

// World is the types of one session.
//
// mu guards everything that is not said to be safe. Lowering holds it, helpers that
// run never take it, except SetMethod and Ready.
type World struct {
	front Front

	mu       sync.Mutex
	ids      map[*types.TypeName]int       // numbers of declarations
	entries  map[string]*entry             // named types, by key
	literals map[string]*version           // type literals that reflect can't make, by key and state
	kept     map[string]*realtype.Type     // layouts that have a name, by key
	keptness map[string]bool               // see Kept
	loops    map[string]bool               // see recursive
	views    map[string]bool               // see hasView
	viewing  map[string]bool               // types that hasView is being asked about
	handles  map[string]*handle            // by key
	helpers  map[string]*helper            // by what they do
	opened   map[reflect.Type]reflect.Type // see realtype.Opened
	bindings []*binding                    // by id
	active   map[string]string             // method set by key, as helpers that run see it
	units    int
	view     *view // of the unit that is being lowered

	// keys tells for each real type that was made here, or mentions one, which
	// type it is a version of: reflect.Type -> key. It is safe.
	keys sync.Map
}

// view is the state of method sets that one unit is lowered with.
type view struct {
	current map[string]*version // of named types, by key
	sets    map[string]string   // method sets, by key
	deep    map[string]string   // states, by key
	made    []*version          // begun since the last request succeeded
}

func newView() *view {
	return &view{current: map[string]*version{}, sets: map[string]string{}, deep: map[string]string{}}
}

// New returns an empty World. Check realtype.Available first.
func New(front Front) *World {
	return &World{
		front:    front,
		ids:      map[*types.TypeName]int{},
		entries:  map[string]*entry{},
		literals: map[string]*version{},
		kept:     map[string]*realtype.Type{},
		keptness: map[string]bool{},
		loops:    map[string]bool{},
		views:    map[string]bool{},
		viewing:  map[string]bool{},
		handles:  map[string]*handle{},
		helpers:  map[string]*helper{},
		opened:   map[reflect.Type]reflect.Type{},
		active:   map[string]string{},
		view:     newView(),
	}
}

// failure is an error on its way through functions that return types.
type failure struct{ error }

func fail(format string, args ...any) { panic(failure{fmt.Errorf(format, args...)}) }

// request runs f, which makes types and may fail, for an exported method. What was begun
// and not finished is taken back; nobody has seen it. mu is held.
func (w *World) request(f func()) (err error) {
	defer func() {
		if err != nil {
			w.takeBack()
		}
		w.view.made = nil
	}()
	defer catch(&err)
	f()
	return nil
}

func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case failure:
		*err = r.error
	default:
		panic(r)
	}
}

// takeBack forgets the versions that were begun.
func (w *World) takeBack() {
	for _, v := range w.view.made {
		if v.entry == nil {
			delete(w.literals, v.name)
			continue
		}
		delete(v.entry.versions, v.name)
		delete(w.view.current, v.entry.key)
		if v.entry.first == v {
			v.entry.first = nil
		}
	}
}

// Real is the real type of t, with the method sets of now.
func (w *World) Real(t types.Type) (r reflect.Type, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.view = newView()
	err = w.request(func() { r = w.real(t, false) })
	return r, err
}

// View is v, a variable or value of the interpreter whose type is t, with its
// real type. A variable is shared, not copied.
func (w *World) View(v reflect.Value, t types.Type) (reflect.Value, error) {
	r, err := w.Real(t)
	switch {
	case err != nil:
		return reflect.Value{}, err
	case v.Type() == r:
		return v, nil
	case !realtype.SameLayout(v.Type(), r):
		return reflect.Value{}, fmt.Errorf("looking at a %s: the interpreter has a %v", types.TypeString(t, nil), v.Type())
	case v.CanAddr():
		return realtype.View(v, r), nil
	}
	return reflect.ValueOf(realtype.Retype(v.Interface(), r)), nil
}
