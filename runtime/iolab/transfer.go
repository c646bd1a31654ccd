package iolab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/words"
)

// Over makes a transfer share the bandwidth of the link with others.
func Over(l *Link) Option {
	if l == nil {
		panic("iolab.Over: the link is nil")
	}
	return Option{"Over", func(k *knobs) { k.link = l }}
}

// Chunk sets how many bytes a transfer reads at once; 32 KiB otherwise.
func Chunk(bytes int) Option {
	if bytes < 1 {
		panic(fmt.Sprintf("iolab.Chunk: %d bytes; it needs one or more", bytes))
	}
	return Option{"Chunk", func(k *knobs) { k.chunk = bytes }}
}

// Buffers sets how many chunks may be read and not yet written; 4 otherwise.
// With 0 reader and writer go hand in hand.
func Buffers(n int) Option {
	if n < 0 {
		panic(fmt.Sprintf("iolab.Buffers: %d; it can't be negative", n))
	}
	return Option{"Buffers", func(k *knobs) { k.buffers = n }}
}

// Progress has f called after each chunk, by the goroutine that called the
// transfer, with the bytes written so far and the bytes in all, -1 when that is
// not known.
func Progress(f func(done, total int64)) Option {
	if f == nil {
		panic("iolab.Progress: the function is nil")
	}
	return Option{"Progress", func(k *knobs) { k.progress = f }}
}

// Transfer is what a transfer did.
type Transfer struct {
	Bytes        int64
	Elapsed      time.Duration
	ReaderWaited time.Duration // for the writer to make room
	WriterWaited time.Duration // for the reader to bring something
}

// Rate is in bytes a second.
func (t Transfer) Rate() float64 {
	if t.Elapsed <= 0 {
		return 0
	}
	return float64(t.Bytes) / t.Elapsed.Seconds()
}

// String is the value in words.
func (t Transfer) String() string {
	return words.F("%d bytes in %v (%.0f KiB/s), reader waited %v, writer waited %v", t.Bytes,
		t.Elapsed.Round(time.Microsecond), t.Rate()/1024, t.ReaderWaited.Round(time.Microsecond), t.WriterWaited.Round(time.Microsecond))
}

var transferKnobs = []string{"Over", "Bandwidth", "Chunk", "Buffers", "Progress"}

// Copy copies a file: one goroutine reads, the caller writes. What exists at
// to is replaced when the copy is whole, and is left alone before.
func Copy(ctx context.Context, to, from string, options ...Option) (t Transfer, err error) {
	defer told("copy", filepath.Base(to), &err)()
	k := turn("iolab.Copy", options, transferKnobs...)
	src, err := os.Open(from)
	if err != nil {
		return Transfer{}, err
	}
	defer src.Close()
	total := int64(-1)
	if info, err := src.Stat(); err == nil && info.Mode().IsRegular() {
		total = info.Size()
	}
	return toFile(ctx, to, src, total, k)
}

// toFile writes what src brings to a file, which appears when it is whole.
func toFile(ctx context.Context, path string, src io.Reader, total int64, k knobs) (t Transfer, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err != nil {
		return Transfer{}, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	t, err = pump(ctx, f, src, total, k)
	if err := errors.Join(err, f.Close()); err != nil {
		return t, err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return t, err
	}
	return t, os.Rename(f.Name(), path)
}

// pump moves src to dst with a goroutine that reads ahead. The goroutine has
// ended when pump returns, unless src blocks in a Read that nothing interrupts.
func pump(ctx context.Context, dst io.Writer, src io.Reader, total int64, k knobs) (Transfer, error) {
	ctx, free := withCell(ctx)
	defer free()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	link := k.link
	if link == nil {
		link = newLink(k)
	} else if k.bandwidth > 0 {
		src = newLink(k).Reader(ctx, src)
	}
	src = link.Reader(ctx, src)
	begun := time.Now()
	chunks := make(chan []byte, k.buffers)
	ended := make(chan readEnd, 1)
	go func() {
		defer close(chunks)
		ended <- readAhead(ctx, src, chunks, k.chunk)
	}()
	var t Transfer
	err := writeAll(ctx, dst, chunks, &t, total, k.progress)
	stop(err)
	end := readEnd{err: context.Cause(ctx)}
	if err == nil {
		end = <-ended
		err = end.err
	}
	t.ReaderWaited, t.Elapsed = end.waited, time.Since(begun)
	return t, err
}

type readEnd struct {
	waited time.Duration
	err    error
}

func readAhead(ctx context.Context, src io.Reader, chunks chan<- []byte, size int) (end readEnd) {
	for {
		p := make([]byte, size)
		n, err := io.ReadAtLeast(src, p, 1)
		if n > 0 {
			t := time.Now()
			select {
			case chunks <- p[:n]:
				end.waited += time.Since(t)
			case <-ctx.Done():
				end.err = context.Cause(ctx)
				return end
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF && n == 0 {
			return end
		}
		if err != nil {
			end.err = err
			return end
		}
	}
}

func writeAll(ctx context.Context, dst io.Writer, chunks <-chan []byte, t *Transfer, total int64, progress func(done, total int64)) error {
	of := cell.Context()
	for {
		waiting := time.Now()
		select {
		case p, ok := <-chunks:
			t.WriterWaited += time.Since(waiting)
			if !ok {
				return nil
			}
			n, err := dst.Write(p)
			t.Bytes += int64(n)
			if err != nil {
				return err
			}
			if progress != nil {
				progress(t.Bytes, total)
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-of.Done():
			return context.Cause(of)
		}
	}
}
