package kernel

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"interleave/kernel/wire"
)

func shellRequest(msgType string) *request {
	return newRequest(channel{name: "shell"}, &wire.Message{Header: wire.Header{MsgType: msgType}})
}

// A front end sends the cells of a notebook in one burst. When the first fails
// at once, the others are aborted even if they are still on their way; what
// comes after a quiet moment is not (W-80).
func TestABurstIsAborted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShell()
		var burst []*request
		s.push(shellRequest("execute_request"))
		s.next(t.Context())
		go func() {
			for range 8 {
				time.Sleep(abortQuiet * 4 / 5)
				r := shellRequest("execute_request")
				burst = append(burst, r)
				s.push(r)
			}
		}()
		info := shellRequest("kernel_info_request")
		s.push(info)
		s.abort(t.Context())
		late := shellRequest("execute_request")
		s.push(late)
		for i, r := range burst {
			if !r.aborted {
				t.Errorf("cell %d of the burst is not aborted", i+1)
			}
		}
		if len(burst) != 8 || late.aborted || info.aborted {
			t.Errorf("%d cells came; a late cell aborted: %v, a kernel_info_request aborted: %v", len(burst), late.aborted, info.aborted)
		}
	})
}

// A client that never pauses can't hold the reply to its failed cell back.
func TestAbortDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShell()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				s.push(shellRequest("execute_request"))
				time.Sleep(time.Millisecond)
			}
		}()
		start := time.Now()
		s.abort(ctx)
		if waited := time.Since(start); waited > abortWait {
			t.Errorf("abort took %v, want at most %v", waited, abortWait)
		}
	})
}

// Requests that overtake a cell get their busy and idle after it.
func TestOvertakingRequestsAreOwedTheirStatus(t *testing.T) {
	s := newShell()
	s.push(shellRequest("complete_request"))
	if r, _, _ := s.next(t.Context()); r.kind.name != "complete_request" {
		t.Fatalf("while nothing runs the executor got %q, want the complete_request", r.kind.name)
	}
	cell := shellRequest("execute_request")
	s.push(cell)
	s.next(t.Context())
	s.push(shellRequest("complete_request"))
	asked, _ := s.nextAsk(t.Context())
	s.owe(asked)
	s.finished(cell)
	s.push(shellRequest("kernel_info_request"))
	r, owed, _ := s.next(t.Context())
	if len(owed) != 1 || owed[0] != asked || r.kind.name != "kernel_info_request" {
		t.Errorf("after the cell: %d owed, then %q; want the complete_request owed, then kernel_info_request", len(owed), r.kind.name)
	}
}
