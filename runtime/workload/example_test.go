package workload_test

import (
	"context"
	"fmt"
	"image"
	"math"

	"interleave/runtime/parallel"
	"interleave/runtime/workload"
)

func Example() {
	m := workload.Mandelbrot{Width: 60, Height: 40}
	parts, err := parallel.Map(workload.Bands(40, 8), m.Render, parallel.Workers(2))
	fmt.Println(len(parts), workload.Join(parts).Bounds(), err)
	// Output: 5 (0,0)-(60,40) <nil>
}

func ExampleSplit() {
	fmt.Println(workload.Split(10, 3))
	// Output: [{0 3} {3 6} {6 10}]
}

func ExampleRange_Len() {
	fmt.Println(workload.Range{From: 3, To: 6}.Len())
	// Output: 3
}

func ExampleCorpus() {
	texts := workload.Corpus(3, 5, 1)
	fmt.Println(len(texts), len(workload.CountWords(texts[0])) > 0, texts[1] == workload.Corpus(3, 5, 1)[1])
	// Output: 3 true true
}

func ExampleCountWords() {
	fmt.Println(workload.CountWords("The cat, the dog and THE cat"))
	// Output: map[and:1 cat:2 dog:1 the:3]
}

func ExampleMerge() {
	counts, _ := parallel.Map([]string{"to be", "or not", "to be"}, workload.CountWords)
	fmt.Println(workload.Merge(counts...))
	// Output: map[be:2 not:1 or:1 to:2]
}

func ExampleEditDistance() {
	fmt.Println(workload.EditDistance("processo", "processos"), workload.EditDistance("thread", "tarefa"))
	// Output: 1 3
}

func ExampleFind() {
	fmt.Println(workload.Find("banana", "ana"))
	// Output: [1 3]
}

func ExampleQueens() {
	columns := workload.Split(8, 8)
	ways, _ := parallel.Map(columns, func(c workload.Range) int { return workload.Queens(8, c.From) })
	sum := 0
	for _, w := range ways {
		sum += w
	}
	fmt.Println(ways, sum)
	// Output: [4 8 16 18 18 16 8 4] 92
}

func ExamplePreimage() {
	n, err := parallel.First(workload.Split(1<<16, 8), func(ctx context.Context, r workload.Range) (int, error) {
		return workload.Preimage(ctx, "salt", 12, r)
	}, parallel.Workers(1))
	fmt.Println(n, err)
	_, err = workload.Preimage(context.Background(), "salt", 200, workload.Range{From: 0, To: 10})
	fmt.Println(err)
	// Output:
	// 1420 <nil>
	// workload: nothing was found
}

func ExampleLeadingZeros() {
	fmt.Println(workload.LeadingZeros([32]byte{0, 0x0f}))
	// Output: 12
}

func ExampleBands() {
	fmt.Println(workload.Bands(10, 4))
	// Output: [{0 4} {4 8} {8 10}]
}

func ExampleTiles() {
	fmt.Println(workload.Tiles(5, 4, 3))
	// Output: [(0,0)-(3,3) (3,0)-(5,3) (0,3)-(3,4) (3,3)-(5,4)]
}

func ExampleMandelbrot_Render() {
	m := workload.Mandelbrot{Width: 6, Height: 4, Iterations: 50}
	img := m.Render(workload.Range{From: 1, To: 2})
	fmt.Println(img.Bounds(), img.RGBAAt(3, 1)) // the set is black
	// Output: (0,1)-(6,2) {0 0 0 255}
}

func ExampleMandelbrot_Tile() {
	fmt.Println(workload.Mandelbrot{}.Tile(image.Rect(470, 310, 500, 500)).Bounds())
	// Output: (470,310)-(480,320)
}

func ExampleMandelbrot_Bounds() {
	fmt.Println(workload.Mandelbrot{}.Bounds())
	// Output: (0,0)-(480,320)
}

func ExampleBlur() {
	m := workload.Mandelbrot{Width: 30, Height: 20}
	img := m.Tile(m.Bounds())
	parts, _ := parallel.Map(workload.Tiles(30, 20, 10), func(t image.Rectangle) *image.RGBA { return workload.Blur(img, t, 2) })
	whole := workload.Blur(img, img.Bounds(), 2)
	fmt.Println(string(workload.Join(parts).Pix) == string(whole.Pix))
	// Output: true
}

func ExampleTint() {
	part := workload.Tint(image.NewRGBA(image.Rect(0, 0, 2, 2)), 1)
	fmt.Println(part.RGBAAt(0, 0)) // dark orange
	// Output: {103 71 0 255}
}

func ExampleJoin() {
	left, right := image.NewRGBA(image.Rect(0, 0, 2, 2)), image.NewRGBA(image.Rect(2, 0, 4, 2))
	fmt.Println(workload.Join([]*image.RGBA{right, left}).Bounds())
	// Output: (0,0)-(4,2)
}

func ExampleRandomMatrix() {
	a := workload.RandomMatrix(2, 3, 1)
	fmt.Println(len(a), len(a[0]))
	// Output: 2 3
}

func ExampleMatrix_MultiplyRows() {
	a, b := workload.Matrix{{1, 2}, {3, 4}}, workload.Matrix{{0, 1}, {1, 0}}
	parts, _ := parallel.Map(workload.Split(2, 2), func(r workload.Range) workload.Matrix { return a.MultiplyRows(b, r) })
	fmt.Println(parts)
	// Output: [[[2 1]] [[4 3]]]
}

func ExamplePi() {
	const darts = 100_000
	hits, _ := parallel.Map([]uint64{1, 2, 3, 4}, func(seed uint64) int { return workload.Pi(darts, seed) })
	sum := 0
	for _, h := range hits {
		sum += h
	}
	fmt.Printf("%.1f\n", 4*float64(sum)/(4*darts))
	// Output: 3.1
}

func ExampleSum() {
	fmt.Println(workload.Sum([]float64{1e16, 1, -1e16}), workload.Sum([]float64{1e16, -1e16, 1}))
	// Output: 0 1
}

func ExampleScan() {
	xs := []float64{1, 2, 3, 4}
	start := workload.Sum(xs[:2])
	workload.Scan(xs[:2], 0)
	workload.Scan(xs[2:], start)
	fmt.Println(xs)
	// Output: [1 3 6 10]
}

func ExampleRandomNumbers() {
	xs := workload.RandomNumbers(1000, 1)
	parts, _ := parallel.Map(workload.Split(1000, 4), func(r workload.Range) float64 { return workload.Sum(xs[r.From:r.To]) })
	fmt.Println(math.Abs(workload.Sum(parts)-workload.Sum(xs)) < 1e-12)
	// Output: true
}
