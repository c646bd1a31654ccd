package generics_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	owncmp "interleave/kernel/lang/generics/cmp"
	ownerrors "interleave/kernel/lang/generics/errors"
	owniter "interleave/kernel/lang/generics/iter"
	ownmaps "interleave/kernel/lang/generics/maps"
	ownrand "interleave/kernel/lang/generics/math_rand_v2"
	ownslices "interleave/kernel/lang/generics/slices"
	ownsync "interleave/kernel/lang/generics/sync"
	ownatomic "interleave/kernel/lang/generics/sync_atomic"
)

// outcome is what a call gives: its results, or the text of its panic.
func outcome(f func() []any) (out string) {
	defer func() {
		if r := recover(); r != nil {
			out = fmt.Sprintf("panic %v", r)
		}
	}()
	return fmt.Sprintf("%#v", f())
}

func numbers(r *rand.Rand) []int {
	s := make([]int, r.IntN(12), 12+r.IntN(5))
	for i := range s {
		s[i] = r.IntN(6)
	}
	return s
}

// The functions of package slices give what the real ones give, for random
// slices and places, and panic when they do.
func TestSlices(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	even := func(i int) bool { return i%2 == 0 }
	by := func(a, b int) int { return cmp.Compare(a%3, b%3) }
	same := func(a, b int) bool { return a%3 == b%3 }
	for range 2000 {
		x, y := numbers(r), numbers(r)
		i, j, v := r.IntN(14)-1, r.IntN(14)-1, r.IntN(6)
		sorted := slices.Sorted(slices.Values(x))
		for name, f := range map[string][2]func(s []int) []any{
			"Insert":             {func(s []int) []any { return []any{slices.Insert(s, i, y...)} }, func(s []int) []any { return []any{ownslices.Insert(s, i, y...)} }},
			"Insert of itself":   {func(s []int) []any { return []any{slices.Insert(s, i, s...)} }, func(s []int) []any { return []any{ownslices.Insert(s, i, s...)} }},
			"Delete":             {func(s []int) []any { return []any{slices.Delete(s, i, j), s} }, func(s []int) []any { return []any{ownslices.Delete(s, i, j), s} }},
			"DeleteFunc":         {func(s []int) []any { return []any{slices.DeleteFunc(s, even), s} }, func(s []int) []any { return []any{ownslices.DeleteFunc(s, even), s} }},
			"Replace":            {func(s []int) []any { return []any{slices.Replace(s, i, j, y...), s} }, func(s []int) []any { return []any{ownslices.Replace(s, i, j, y...), s} }},
			"Compact":            {func(s []int) []any { return []any{slices.Compact(s), s} }, func(s []int) []any { return []any{ownslices.Compact(s), s} }},
			"CompactFunc":        {func(s []int) []any { return []any{slices.CompactFunc(s, same), s} }, func(s []int) []any { return []any{ownslices.CompactFunc(s, same), s} }},
			"Sort":               {func(s []int) []any { slices.Sort(s); return []any{s} }, func(s []int) []any { ownslices.Sort(s); return []any{s} }},
			"SortStableFunc":     {func(s []int) []any { slices.SortStableFunc(s, by); return []any{s} }, func(s []int) []any { ownslices.SortStableFunc(s, by); return []any{s} }},
			"SortFunc":           {func(s []int) []any { slices.SortFunc(s, by); return []any{s} }, func(s []int) []any { ownslices.SortFunc(s, by); return []any{s} }},
			"Reverse":            {func(s []int) []any { slices.Reverse(s); return []any{s} }, func(s []int) []any { ownslices.Reverse(s); return []any{s} }},
			"Min, Max":           {func(s []int) []any { return []any{slices.Max(s), slices.Min(s)} }, func(s []int) []any { return []any{ownslices.Max(s), ownslices.Min(s)} }},
			"MinFunc, MaxFunc":   {func(s []int) []any { return []any{slices.MaxFunc(s, by), slices.MinFunc(s, by)} }, func(s []int) []any { return []any{ownslices.MaxFunc(s, by), ownslices.MinFunc(s, by)} }},
			"Index, Contains":    {func(s []int) []any { return []any{slices.Index(s, v), slices.Contains(s, v)} }, func(s []int) []any { return []any{ownslices.Index(s, v), ownslices.Contains(s, v)} }},
			"the same with Func": {func(s []int) []any { return []any{slices.IndexFunc(s, even), slices.ContainsFunc(s, even)} }, func(s []int) []any { return []any{ownslices.IndexFunc(s, even), ownslices.ContainsFunc(s, even)} }},
			"Equal, Compare":     {func(s []int) []any { return []any{slices.Equal(s, y), slices.Compare(s, y)} }, func(s []int) []any { return []any{ownslices.Equal(s, y), ownslices.Compare(s, y)} }},
			"their Func":         {func(s []int) []any { return []any{slices.EqualFunc(s, y, same), slices.CompareFunc(s, y, by)} }, func(s []int) []any { return []any{ownslices.EqualFunc(s, y, same), ownslices.CompareFunc(s, y, by)} }},
			"IsSorted":           {func(s []int) []any { return []any{slices.IsSorted(s), slices.IsSortedFunc(s, by)} }, func(s []int) []any { return []any{ownslices.IsSorted(s), ownslices.IsSortedFunc(s, by)} }},
			"BinarySearch":       {func([]int) []any { return pair(slices.BinarySearch(sorted, v)) }, func([]int) []any { return pair(ownslices.BinarySearch(sorted, v)) }},
			"BinarySearchFunc":   {func([]int) []any { return pair(slices.BinarySearchFunc(sorted, v, cmp.Compare[int])) }, func([]int) []any { return pair(ownslices.BinarySearchFunc(sorted, v, cmp.Compare[int])) }},
			"Chunk":              {func(s []int) []any { return []any{slices.Collect(slices.Chunk(s, i))} }, func(s []int) []any { return []any{ownslices.Collect(ownslices.Chunk(s, i))} }},
			"Concat, Repeat":     {func(s []int) []any { return []any{slices.Concat(s, y, s), slices.Repeat(s, i)} }, func(s []int) []any { return []any{ownslices.Concat(s, y, s), ownslices.Repeat(s, i)} }},
			"All, Backward":      {func(s []int) []any { return []any{pairs(slices.All(s)), pairs(slices.Backward(s))} }, func(s []int) []any { return []any{pairs(ownslices.All(s)), pairs(ownslices.Backward(s))} }},
			"Clone, Clip":        {func(s []int) []any { c := slices.Clip(s); return []any{slices.Clone(s), c, cap(c)} }, func(s []int) []any { c := ownslices.Clip(s); return []any{ownslices.Clone(s), c, cap(c)} }},
			"Sorted": {func(s []int) []any {
				return []any{slices.Sorted(slices.Values(s)), slices.SortedStableFunc(slices.Values(s), by)}
			}, func(s []int) []any {
				return []any{ownslices.Sorted(ownslices.Values(s)), ownslices.SortedStableFunc(ownslices.Values(s), by)}
			}},
		} {
			want, got := outcome(func() []any { return f[0](slices.Clone(x)[:len(x):len(x)]) }), outcome(func() []any { return f[1](slices.Clone(x)[:len(x):len(x)]) })
			if want != got {
				t.Fatalf("%s of %v with i %d, j %d, v %d, y %v:\n got %s\nwant %s", name, x, i, j, v, y, got, want)
			}
		}
	}
	if ownslices.Clone([]int(nil)) != nil || ownslices.Clone([]int{}) == nil {
		t.Error("Clone does not keep nil")
	}
	if s := ownslices.Grow([]int{1}, 10); len(s) != 1 || cap(s) < 11 {
		t.Errorf("Grow: len %d, cap %d", len(s), cap(s))
	}
	nan := []float64{2, math.NaN(), 1}
	ownslices.Sort(nan)
	if !math.IsNaN(nan[0]) || nan[1] != 1 || !math.IsNaN(ownslices.Max(nan)) || !math.IsNaN(ownslices.Min(nan)) {
		t.Errorf("NaN is not first: %v", nan)
	}
}

