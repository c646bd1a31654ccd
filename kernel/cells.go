package kernel

import (
	"sync"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

// cellMemory is how many of the newest cells can still be named as the parent
// of what a goroutine prints late.
const cellMemory = 8192

// cells knows the request behind every CellID, so that output that comes after
// its cell has ended still finds it. Comm messages whose handlers run in the
// evaluator have ids too. It is safe for concurrent use.
type cells struct {
	mu      sync.Mutex // guards the fields below
	newest  evaluator.CellID
	parents map[evaluator.CellID]*wire.Message
	running evaluator.CellID // 0: nothing runs
	latest  evaluator.CellID // the running or most recent execute_request; 0: none yet
}

func newCells() *cells {
	return &cells{parents: make(map[evaluator.CellID]*wire.Message)}
}

// begin gives the request an id and makes it the running one.
func (c *cells) begin(parent *wire.Message) evaluator.CellID {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.newest++
	c.parents[c.newest] = parent
	delete(c.parents, c.newest-cellMemory)
	c.running = c.newest
	if parent.Header.MsgType == "execute_request" {
		c.latest = c.newest
	}
	return c.newest
}

// end says that nothing runs any more.
func (c *cells) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = 0
}

// parent returns the request that output of the cell belongs to: its own, or
// for CellCurrent and for cells that are forgotten the running or most recent
// one. It is nil only as long as nothing was run.
func (c *cells) parent(id evaluator.CellID) *wire.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.parents[id]; p != nil {
		return p
	}
	if p := c.parents[c.running]; p != nil {
		return p
	}
	return c.parents[c.latest]
}

// cell returns the request of the running or most recent cell; nil if there
// was none.
func (c *cells) cell() *wire.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parents[c.latest]
}
