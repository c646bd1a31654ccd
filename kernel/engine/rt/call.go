package rt

import (
	"go/types"
	"reflect"

	"interleave/kernel/engine/realtype"
)

// Call is func(x iface, list ...any): it calls method m of x, a variable of an
// interface type. list begins with a pointer to a variable for each result, then come
// the arguments; the last one of a variadic method is a slice. World.Called says
// when it is needed.
func (u *Unit) Call(iface types.Type, m *types.Func) (name string, err error) {
	err = u.request(func() {
		h := u.handle(iface)
		name = u.helper("V", h.key+" "+m.Id(), func() reflect.Value {
			r := h.now()
			open := u.w.open(r)
			c := &caller{open: open, index: methodIndex(open, m.Name())}
			c.typ = open.Method(c.index).Type
			t := reflect.FuncOf(typeList(u.w.exactLayout(iface), reflect.SliceOf(anyType)), nil, true)
			return realtype.FuncAs(c.call, t)
		})
	})
	return name, err
}

// caller calls one method of an interface type.
type caller struct {
	open  reflect.Type
	index int
	typ   reflect.Type // of the method
}

func (c *caller) call(x realtype.Iface, list ...any) {
	if x.Tab == nil {
		nilDereference()
	}
	recv := realtype.View(reflect.ValueOf(&x).Elem(), c.open)
	results := c.typ.NumOut()
	args := make([]reflect.Value, c.typ.NumIn())
	for i := range args {
		args[i] = c.argument(list[results+i], c.typ.In(i))
	}
	for i, v := range call(recv.Method(c.index), args) {
		to := reflect.ValueOf(list[i])
		reflect.NewAt(v.Type(), to.UnsafePointer()).Elem().Set(v)
	}
}

// argument is what the interpreter passes as a parameter of type t.
func (c *caller) argument(x any, t reflect.Type) reflect.Value {
	switch {
	case t.Kind() != reflect.Interface:
		return reflect.ValueOf(retype(x, t))
	case x == nil:
		return reflect.Zero(t)
	}
	return reflect.ValueOf(x)
}