func pair[A, B any](a A, b B) []any { return []any{a, b} }

func pairs(seq iter.Seq2[int, int]) (list []int) {
	for k, v := range seq {
		list = append(list, k, v)
		if len(list) > 8 {
			break
		}
	}
	return list
}

func TestCmp(t *testing.T) {
	list := []float64{math.NaN(), math.Inf(-1), -1, 0, 1, math.Inf(1)}
	for _, x := range list {
		for _, y := range list {
			if owncmp.Compare(x, y) != cmp.Compare(x, y) || owncmp.Less(x, y) != cmp.Less(x, y) {
				t.Errorf("%v and %v", x, y)
			}
		}
	}
	if owncmp.Or("", "a", "b") != "a" || owncmp.Or[int]() != 0 {
		t.Error("Or")
	}
}

func TestMaps(t *testing.T) {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	c := ownmaps.Clone(m)
	ownmaps.DeleteFunc(c, func(_ string, v int) bool { return v == 2 })
	if !reflect.DeepEqual(c, map[string]int{"a": 1, "c": 3}) || ownmaps.Equal(m, c) || !ownmaps.Equal(m, maps.Clone(m)) {
		t.Errorf("DeleteFunc, Equal: %v", c)
	}
	ownmaps.Copy(c, map[string]int{"d": 4})
	ownmaps.Insert(c, maps.All(map[string]int{"e": 5}))
	keys, sum := slices.Sorted(ownmaps.Keys(c)), 0
	for v := range ownmaps.Values(c) {
		sum += v
	}
	if !slices.Equal(keys, []string{"a", "c", "d", "e"}) || sum != 13 || !maps.Equal(ownmaps.Collect(ownmaps.All(c)), c) {
		t.Errorf("Keys %v, Values %d", keys, sum)
	}
	if ownmaps.Clone(map[int]int(nil)) != nil || !ownmaps.EqualFunc(m, m, func(a, b int) bool { return a == b }) {
		t.Error("Clone of nil, EqualFunc")
	}
}

