package workers

import (
	"time"

	"interleave/runtime/cell"
)

const (
	chunksPerWorker = 32
	largestChunk    = 4096
	progressEvery   = 50 * time.Millisecond
)

// divide chooses the size of chunks: in Dynamic division so small that at the
// end no worker waits long for the others, and so large that taking one costs
// nothing.
func (r *Job) divide() {
	if r.size = r.Options.Chunk; r.size > 0 {
		return
	}
	r.size = 1
	if r.Division == Dynamic && r.workers > 0 {
		r.size = max(1, min(r.n/(r.workers*chunksPerWorker), largestChunk))
	}
}

// take gives out the next chunk. worker has had as many as chunks says.
func (r *Job) take(worker, chunks int) (lo, hi int) {
	switch r.Division {
	case Static:
		if r.Options.Chunk > 0 { // round robin
			lo = (chunks*r.workers + worker) * r.size
			return lo, min(lo+r.size, r.n)
		}
		if chunks > 0 {
			return 0, 0
		}
		return worker * r.n / r.workers, (worker + 1) * r.n / r.workers
	case Guided:
		r.mu.Lock()
		defer r.mu.Unlock()
		lo = r.given
		r.given = min(r.n, lo+max(r.size, (r.n-lo)/(2*r.workers)))
		return lo, r.given
	}
	hi = int(r.next.Add(int64(r.size)))
	return hi - r.size, min(hi, r.n)
}

// tellProgress counts k more elements and tells Progress, one call at a time, with
// numbers that grow, not too often.
func (r *Job) tellProgress(k int) {
	done := int(r.done.Add(int64(k)))
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if done < r.reported || done < r.n && now.Sub(r.last) < progressEvery || r.failure != nil {
		return
	}
	r.reported, r.last = done, now
	r.tell(done)
}

// tell calls Progress. Its panic is the error of the whole run. mu is held.
func (r *Job) tell(done int) {
	ended := false
	defer func() {
		if ended {
			return
		}
		if v := recover(); v != nil {
			p := cell.Recovered(v)
			r.failure = &PanicError{Value: p.Value, Stack: p.Stack}
			r.endContext()
		}
	}()
	r.Progress(done, r.n)
	ended = true
}
