// Structs, methods, interfaces and type switches.
package main

import (
	"fmt"
	"math"
	"sort"
)

type shape interface {
	area() float64
	name() string
}

type circle struct{ r float64 }
type rect struct{ w, h float64 }

func (c circle) area() float64 { return math.Pi * c.r * c.r }
func (c circle) name() string  { return "circle" }
func (r *rect) area() float64  { return r.w * r.h }
func (r *rect) name() string   { return "rect" }

func (r *rect) scale(f float64) { r.w, r.h = r.w*f, r.h*f }

func describe(s shape) string {
	switch v := s.(type) {
	case circle:
		return fmt.Sprintf("circle of %.1f", v.r)
	case *rect:
		return fmt.Sprintf("rect of %.1f by %.1f", v.w, v.h)
	}
	return "unknown"
}

func main() {
	r := &rect{2, 3}
	shapes := []shape{circle{2}, r, circle{0.5}}
	r.scale(2)
	sort.Slice(shapes, func(i, j int) bool { return shapes[i].area() < shapes[j].area() })
	total := 0.0
	for i, s := range shapes {
		fmt.Printf("%d %-7s %7.3f %s\n", i, s.name(), s.area(), describe(s))
		total += s.area()
	}
	fmt.Printf("%.4f\n", total)
}
