package iolab

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"interleave/runtime/cell"
)

// NoSync makes commits of a database not wait for the disk: fast, and lost when
// the machine stops.
func NoSync() Option { return Option{"NoSync", func(k *knobs) {}} }

// DB is a database of tables of texts in a file, with transactions that are
// all or nothing. Any number may read at once and see the database as it was
// when they began; one writes at a time, the others wait. It is a shell over
// bbolt, a database that programs embed.
type DB struct {
	bolt      *bbolt.DB
	path      string
	temporary bool
	chance    *chance
	readers   chan struct{} // nil: no limit
	writer    chan struct{} // has the place of the one writer
	reads     load
	writes    load

	mu      sync.Mutex
	waited  time.Duration // of writers, for their turn
	commits []time.Duration
}

// Tx is one transaction, of the function that it was given to; after that it
// can't be used.
type Tx struct{ bolt *bbolt.Tx }

// roomToGrow is how large a database may become before a writer waits for readers.
const roomToGrow = 1 << 20

// lockTimeout is how long OpenDB waits for a file that is in use.
const lockTimeout = time.Second

// OpenDB opens the database in the file at path, which is made when it does not
// exist. With "" it is a temporary one, removed by Close. Knobs: Latency, Jitter
// and FailRate of each transaction, Places for readers, Seed, NoSync.
func OpenDB(path string, options ...Option) (*DB, error) {
	k := turn("iolab.OpenDB", options, "Latency", "Jitter", "FailRate", "Places", "Seed", "NoSync")
	db := &DB{path: path, chance: newChance(k), writer: make(chan struct{}, 1)}
	if k.places > 0 {
		db.readers = make(chan struct{}, k.places)
	}
	if path == "" {
		f, err := os.CreateTemp("", "iolab-*.db")
		if err != nil {
			return nil, err
		}
		db.path, db.temporary = f.Name(), true
		_ = f.Close()
	}
	noSync := slices.ContainsFunc(options, func(o Option) bool { return o.name == "NoSync" })
	bolt, err := bbolt.Open(db.path, 0o600, &bbolt.Options{
		Timeout: lockTimeout, NoSync: noSync, NoFreelistSync: true, InitialMmapSize: roomToGrow,
	})
	if err != nil {
		if db.temporary {
			_ = os.Remove(db.path)
		}
		if errors.Is(err, bbolterrors.ErrTimeout) {
			err = errors.New("another program, or an earlier OpenDB without Close, has it open")
		}
		return nil, fmt.Errorf("iolab.OpenDB: %s: %w", db.path, err)
	}
	db.bolt = bolt
	return db, nil
}

// Close waits for transactions and closes the file.
func (db *DB) Close() error {
	err := db.bolt.Close()
	if db.temporary {
		err = errors.Join(err, os.Remove(db.path))
	}
	return err
}

// Update runs f in a transaction that may write. When f returns nil, everything
// it did is there for later transactions, and on the disk; when it returns an
// error, which Update passes on, or panics, nothing of it is.
func (db *DB) Update(ctx context.Context, f func(tx *Tx) error) (err error) {
	if f == nil {
		panic("iolab: Update of a nil function")
	}
	defer db.writes.operation("database, write", "transaction", &err)()
	return db.update(ctx, f)
}

func (db *DB) update(ctx context.Context, f func(tx *Tx) error) error {
	waiting := time.Now()
	if err := enter(ctx, db.writer); err != nil {
		return err
	}
	defer func() { <-db.writer }()
	db.mu.Lock()
	db.waited += time.Since(waiting)
	db.mu.Unlock()
	if err := db.delay(ctx); err != nil {
		return err
	}
	var commit time.Time
	err := db.bolt.Update(func(tx *bbolt.Tx) error {
		err := f(&Tx{tx})
		commit = time.Now()
		return err
	})
	if err == nil {
		db.mu.Lock()
		db.commits = append(db.commits, time.Since(commit))
		db.mu.Unlock()
	}
	return err
}

