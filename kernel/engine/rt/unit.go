package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"sync/atomic"
)

// Unit collects the helpers that the text of one unit uses. It is a package of
// the interpreter: the text imports Path, the engine gives Symbols to the
// interpreter before it compiles the text. Its methods lock the World; one goroutine
// uses a Unit. When the unit is dropped nothing has to be done.
type Unit struct {
	w       *World
	view    *view
	path    string
	symbols map[string]reflect.Value
	touched map[string]*types.Named
	pending []update // for Ready
}

// update is a new version of what a handle stands for.
type update struct {
	h *handle
	r reflect.Type
}

// handle is what a type is now for helpers that run. It changes when the type, or one
// that it is made of, gets a method.
type handle struct {
	t    types.Type
	key  string
	real atomic.Pointer[reflect.Type]
}

func (h *handle) now() reflect.Type { return *h.real.Load() }

// helper is a compiled function or type that lowered code uses.
type helper struct {
	name  string
	value reflect.Value
}

// NewUnit begins the helpers of one unit: method sets are taken as they are now.
func (w *World) NewUnit() *Unit {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.units++
	return &Unit{
		w:       w,
		view:    newView(),
		path:    fmt.Sprintf("interleave/types/%d", w.units),
		symbols: map[string]reflect.Value{},
		touched: map[string]*types.Named{},
	}
}

// Path is the import path of the unit's package.
func (u *Unit) Path() string { return u.path }

// Symbols is the unit's package, as Interpreter.Use takes it; nil when the unit
// uses no helper.
func (u *Unit) Symbols() map[string]map[string]reflect.Value {
	if len(u.symbols) == 0 {
		return nil
	}
	return map[string]map[string]reflect.Value{u.path + "/types": u.symbols}
}

// request runs f under the lock, with the unit's view.
func (u *Unit) request(f func()) error {
	u.w.mu.Lock()
	defer u.w.mu.Unlock()
	u.w.view = u.view
	return u.w.request(f)
}

// helper finds or makes a helper and returns its name in the unit's package.
// what says what it does; kind is the first letter of the name.
func (u *Unit) helper(kind, what string, make func() reflect.Value) string {
	k := kind + " " + what
	h := u.w.helpers[k]
	if h == nil {
		v := make()
		h = &helper{fmt.Sprint(kind, len(u.w.helpers)), v}
		u.w.helpers[k] = h
	}
	u.symbols[h.name] = h.value
	return h.name
}

// handle finds or makes the handle of t, and notes which types the unit deals with.
func (u *Unit) handle(t types.Type) *handle {
	u.touch(t)
	k := u.w.key(t)
	h := u.w.handles[k]
	if h == nil {
		h = &handle{t: t, key: k}
		r := u.w.real(t, false)
		h.real.Store(&r)
		u.w.handles[k] = h
	}
	return h
}

// touch makes the types that t is made of, at any depth, part of the unit, and prepares
// updates when one of them has other methods than the helpers that run know of.
func (u *Unit) touch(t types.Type) {
	changed := map[string]bool{}
	u.w.mentions(t, true, func(k string, n *types.Named) {
		if u.touched[k] != nil {
			return
		}
		u.touched[k] = n
		set := u.w.methodSet(k, n)
		if old, known := u.w.active[k]; !known {
			u.w.active[k] = set
		} else if old != set {
			changed[k] = true
		}
	})
	if len(changed) > 0 {
		u.refresh(changed)
	}
}

// refresh makes new versions of the types behind handles that mention changed types.
func (u *Unit) refresh(changed map[string]bool) {
	for _, h := range u.w.handles {
		stale := false
		u.w.mentions(h.t, false, func(k string, _ *types.Named) { stale = stale || changed[k] })
		if stale {
			u.pending = append(u.pending, update{h, u.w.real(h.t, false)})
		}
	}
}

// Touch has to be called for each type that the cell declares a method on. It costs
// nothing when no value of the type ever became an interface.
func (u *Unit) Touch(t *types.Named) error {
	return u.request(func() {
		if _, known := u.w.active[u.w.key(t)]; known {
			u.touch(t)
		}
	})
}

// Method is a method whose function lowered code has to hand over.
type Method struct {
	ID     int
	Recv   *types.Named // of the type, also when the receiver is a pointer
	Object *types.Func
}

// Methods lists the methods that values of the unit's types may be asked for, and
// that have no function yet. It is called after everything else; the text calls
// SetMethod for each before its statements run.
func (u *Unit) Methods() (list []Method, err error) {
	err = u.request(func() {
		for _, n := range u.touched {
			if types.IsInterface(n) {
				continue
			}
			u.w.named(n)
			for _, m := range methodsOf(n).list {
				if len(m.index) > 1 {
					continue
				}
				if b := u.w.bind(n, m); !b.set {
					list = append(list, Method{b.id, b.recv, b.object})
				}
			}
		}
	})
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list, err
}

// Bound is the method of t that object declares, when values of t have become
// interfaces: the text that evaluates its function, for the first time or again,
// calls SetMethod too.
func (u *Unit) Bound(t *types.Named, object *types.Func) (m Method, ok bool, err error) {
	err = u.request(func() {
		e := u.w.entries[u.w.key(t)]
		if e == nil || e.first == nil {
			return
		}
		for _, l := range methodsOf(t).list {
			if len(l.index) == 1 && l.object.Id() == object.Id() {
				b := e.methods[u.w.methodKey(l)]
				if ok = b != nil; ok {
					m = Method{b.id, b.recv, object}
				}
			}
		}
	})
	return m, ok, err
}

// SetMethod is func(id int, f any): f is the function of the method with that ID, its
// first parameter is the receiver.
func (u *Unit) SetMethod() string {
	u.w.mu.Lock()
	defer u.w.mu.Unlock()
	return u.helper("SetMethod", "", func() reflect.Value { return reflect.ValueOf(u.w.setMethod) })
}

// Ready is func(): it is called after the SetMethods and lets helpers that were
// made for earlier units see new methods. ok is false when the unit needs no call.
func (u *Unit) Ready() (name string, ok bool) {
	u.w.mu.Lock()
	defer u.w.mu.Unlock()
	if len(u.pending) == 0 {
		return "", false
	}
	u.symbols["Ready"] = reflect.ValueOf(u.ready)
	return "Ready", true
}

func (u *Unit) ready() {
	u.w.mu.Lock()
	defer u.w.mu.Unlock()
	for _, p := range u.pending {
		p.h.real.Store(&p.r)
	}
	for k := range u.touched {
		u.w.active[k] = u.view.sets[k]
	}
}

// Type is the symbol of a type for which World.Symbolic holds.
func (u *Unit) Type(t types.Type) (name string, err error) {
	err = u.request(func() {
		if !u.w.symbolic(t) {
			fail("internal error: %s needs no symbol", types.TypeString(t, nil))
		}
		name = u.helper("T", u.w.key(t), func() reflect.Value {
			r := u.w.exactLayout(t)
			return reflect.Zero(reflect.PointerTo(r))
		})
	})
	return name, err
}

// matches reports whether r, the dynamic type of a value, is a version of the type
// behind h.
func (w *World) matches(h *handle, r reflect.Type) bool {
	if r == h.now() {
		return true
	}
	k, ok := w.keys.Load(r)
	return ok && k == h.key
}

// funcType makes the type of a helper.
func funcType(in, out []reflect.Type) reflect.Type { return reflect.FuncOf(in, out, false) }

func typeList(t ...reflect.Type) []reflect.Type { return t }
