package iolab

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"interleave/runtime/cell"
)

// Link is a connection whose bandwidth all transfers over it share. Parts that
// are sent in parallel are no faster together than one.
type Link struct {
	limit *rate.Limiter // nil: no limit
	bytes atomic.Int64
}

// NewLink returns a link with the knob Bandwidth.
func NewLink(options ...Option) *Link {
	return newLink(turn("iolab.NewLink", options, "Bandwidth"))
}

func newLink(k knobs) *Link {
	l := &Link{}
	if k.bandwidth > 0 {
		// A burst of a fiftieth of a second keeps a transfer smooth to look at.
		burst := int(min(max(k.bandwidth/50, 512), 64<<10))
		l.limit = rate.NewLimiter(rate.Limit(k.bandwidth), burst)
		l.limit.AllowN(time.Now(), burst) // no credit from before the first byte
	}
	return l
}

// Bytes is how many bytes went over the link so far.
func (l *Link) Bytes() int64 { return l.bytes.Load() }

// Reader returns r at the speed of the link. Its errors are those of r, and
// the reason why ctx or the calling cell ended.
func (l *Link) Reader(ctx context.Context, r io.Reader) io.Reader {
	return linkReader{ctx, cell.Context(), l, r}
}

// Writer returns w at the speed of the link, likewise.
func (l *Link) Writer(ctx context.Context, w io.Writer) io.Writer {
	return linkWriter{ctx, cell.Context(), l, w}
}

// take waits until n bytes may pass.
func (l *Link) take(ctx, of context.Context, n int) error {
	l.bytes.Add(int64(n))
	if l.limit == nil {
		return context.Cause(ctx)
	}
	for n > 0 {
		part := min(n, l.limit.Burst())
		r := l.limit.ReserveN(time.Now(), part)
		if err := pause(ctx, of, r.DelayFrom(time.Now())); err != nil {
			r.Cancel()
			return err
		}
		n -= part
	}
	return nil
}

type linkReader struct {
	ctx context.Context
	of  context.Context // of the cell
	l   *Link
	r   io.Reader
}

func (r linkReader) Read(p []byte) (int, error) {
	if r.l.limit != nil {
		p = p[:min(len(p), r.l.limit.Burst())]
	}
	n, err := r.r.Read(p)
	if n > 0 {
		if stopped := r.l.take(r.ctx, r.of, n); stopped != nil {
			return n, stopped
		}
	}
	return n, err
}

type linkWriter struct {
	ctx context.Context
	of  context.Context // of the cell
	l   *Link
	w   io.Writer
}

func (w linkWriter) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		part := p[done:]
		if w.l.limit != nil {
			part = part[:min(len(part), w.l.limit.Burst())]
		}
		if err := w.l.take(w.ctx, w.of, len(part)); err != nil {
			return done, err
		}
		n, err := w.w.Write(part)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}
