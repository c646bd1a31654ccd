package shim

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"interleave/kernel/engine/hooks"
)

// Servers and listeners end with the cell that runs or opened them, requests of
// the default client are given up with it, and a pattern may be registered
// again, as happens whenever a cell is run a second time.
func init() {
	replace("net", func() table {
		return table{
			"Listen":      listen,
			"Dial":        func(network, address string) (net.Conn, error) { return dial(0, network, address) },
			"DialTimeout": func(network, address string, d time.Duration) (net.Conn, error) { return dial(d, network, address) },
		}
	})
	replace("net/http", func() table {
		return table{
			"DefaultClient": variable{&defaultClient},
			"Get":           func(url string) (*http.Response, error) { return defaultClient.Get(url) },
			"Head":          func(url string) (*http.Response, error) { return defaultClient.Head(url) },
			"Post": func(url, contentType string, body io.Reader) (*http.Response, error) {
				return defaultClient.Post(url, contentType, body)
			},
			"PostForm": func(url string, data url.Values) (*http.Response, error) { return defaultClient.PostForm(url, data) },

			"ListenAndServe": func(addr string, handler http.Handler) error {
				s := &http.Server{Addr: addr, Handler: handler}
				return serve(s, s.ListenAndServe)
			},
			"ListenAndServeTLS": func(addr, certFile, keyFile string, handler http.Handler) error {
				s := &http.Server{Addr: addr, Handler: handler}
				return serve(s, func() error { return s.ListenAndServeTLS(certFile, keyFile) })
			},
			"Serve": func(l net.Listener, handler http.Handler) error {
				s := &http.Server{Handler: handler}
				return serve(s, func() error { return s.Serve(l) })
			},
			"ServeTLS": func(l net.Listener, handler http.Handler, certFile, keyFile string) error {
				s := &http.Server{Handler: handler}
				return serve(s, func() error { return s.ServeTLS(l, certFile, keyFile) })
			},

			"Handle": handle,
			"HandleFunc": func(pattern string, f func(http.ResponseWriter, *http.Request)) {
				if f == nil {
					panic("http: nil handler")
				}
				handle(pattern, http.HandlerFunc(f))
			},
		}
	})
}

func listen(network, address string) (net.Listener, error) {
	l, err := net.Listen(network, address)
	if err == nil {
		context.AfterFunc(cellContext(), func() { l.Close() })
	}
	return l, err
}

func dial(timeout time.Duration, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: timeout}
	return d.DialContext(cellContext(), network, address)
}

// serve runs a server until it ends or the cell is stopped.
func serve(s *http.Server, run func() error) error {
	stop := context.AfterFunc(cellContext(), func() { s.Close() })
	defer stop()
	err := run()
	hooks.Check()
	return err
}

// defaultClient is http.DefaultClient of cells.
var defaultClient = &http.Client{Transport: cellTransport{}}

// cellTransport is the default transport, with requests that end with the cell
// of the goroutine that makes them.
type cellTransport struct{}

func (cellTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, free := withCell(r.Context())
	resp, err := http.DefaultTransport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		free()
		return nil, err
	}
	if _, both := resp.Body.(io.Writer); both { // a connection that is no longer HTTP
		return resp, nil
	}
	resp.Body = &body{resp.Body, free}
	return resp, nil
}

// body frees what the request has bound when it is closed.
type body struct {
	io.ReadCloser
	free context.CancelFunc
}

func (b *body) Close() error {
	defer b.free()
	return b.ReadCloser.Close()
}

// routes are the patterns that cells registered in the default multiplexers.
// The mutex guards the map; requests only load a route's handler.
var routes = struct {
	sync.Mutex
	of map[routeKey]*route
}{of: map[routeKey]*route{}}

type routeKey struct {
	mux     *http.ServeMux
	pattern string
}

// route is a handler that can be exchanged, which a ServeMux can't do.
type route struct{ handler atomic.Value }

type handlerBox struct{ http.Handler }

func (r *route) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.handler.Load().(handlerBox).ServeHTTP(w, q)
}

func handle(pattern string, h http.Handler) {
	if h == nil {
		panic("http: nil handler")
	}
	routes.Lock()
	defer routes.Unlock()
	key := routeKey{http.DefaultServeMux, pattern}
	r, again := routes.of[key]
	if !again {
		r = &route{}
	}
	r.handler.Store(handlerBox{h})
	if !again {
		key.mux.Handle(pattern, r) // panics when it conflicts with another
		routes.of[key] = r
	}
}
