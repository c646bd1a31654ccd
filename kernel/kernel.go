package kernel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"net"
	"os"
	"os/user"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

// linger is how long the last messages may take to leave the process.
const linger = time.Second

// kernel is one running front. Its parts guard themselves.
type kernel struct {
	ctx    context.Context // ends when the kernel stops
	cancel context.CancelCauseFunc

	log        *logger
	connection wire.Connection
	session    *wire.Session
	server     *wire.Server
	evaluator  *evaluator.Supervisor

	iopub      *iopub
	shell      *shell
	control    *control
	stdin      *stdin
	audience   audience
	interrupts interrupts
	cells      *cells
	comms      *comms
	history    *historyStore
	count      atomic.Int64 // the number of the latest counted cell; only the executor of shell adds to it
	meter      meter
}

// Run serves one kernel until it is told to shut down, ctx ends, or its parent
// is gone; these are no errors. When it returns, its sockets are closed and
// its goroutines and processes are gone.
func Run(ctx context.Context, o Options) error {
	k := newKernel(ctx, o)
	defer k.cancel(nil)
	made, err := k.connect(o)
	if err != nil {
		return err
	}
	if made {
		defer os.Remove(o.ConnectionFile)
	}
	k.iopub.status(nil, "starting")
	wait := k.start(o)
	if o.Ready != nil {
		o.Ready(o.ConnectionFile)
	}
	<-k.ctx.Done()
	k.log.printf("shutting down: %v", context.Cause(k.ctx))
	return k.shutDown(wait)
}

func newKernel(ctx context.Context, o Options) *kernel {
	k := &kernel{
		log:     newLogger(o.Log, o.Trace),
		session: wire.NewSession(userName()),
		shell:   newShell(),
		control: newControl(),
		stdin:   newStdin(),
		cells:   newCells(),
		comms:   newComms(),
		meter:   meter{at: time.Now()},
	}
	k.ctx, k.cancel = context.WithCancelCause(ctx)
	return k
}

// connect reads or makes the connection file, starts the evaluator and binds
// the sockets. It reports whether it made the file.
func (k *kernel) connect(o Options) (made bool, err error) {
	k.connection, err = wire.ReadConnection(o.ConnectionFile)
	if errors.Is(err, fs.ErrNotExist) {
		made = true
		k.connection, err = wire.NewConnection("tcp", "127.0.0.1")
	}
	if err != nil {
		return false, err
	}
	before := k.connection
	if k.server, err = wire.Listen(&k.connection, k.session, wire.Options{Log: k.log.std()}); err != nil {
		return false, err
	}
	k.iopub = newIOPub(k.session, k.server.IOPub, o.RateLimit, k.log)
	o.Evaluator.Events = events{k}
	if k.evaluator, err = evaluator.Start(k.ctx, o.Evaluator); err == nil && (made || !samePorts(before, k.connection)) {
		err = k.connection.Write(o.ConnectionFile)
	}
	if err != nil {
		k.iopub.close()
		if k.evaluator != nil {
			k.evaluator.Close()
		}
		return false, errors.Join(err, k.server.Close())
	}
	return made, nil
}

// start starts the goroutines that the package comment lists. wait waits for
// those that end with k.ctx or with the sockets.
func (k *kernel) start(o Options) (wait func()) {
	k.history = newHistoryStore(o.History, k.log)
	var all sync.WaitGroup
	for _, f := range []func(){k.readShell, k.executeShell, k.introspect, k.readControl, k.executeControl, k.readStdin} {
		all.Go(f)
	}
	if o.HandleSignals {
		signals := catchSignals()
		all.Go(func() { k.handleSignals(k.ctx, signals) })
	}
	if o.ParentPID > 1 {
		all.Go(func() { k.watchParent(k.ctx, o.ParentPID) })
	}
	return all.Wait
}

// stop ends Run. The first reason counts.
func (k *kernel) stop(reason string) { k.cancel(errors.New(reason)) }

// shutDown ends what start and connect started. The evaluator dies while the
// last messages leave; then nobody writes to the sockets any more.
func (k *kernel) shutDown(wait func()) error {
	k.iopub.seal()
	var evaluatorErr error
	var both sync.WaitGroup
	both.Go(func() { evaluatorErr = k.evaluator.Close() })
	both.Go(func() {
		k.iopub.close()
		if err := k.server.Flush(linger); err != nil {
			k.log.printf("at the end: %v", err)
		}
	})
	both.Wait()
	socketErr := k.server.Close()
	wait()
	k.history.close()
	return errors.Join(evaluatorErr, socketErr)
}

// receive hands the messages of a channel to f as requests until the socket is
// closed.
func (k *kernel) receive(c channel, f func(*request)) {
	for m := range k.messages(c.name, c.socket) {
		f(newRequest(c, m))
	}
}

// messages yields what comes from a socket until it is closed.
func (k *kernel) messages(name string, socket *wire.Router) iter.Seq[*wire.Message] {
	return func(yield func(*wire.Message) bool) {
		for {
			m, err := socket.Recv()
			if err != nil {
				if !errors.Is(err, net.ErrClosed) {
					k.stop(fmt.Sprintf("receive from %s: %v", name, err))
				}
				return
			}
			k.log.message("<-", name, m)
			if !yield(m) {
				return
			}
		}
	}
}

func samePorts(a, b wire.Connection) bool {
	return a.ShellPort == b.ShellPort && a.IOPubPort == b.IOPubPort && a.StdinPort == b.StdinPort &&
		a.ControlPort == b.ControlPort && a.HBPort == b.HBPort
}

// userName is what stands in our headers; nobody checks it.
func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "kernel"
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
