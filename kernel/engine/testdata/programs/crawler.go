// A web site and who crawls it: net/http on loopback, JSON, contexts, a limit on
// requests in flight, errors of several kinds.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type Page struct {
	Title string            `json:"title"`
	Links []string          `json:"links"`
	Meta  map[string]string `json:"meta,omitempty"`
}

type site map[string]Page

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/broken") {
		io.WriteString(w, "{not json")
		return
	}
	p, ok := s[r.URL.Path]
	if !ok {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(p)
}

// counting is a middleware.
func counting(n *atomic.Int64, most *atomic.Int64, h http.Handler) http.Handler {
	var now atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		defer now.Add(-1)
		current := now.Add(1)
		for m := most.Load(); current > m && !most.CompareAndSwap(m, current); m = most.Load() {
		}
		h.ServeHTTP(w, r)
	})
}

type StatusError struct {
	URL  string
	Code int
}

func (e StatusError) Error() string { return fmt.Sprintf("%s: status %d", e.URL, e.Code) }

type Fetcher interface {
	Fetch(ctx context.Context, path string) (Page, error)
}

type client struct {
	base string
	http http.Client
}

func (c *client) Fetch(ctx context.Context, path string) (p Page, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return p, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return p, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return p, StatusError{path, resp.StatusCode}
	}
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

type Result struct {
	Path  string
	Depth int
	Page  Page
	Err   error
}

// Crawl visits what can be reached from start, each page once, with at most n
// requests at a time.
func Crawl(ctx context.Context, f Fetcher, start string, n int) []Result {
	var (
		mu      sync.Mutex
		seen    = map[string]bool{}
		results []Result
		wg      sync.WaitGroup
		slots   = make(chan struct{}, n)
	)
	var visit func(path string, depth int)
	visit = func(path string, depth int) {
		mu.Lock()
		if seen[path] {
			mu.Unlock()
			return
		}
		seen[path] = true
		mu.Unlock()
		wg.Add(1)
		go func() {
			defer wg.Done()
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			case <-ctx.Done():
				mu.Lock()
				results = append(results, Result{Path: path, Err: ctx.Err()})
				mu.Unlock()
				return
			}
			p, err := f.Fetch(ctx, path)
			mu.Lock()
			results = append(results, Result{path, depth, p, err})
			mu.Unlock()
			for _, l := range p.Links {
				visit(l, depth+1)
			}
		}()
	}
	visit(start, 0)
	wg.Wait()
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Path, b.Path) })
	return results
}

type fake map[string]Page

func (f fake) Fetch(_ context.Context, path string) (Page, error) {
	p, ok := f[path]
	if !ok {
		return p, StatusError{path, 404}
	}
	return p, nil
}

func main() {
	pages := site{
		"/":  {Title: "home", Links: []string{"/a", "/b", "/missing"}},
		"/a": {Title: "A", Links: []string{"/", "/c"}, Meta: map[string]string{"lang": "pt", "by": "Ana"}},
		"/b": {Title: "B", Links: []string{"/c", "/broken"}},
		"/c": {Title: "C"},
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	var requests, most atomic.Int64
	server := &http.Server{Handler: counting(&requests, &most, pages)}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := &client{base: "http://" + listener.Addr().String()}
	for _, r := range Crawl(ctx, c, "/", 2) {
		var status StatusError
		var syntax *json.SyntaxError
		switch {
		case r.Err == nil:
			fmt.Printf("%-9s %d %s %d %v\n", r.Path, r.Depth, r.Page.Title, len(r.Page.Links), r.Page.Meta)
		case errors.As(r.Err, &status):
			fmt.Printf("%-9s %d status %d (%v)\n", r.Path, r.Depth, status.Code, r.Err)
		case errors.As(r.Err, &syntax):
			fmt.Printf("%-9s syntax error at %d: %v\n", r.Path, syntax.Offset, r.Err)
		default:
			fmt.Println(r.Path, r.Err)
		}
	}
	fmt.Println("requests:", requests.Load(), "at most two at once:", most.Load() <= 2)
	c.http.CloseIdleConnections()
	fmt.Println(server.Shutdown(ctx), <-done == http.ErrServerClosed)

	var f Fetcher = fake{"/": {Links: []string{"/x"}}}
	for _, r := range Crawl(ctx, f, "/", 1) {
		fmt.Printf("%s %v %T\n", r.Path, r.Err, r.Err)
	}
	cancelled, stop := context.WithCancel(ctx)
	stop()
	_, err = c.Fetch(cancelled, "/")
	fmt.Println(errors.Is(err, context.Canceled))
}
