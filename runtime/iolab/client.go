package iolab

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// StatusError is the answer of a web service that did not do what it was asked.
type StatusError struct {
	URL    string
	Status int    // of HTTP, such as 503
	Text   string // the beginning of the answer
}

// Error says what happened, and where.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: %d %s: %s", e.URL, e.Status, http.StatusText(e.Status), e.Text)
}

// Is makes a 503 of a [Server] an [ErrFailed].
func (e *StatusError) Is(target error) bool {
	return target == ErrFailed && e.Status == http.StatusServiceUnavailable
}

// Get asks a web service and returns the answer as text. An answer with
// another status than 2xx is a [StatusError].
func Get(ctx context.Context, url string) (text string, err error) {
	defer told("web service", "get", &err)()
	r, free, err := request(ctx, http.MethodGet, url, nil, -1)
	if err != nil {
		return "", err
	}
	defer free()
	all, err := io.ReadAll(r.Body)
	return string(all), err
}

// Download gets a file from a web service. What exists at path is replaced
// when it is there whole, and is left alone before.
func Download(ctx context.Context, url, path string, options ...Option) (t Transfer, err error) {
	defer told("download", filepath.Base(path), &err)()
	k := turn("iolab.Download", options, transferKnobs...)
	r, free, err := request(ctx, http.MethodGet, url, nil, -1)
	if err != nil {
		return Transfer{}, err
	}
	defer free()
	return toFile(ctx, path, r.Body, r.ContentLength, k)
}

// Upload sends a file to a web service by PUT.
func Upload(ctx context.Context, url, path string, options ...Option) (t Transfer, err error) {
	defer told("upload", filepath.Base(path), &err)()
	k := turn("iolab.Upload", options, transferKnobs...)
	f, err := os.Open(path)
	if err != nil {
		return Transfer{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Transfer{}, err
	}
	body, pipe := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		_, free, err := request(ctx, http.MethodPut, url, body, info.Size())
		if err == nil {
			free()
		}
		_ = body.CloseWithError(errAnswered)
		answered <- err
	}()
	t, err = pump(ctx, pipe, f, info.Size(), k)
	_ = pipe.CloseWithError(err) // nil is the end of the file
	if refused := <-answered; refused != nil {
		return t, refused
	}
	return t, err
}

var errAnswered = fmt.Errorf("iolab: the service answered before it had everything")

// request asks and waits for the beginning of the answer. free closes it.
func request(ctx context.Context, method, address string, body io.Reader, size int64) (r *http.Response, free func(), err error) {
	ctx, freeCell := withCell(ctx)
	ctx, stop := context.WithTimeout(ctx, requestTimeout)
	release := func() {
		stop()
		freeCell()
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	q, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, nil, err
	}
	if body != nil {
		q.ContentLength = size
	}
	r, err = clientFor(q.URL).Do(q)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return nil, nil, err
	}
	if r.StatusCode < 200 || r.StatusCode > 299 {
		text, _ := io.ReadAll(io.LimitReader(r.Body, 200))
		_ = r.Body.Close()
		return nil, nil, &StatusError{address, r.StatusCode, strings.TrimSpace(string(text))}
	}
	return r, func() {
		_ = r.Body.Close()
		release()
	}, nil
}

func clientFor(u *url.URL) *http.Client {
	if s, ok := servers.Load(u.Host); ok {
		return s.(*Server).client
	}
	return http.DefaultClient
}
