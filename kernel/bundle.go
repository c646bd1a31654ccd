package kernel

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"interleave/kernel/evaluator"
)

// mimeKey is what front ends and the conformance suite accept as a key of a
// MIME bundle.
var mimeKey = regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`)

// bundle is the protocol's form of a Display: data is a map from MIME types
// to strings (text, or base64 for binary parts) and JSON values.
type bundle struct {
	Data     map[string]any `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

// newBundle turns a Display into its protocol form. There is always a
// text/plain part, because terminals, searches and screen readers have
// nothing else. Keys that are no MIME type are left out and returned.
func newBundle(d evaluator.Display) (b bundle, dropped []string) {
	b = bundle{Data: make(map[string]any, len(d.Data)+1), Metadata: make(map[string]any, len(d.Metadata))}
	for key, value := range d.Data {
		mime, ok := cleanMIME(key)
		if !ok {
			dropped = append(dropped, key)
			continue
		}
		b.Data[mime] = mimeValue(mime, value)
	}
	for key, value := range d.Metadata {
		if mime, ok := cleanMIME(key); ok {
			key = mime
		}
		b.Metadata[key] = value
	}
	if _, ok := b.Data["text/plain"]; !ok {
		b.Data["text/plain"] = describe(b.Data)
	}
	sort.Strings(dropped)
	return b, dropped
}

// cleanMIME strips what follows the type itself ("; charset=utf-8", as
// http.DetectContentType says it) and reports whether the rest is a key that
// front ends accept.
func cleanMIME(key string) (string, bool) {
	mime, _, _ := strings.Cut(key, ";")
	mime = strings.TrimSpace(mime)
	return mime, mimeKey.MatchString(mime)
}

// mimeValue gives a part the form that its MIME type has on the wire.
func mimeValue(mime string, value any) any {
	switch value := value.(type) {
	case []byte:
		if isJSON(mime) && json.Valid(value) {
			return json.RawMessage(value)
		}
		if isText(mime) && utf8.Valid(value) {
			return string(value)
		}
		return base64.StdEncoding.EncodeToString(value)
	case string:
		return value
	case nil:
		if isJSON(mime) {
			return nil
		}
		return ""
	default:
		if isJSON(mime) {
			return value
		}
		return fmt.Sprint(value)
	}
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}

func isText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "+xml") ||
		mime == "application/javascript" || mime == "application/xml"
}

// describe is the text/plain of a bundle that came without one: its MIME
// types in angle brackets.
func describe(data map[string]any) string {
	types := make([]string, 0, len(data))
	for mime := range data {
		types = append(types, mime)
	}
	sort.Strings(types)
	return "<" + strings.Join(types, ", ") + ">"
}
