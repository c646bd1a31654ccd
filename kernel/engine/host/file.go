package host

import (
	"errors"
	"io"
	"os"
)

// File stands for os.Stdin, os.Stdout or os.Stderr in a cell wherever one of
// its methods is called or an interface is wanted, so that what is written
// goes to the cell that the writing goroutine belongs to. Other methods are
// those of the process's own file.
type File struct {
	*os.File
	stream string
}

var (
	stdin  = &File{os.Stdin, "stdin"}
	stdout = &File{os.Stdout, "stdout"}
	stderr = &File{os.Stderr, "stderr"}
)

// Stdin is os.Stdin of cells.
func Stdin() *File { return stdin }

// Stdout is os.Stdout of cells.
func Stdout() *File { return stdout }

// Stderr is os.Stderr of cells.
func Stderr() *File { return stderr }

var errNotForReading = errors.New("the standard outputs of a cell can't be read")

// Write sends p to the cell.
func (f *File) Write(p []byte) (int, error) {
	if f.stream == "stdin" {
		return 0, &os.PathError{Op: "write", Path: f.Name(), Err: os.ErrInvalid}
	}
	if c := Current(); c != nil {
		return c.Write(f.stream, p)
	}
	return f.File.Write(p)
}

// WriteString is Write of a string.
func (f *File) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

// WriteAt fails as on a pipe: a stream has no offsets.
func (f *File) WriteAt(p []byte, _ int64) (int, error) {
	return 0, &os.PathError{Op: "write", Path: f.Name(), Err: errors.New("illegal seek")}
}

// ReadFrom copies r to the cell. It hides the method of os.File, which would
// hand the process's descriptor to the system.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(onlyWriter{f}, r)
}

// Read reads what a person types.
func (f *File) Read(p []byte) (int, error) {
	if f.stream != "stdin" {
		return 0, &os.PathError{Op: "read", Path: f.Name(), Err: errNotForReading}
	}
	if c := Current(); c != nil {
		return c.Read(p)
	}
	return f.File.Read(p)
}

// WriteTo copies everything up to the end of the input to w.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, onlyReader{f})
}

// Sync has nothing to do: the link keeps no output back.
func (f *File) Sync() error { return nil }

// Close does nothing: the streams of a notebook outlive every cell.
func (f *File) Close() error { return nil }

type onlyWriter struct{ io.Writer }

type onlyReader struct{ io.Reader }