// View runs f in a transaction that reads. It sees no change that was committed
// after it began.
func (db *DB) View(ctx context.Context, f func(tx *Tx) error) (err error) {
	if f == nil {
		panic("iolab: View of a nil function")
	}
	defer db.reads.operation("database, read", "transaction", &err)()
	return db.view(ctx, f)
}

func (db *DB) view(ctx context.Context, f func(tx *Tx) error) error {
	if db.readers != nil {
		if err := enter(ctx, db.readers); err != nil {
			return err
		}
		defer func() { <-db.readers }()
	}
	// Before the transaction: while one is open, a file that has to grow keeps the
	// writer waiting for a lock, which stops virtual time.
	if err := db.delay(ctx); err != nil {
		return err
	}
	return db.bolt.View(func(tx *bbolt.Tx) error { return f(&Tx{tx}) })
}

// enter waits for a place.
func enter(ctx context.Context, places chan struct{}) error {
	of := cell.Context()
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-of.Done():
		return context.Cause(of)
	}
}

func (db *DB) delay(ctx context.Context) error {
	latency, fails := db.chance.next()
	if err := sleep(ctx, latency); err != nil {
		return err
	}
	if fails {
		return ErrFailed
	}
	return nil
}

// Get reads one value in a transaction of its own; it is "" and false when
// there is none.
func (db *DB) Get(table, key string) (value string, ok bool, err error) {
	err = db.View(context.Background(), func(tx *Tx) error {
		value, ok = tx.Get(table, key)
		return nil
	})
	return value, ok, err
}

// Put writes one value in a transaction of its own.
func (db *DB) Put(table, key, value string) error {
	return db.Update(context.Background(), func(tx *Tx) error { return tx.Put(table, key, value) })
}

// DBStats are what a database did since it was opened.
type DBStats struct {
	Reads, Writes Stats
	WriterWaited  time.Duration // sum of the waits of writers for their turn
	Commit        time.Duration // median of what a commit took
}

// Stats are what the database did so far.
func (db *DB) Stats() DBStats {
	s := DBStats{Reads: db.reads.stats(), Writes: db.writes.stats()}
	db.mu.Lock()
	defer db.mu.Unlock()
	s.WriterWaited = db.waited
	if n := len(db.commits); n > 0 {
		s.Commit = slices.Sorted(slices.Values(db.commits))[n/2]
	}
	return s
}

// Get returns the value of key in table; it is "" and false when there is none.
func (tx *Tx) Get(table, key string) (value string, ok bool) {
	b := tx.bolt.Bucket([]byte(table))
	if b == nil {
		return "", false
	}
	v := b.Get([]byte(key))
	return string(v), v != nil
}

// Put sets the value of key in table. The table is made when there is none. It
// fails in a View, for an empty name of a table, and for an empty key.
func (tx *Tx) Put(table, key, value string) error {
	b, err := tx.bolt.CreateBucketIfNotExists([]byte(table))
	if err != nil {
		return fmt.Errorf("iolab: put into table %q: %w", table, err)
	}
	if err := b.Put([]byte(key), []byte(value)); err != nil {
		return fmt.Errorf("iolab: put key %q into table %q: %w", key, table, err)
	}
	return nil
}

// Delete removes key from table, if it is there.
func (tx *Tx) Delete(table, key string) error {
	b := tx.bolt.Bucket([]byte(table))
	if b == nil {
		return nil
	}
	if err := b.Delete([]byte(key)); err != nil {
		return fmt.Errorf("iolab: delete key %q of table %q: %w", key, table, err)
	}
	return nil
}

// All yields keys and values of table in the order of the keys. The table must
// not be changed meanwhile.
func (tx *Tx) All(table string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		b := tx.bolt.Bucket([]byte(table))
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if !yield(string(k), string(v)) {
				return
			}
		}
	}
}
