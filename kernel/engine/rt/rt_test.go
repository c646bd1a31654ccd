package rt

import (
	"testing"
)

func TestErrors(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			type NotFound struct { Name string; code int }
			func (e NotFound) Error() string
			type Failed struct { err error }
			func (e *Failed) Error() string
			func (e *Failed) Unwrap() error`)
		got := s.run(lowered{
			imports: "errors fmt",
			decls: `
				type NotFound struct { Name string; code int }
				func NotFoundǃError(e NotFound) string { return "no " + e.Name }
				type Failed struct { err error }
				func FailedǃError(e *Failed) string { return "failed: " + e.err.Error() }
				func FailedǃUnwrap(e *Failed) error { return e.err }
				func find(name string) error {
					if name == "" { return nil }
					return {{box "*Failed" "error"}}(&Failed{ {{box "NotFound" "error"}}(NotFound{name, 404}) })
				}
				func typedNil() error { var p *Failed; return {{box "*Failed" "error"}}(p) }`,
			stmts: `
				err := fmt.Errorf("reading: %w", find("x"))
				out.Print(err)
				var nf NotFound
				out.Print(errors.As(err, {{box "*NotFound" "any"}}(&nf)), nf.Name, nf.code)
				var f *Failed
				out.Print(errors.As(err, {{box "**Failed" "any"}}(&f)), f.err)
				out.Print(errors.Is(err, {{box "NotFound" "error"}}(NotFound{"x", 404})), errors.Is(err, {{box "NotFound" "error"}}(NotFound{"y", 404})))
				out.Print(find("") == nil, typedNil() == nil, typedNil() != nil)
				out.Print(fmt.Sprintf("%T %T %v %+v", err, find("a"), {{box "NotFound" "any"}}(nf), {{box "[]NotFound" "any"}}([]NotFound{nf})))
				out.Print(fmt.Sprintf("%#v", {{box "NotFound" "any"}}(nf)))`,
		})
		expect(t, got, `reading: failed: no x
true x 404
true no x
true false
true false true
*fmt.wrapError *main.Failed no x [no x]
main.NotFound{Name:"x", code:404}`)
	})
}
