package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Decode decodes the content into v, a pointer to one of the content types of this package or to a struct of the caller's.
// Unknown fields are ignored. A field that is null counts as absent. Absent fields keep what v holds, or get the default
// that the type documents. An absent field that is tagged `wire:"required"` and a field of another type are errors that
// name it.
func (m *Message) Decode(v any) error {
	if err := decode(m.Content, v); err != nil {
		return fmt.Errorf("%s: %w", m.Header.MsgType, err)
	}
	return nil
}

// defaulter is a content type with defaults that are not zero.
type defaulter interface{ setDefaults() }

// completer is a content type with defaults that depend on other fields.
type completer interface {
	complete(has func(name string) bool)
}

func decode(content []byte, v any) error {
	var present map[string]json.RawMessage
	if err := json.Unmarshal(orEmpty(content), &present); err != nil {
		return fmt.Errorf("content is no JSON object: %w", err)
	}
	has := func(name string) bool {
		raw, ok := present[name]
		return ok && string(raw) != "null"
	}
	for _, name := range requiredFields(v) {
		if !has(name) {
			return fmt.Errorf("field %q is missing", name)
		}
	}
	if d, ok := v.(defaulter); ok {
		d.setDefaults()
	}
	if err := json.Unmarshal(orEmpty(content), v); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return fmt.Errorf("field %q is a JSON %s, expected %s", wrong.Field, wrong.Value, kindName(wrong.Type))
		}
		return err
	}
	if c, ok := v.(completer); ok {
		c.complete(has)
	}
	return nil
}

func requiredFields(v any) []string {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for f := range t.Elem().Fields() {
		if f.Tag.Get("wire") == "required" {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// kindName says in the words of JSON what a Go type takes.
func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Int, reflect.Int64, reflect.Int32:
		return "a whole number"
	case reflect.Pointer:
		return kindName(t.Elem())
	}
	return t.String()
}
