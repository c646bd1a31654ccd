package iolab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"interleave/runtime/internal/chart"
)

// InMemory makes the network of a server one in memory, without the operating
// system, which can be used under virtual time. Only this package's functions
// and the server's Client reach it.
func InMemory() Option { return Option{"InMemory", func(k *knobs) { k.memory = true }} }

// Server is a web service with knobs, on a port of its own of the loopback
// network. It answers
//
//	GET /echo?text=hi   the text
//	GET /bytes/1000     so many bytes
//	GET /price/tea      a JSON object: {"item": "tea", "cents": 275}
//	PUT /upload         how many bytes it got
//
// after its latency, or with 503 when it fails. [Server.Handle] adds others.
type Server struct {
	url    string
	http   *http.Server
	mux    *http.ServeMux
	client *http.Client
	chance *chance
	places chan struct{}
	link   *Link
	load   load
	stop   context.CancelFunc
	served chan struct{} // closed when Serve has returned
}

// servers are those in memory, by host.
var (
	servers  sync.Map
	memories atomic.Int64
)

// NewServer starts a server with the knobs Latency, Jitter, FailRate,
// Bandwidth, Places, Seed and InMemory. It runs until Close.
func NewServer(options ...Option) (*Server, error) {
	k := turn("iolab.NewServer", options, "Latency", "Jitter", "FailRate", "Bandwidth", "Places", "Seed", "InMemory")
	s := &Server{mux: http.NewServeMux(), chance: newChance(k), link: newLink(k), served: make(chan struct{})}
	if k.places > 0 {
		s.places = make(chan struct{}, k.places)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	var listener net.Listener
	if k.memory {
		m := newMemory(fmt.Sprintf("memory-%d.invalid", memories.Add(1)))
		listener, s.url = m, "http://"+m.host
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return m.dial(ctx) }
		servers.Store(m.host, s)
	} else {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("iolab.NewServer: no port on the loopback network: %w", err)
		}
		listener, s.url = l, "http://"+l.Addr().String()
	}
	s.client = &http.Client{Transport: transport}
	s.endpoints()
	base, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.http = &http.Server{
		Handler:     http.HandlerFunc(s.serve),
		BaseContext: func(net.Listener) context.Context { return base },
	}
	go func() {
		defer close(s.served)
		_ = s.http.Serve(listener) // ends with Close
	}()
	return s, nil
}

// URL is the beginning of all addresses of the server, without a slash at its
// end.
func (s *Server) URL() string { return s.url }

// Client is an HTTP client that reaches the server.
func (s *Server) Client() *http.Client { return s.client }

// Stats are those of the requests so far; a request is failed when its status
// is 500 or more.
func (s *Server) Stats() Stats { return s.load.stats() }

// Figure draws how many requests were in flight over time, as [Device.Figure].
func (s *Server) Figure() chart.Figure { return s.load.figure("server") }

// Handle adds an endpoint; pattern is one of net/http's, such as "GET /hello".
func (s *Server) Handle(pattern string, handler http.Handler) { s.mux.Handle(pattern, handler) }

// Close ends the requests in flight and the server.
func (s *Server) Close() error {
	s.stop()
	ctx, free := context.WithTimeout(context.Background(), closeTimeout)
	defer free()
	err := s.http.Shutdown(ctx) // returns when the handlers have
	if err != nil {
		err = s.http.Close()
	}
	<-s.served
	s.client.CloseIdleConnections()
	servers.Range(func(host, x any) bool {
		if x == any(s) {
			servers.Delete(host)
		}
		return true
	})
	return err
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	begun := s.load.arrive()
	status := &statusWriter{ResponseWriter: w, ctx: r.Context(), link: s.link}
	defer func() {
		var err error
		if status.code >= 500 {
			err = ErrFailed
		}
		s.load.leave(begun, err)
	}()
	if s.places != nil {
		select {
		case s.places <- struct{}{}:
			defer func() { <-s.places }()
		case <-r.Context().Done():
			return
		}
	}
	latency, fails := s.chance.next()
	if pause(r.Context(), noCell, latency) != nil {
		return
	}
	if fails {
		http.Error(status, "the service is out of order", http.StatusServiceUnavailable)
		return
	}
	r.Body = io.NopCloser(linkReader{r.Context(), noCell, s.link, r.Body})
	s.mux.ServeHTTP(status, r)
}

// statusWriter remembers the status, and sends at the speed of the link.
type statusWriter struct {
	http.ResponseWriter
	ctx  context.Context
	link *Link
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	return linkWriter{w.ctx, noCell, w.link, w.ResponseWriter}.Write(p)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// maxBytes bounds an answer of /bytes.
const maxBytes = 1 << 30

func (s *Server) endpoints() {
	s.mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.FormValue("text"))
	})
	s.mux.HandleFunc("GET /bytes/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
		if err != nil || n < 0 || n > maxBytes {
			http.Error(w, fmt.Sprintf("/bytes/%s: it needs a number from 0 to %d", r.PathValue("n"), maxBytes), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		_, _ = io.CopyN(w, letters{}, n)
	})
	s.mux.HandleFunc("GET /price/{item}", func(w http.ResponseWriter, r *http.Request) {
		h := fnv.New32a()
		_, _ = io.WriteString(h, r.PathValue("item"))
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"item": r.PathValue("item"), "cents": 100 + h.Sum32()%900})
	})
	s.mux.HandleFunc("PUT /upload", func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return // the client is gone
		}
		_, _ = fmt.Fprint(w, n)
	})
}

// letters is an endless text.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte('a' + i%26)
	}
	return len(p), nil
}

// memory is a network of one listener.
type memory struct {
	host   string
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemory(host string) *memory {
	return &memory{host: host, conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (m *memory) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case m.conns <- theirs:
		return ours, nil
	case <-m.closed:
		return nil, errors.New("iolab: the server in memory is closed")
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

func (m *memory) Addr() net.Addr { return memoryAddr(m.host) }

type memoryAddr string

func (memoryAddr) Network() string  { return "memory" }
func (a memoryAddr) String() string { return string(a) }

// closeTimeout is how long Close waits for handlers that do not heed their
// context.
const closeTimeout = time.Second

// requestTimeout is for requests whose context has no deadline, so that a
// forgotten one does not stay for ever.
const requestTimeout = 10 * time.Minute
