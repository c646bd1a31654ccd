// Package notebook reads and writes .ipynb files (nbformat 4), collects the
// outputs of cells from the messages of a kernel, and renders a notebook as a
// page of HTML.
//
// A [Notebook] is a list of [Cell]s; a code cell has [Output]s. What the package
// doesn't know in a file (metadata, attachments, future fields) is kept, and what is
// written looks byte for byte as Python's nbformat writes it: keys sorted, one
// space of indentation, text as lists of lines. So a notebook that is read and
// written again gives no differences but those that were meant.
//
// The package starts no goroutine. A [Collector] is safe for use by several.
//
// The format is described at https://nbformat.readthedocs.io/en/latest/format_description.html.
package notebook