func TestPull(t *testing.T) {
	stopped := false
	next, stop := owniter.Pull2(func(yield func(int, string) bool) {
		defer func() { stopped = true }()
		_ = yield(1, "a") && yield(2, "b") && yield(3, "c")
	})
	if k, v, ok := next(); k != 1 || v != "a" || !ok {
		t.Error("first", k, v, ok)
	}
	stop()
	stop()
	if k, v, ok := next(); k != 0 || v != "" || ok || !stopped {
		t.Error("after stop", k, v, ok, stopped)
	}
	one, _ := owniter.Pull(slices.Values([]int{7}))
	if v, ok := one(); v != 7 || !ok {
		t.Error("one", v, ok)
	}
	for range 2 {
		if v, ok := one(); v != 0 || ok {
			t.Error("after the end", v, ok)
		}
	}
	bad, _ := owniter.Pull(func(func(int) bool) { panic("in the sequence") })
	defer func() {
		if r := recover(); r != "in the sequence" {
			t.Errorf("the panic of a sequence arrives as %v", r)
		}
	}()
	bad()
}

func TestOnce(t *testing.T) {
	n := 0
	f := ownsync.OnceValue(func() int { n++; return n })
	g := ownsync.OnceValues(func() (int, error) { n++; return n, errors.New("x") })
	a, err := g()
	if x, y := f(), f(); x != 2 || y != 2 || a != 1 || err == nil {
		t.Error(n, a, err)
	}
	p := ownsync.OnceValue(func() int { panic("once") })
	for range 2 {
		func() {
			defer func() {
				if r := recover(); r != "once" {
					t.Errorf("panic is %v", r)
				}
			}()
			p()
		}()
	}
}

func TestAtomicPointer(t *testing.T) {
	var p ownatomic.Pointer[int]
	a, b := new(int), new(int)
	if p.Load() != nil || p.Swap(a) != nil || p.CompareAndSwap(b, a) || !p.CompareAndSwap(a, b) || p.Load() != b {
		t.Error("Pointer")
	}
}

func TestRandN(t *testing.T) {
	for range 100 {
		if n := ownrand.N(int8(5)); n < 0 || n > 4 {
			t.Fatal(n)
		}
	}
	if got := outcome(func() []any { return []any{ownrand.N(0)} }); got != outcome(func() []any { return []any{rand.N(0)} }) {
		t.Error(got)
	}
}

func TestAsType(t *testing.T) {
	err := fmt.Errorf("a: %w", notFound("x"))
	if e, ok := ownerrors.AsType[notFound](err); !ok || e != "x" {
		t.Error(e, ok)
	}
	if _, ok := ownerrors.AsType[notFound](errors.New("b")); ok {
		t.Error("found what is not there")
	}
}

type notFound string

func (n notFound) Error() string { return string(n) }
