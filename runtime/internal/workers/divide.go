package workers

// divide chooses the size of chunks: in Dynamic division so small that at the
// end no worker waits long for the others, and so large that taking one costs
// nothing.
func (r *run) divide() {
	o := r.options
	if r.size = o.Chunk; r.size == 0 {
		r.size = 1
		if o.Division == Dynamic {
			r.size = max(1, min(r.n/(r.workers*chunksPerWorker), largestChunk))
		}
	}
}

const (
	chunksPerWorker = 32
	largestChunk    = 4096
)

// take gives out the next chunk. worker has had as many as chunks says.
func (r *run) take(worker, chunks int) (lo, hi int) {
	switch r.options.Division {
	case Static:
		if r.options.Chunk > 0 { // round robin
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

// finished counts elements and tells Progress.
func (r *run) finished(k int) {
	done := int(r.done.Add(int64(k)))
	if r.options.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if done > r.reported { // another worker may have been quicker
		r.reported = done
		r.options.Progress(done, r.n)
	}
}
