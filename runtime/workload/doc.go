// Package workload has work that keeps a processor busy, to be divided among
// workers: texts, searches, pictures and numbers.
//
//	parts, err := parallel.Map(workload.Bands(320, 16), workload.Mandelbrot{}.Render)
//	workload.Join(parts)
//
// All of it is compiled, and so fast in a cell as in a program: what a speed-up is
// limited by is the work itself. All of it is sequential, takes a part of the
// problem and returns that part's result; dividing and putting together is yours,
// or that of package parallel. The same arguments give the same result.
//
// # Texts
//
// [Corpus] makes documents of words, [CountWords] counts the words of one, [Merge]
// adds counts. [EditDistance] compares two texts.
//
// # Searches
//
// [Find] looks for a text in a document. [Queens] counts the ways to put queens
// on a board that do not attack each other, given where the first stands: parts of
// very different size. [Preimage] looks for a number whose hash begins with zeros,
// and gives up when its context is done: that of parallel.First, when another
// worker has found one.
//
// # Pictures
//
// [Bands] and [Tiles] divide a picture. [Mandelbrot] draws a part of the Mandelbrot
// set, [Blur] blurs a part of an image, [Tint] colours a part, by who made it for
// example, [Join] puts the parts together. What they return is an image.Image,
// which a cell shows.
//
// # Numbers
//
// [Matrix] multiplies rows, [Pi] throws darts, [Sum] adds floating-point numbers,
// whose order is seen in the last digits, [Scan] sums up what stands before, in the
// two passes that let it be divided.
//
// # Ranges
//
// A [Range] is a part of the whole numbers from 0 to n; [Split] divides them.
package workload
