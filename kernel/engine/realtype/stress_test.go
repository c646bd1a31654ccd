package realtype

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"sync"
	"testing"
)

// TestConcurrently makes and uses types in several goroutines, while the
// collector runs and methods are replaced.
func TestConcurrently(t *testing.T) {
	shared := newPoint(t)
	replaced := slot(t, func(x int) int { return x })
	const goroutines, rounds = 4, 60
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			var types []*Type
			for i := range rounds {
				n := New("main", "Q", reflect.TypeFor[pointLayout](), 0, 0)
				n.SetFields([]Field{{Name: "X", Type: reflect.TypeFor[int]()}, {Name: "name", Type: reflect.TypeFor[string]()}, {Name: "next", Type: n.Pointer()}})
				types = append(types, n)
				for _, n := range append(types[i/2:], shared) {
					if err := useMemory(n, g*1000+i); err != nil {
						t.Error(err)
						return
					}
				}
				SetSlot(replaced, reflect.ValueOf(func(x int) int { return x + i - i }))
				if got := SlotFunc(replaced, reflect.TypeFor[func(int) int]()).Interface().(func(int) int)(g); got != g {
					t.Errorf("a replaced function returned %d, not %d", got, g)
				}
				if i%20 == 0 {
					runtime.GC()
				}
			}
		})
	}
	wg.Wait()
}

// useMemory keeps strings reachable only through values of a made type.
func useMemory(n *Type, number int) error {
	v, next := reflect.New(n.Type()), reflect.New(n.Type())
	text := fmt.Sprint("text ", number)
	(*pointLayout)(v.UnsafePointer()).F1 = text + "!"
	reflect.NewAt(n.Pointer(), v.Elem().Field(2).Addr().UnsafePointer()).Elem().Set(next)
	(*pointLayout)(next.UnsafePointer()).F1 = text
	m := reflect.MakeMap(reflect.MapOf(n.Type(), n.Pointer()))
	m.SetMapIndex(v.Elem(), v)
	key := v.Elem().Interface()
	v, next = reflect.Value{}, reflect.Value{}
	_ = make([]byte, 1<<14)
	found := m.MapIndex(reflect.ValueOf(key))
	if !found.IsValid() || found.Interface() == nil {
		return errors.New("a key of a map is gone")
	}
	l := (*pointLayout)(found.UnsafePointer())
	if l.F1 != text+"!" || (*pointLayout)(found.Elem().Field(2).UnsafePointer()).F1 != text {
		return fmt.Errorf("found %q, not %q", l.F1, text)
	}
	_ = fmt.Sprintf("%+v %v", key, m.Interface())
	return nil
}

// TestCollectorStress runs TestConcurrently in a process whose collector runs all
// the time and overwrites what it frees.
func TestCollectorStress(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^(TestConcurrently|TestStruct|TestKinds|TestElements)$", "-test.count=2")
	cmd.Env = append(os.Environ(), "GOGC=1", "GODEBUG=clobberfree=1,invalidptr=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func BenchmarkMake(b *testing.B) {
	s := slot(b, func(*pointLayout) string { return "" })
	b.ReportAllocs()
	for b.Loop() {
		n := New("main", "Q", reflect.TypeFor[pointLayout](), 1, 1)
		n.SetFields([]Field{{Name: "X", Type: reflect.TypeFor[int]()}, {Name: "name", Type: reflect.TypeFor[string]()}, {Name: "next", Type: n.Pointer()}})
		n.SetMethods([]Method{{Name: "String", Type: reflect.TypeFor[func() string](), Slot: s, ValueSlot: s}})
	}
}

func BenchmarkCall(b *testing.B) {
	x := reflect.New(newPoint(b).Type()).Interface().(interface{ Set(int) })
	b.ReportAllocs()
	for b.Loop() {
		x.Set(3)
	}
}
