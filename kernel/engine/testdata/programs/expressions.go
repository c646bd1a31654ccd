// Arithmetic: a scanner, a parser, a tree with visitors, constant folding, errors
// with positions.
package main

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

type Pos int

type token struct {
	kind rune // 'n' number, 'i' name, 'e' end, or the character itself
	text string
	pos  Pos
}

type SyntaxError struct {
	Pos  Pos
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("at %d: %s", e.Pos, e.What) }

func scan(text string) (tokens []token, err error) {
	runes := []rune(text)
	for i := 0; i < len(runes); {
		r := runes[i]
		start := i
		switch {
		case unicode.IsSpace(r):
			i++
			continue
		case unicode.IsDigit(r):
			for i < len(runes) && (unicode.IsDigit(runes[i]) || runes[i] == '.') {
				i++
			}
			tokens = append(tokens, token{'n', string(runes[start:i]), Pos(start)})
		case unicode.IsLetter(r):
			for i < len(runes) && unicode.IsLetter(runes[i]) {
				i++
			}
			tokens = append(tokens, token{'i', string(runes[start:i]), Pos(start)})
		case strings.ContainsRune("+-*/^(),", r):
			i++
			tokens = append(tokens, token{r, string(r), Pos(start)})
		default:
			return nil, &SyntaxError{Pos(start), fmt.Sprintf("found %q, which begins nothing", r)}
		}
	}
	return append(tokens, token{'e', "the end", Pos(len(runes))}), nil
}

type Expr interface {
	fmt.Stringer
	Accept(v Visitor)
	Pos() Pos
}

type at struct{ pos Pos }

func (a at) Pos() Pos { return a.pos }

type (
	Num struct {
		at
		Value float64
	}
	Var struct {
		at
		Name string
	}
	Op struct {
		at
		Sign rune
		X, Y Expr
	}
	Call struct {
		at
		Name string
		Args []Expr
	}
)

func (n *Num) String() string { return strconv.FormatFloat(n.Value, 'g', -1, 64) }
func (v *Var) String() string { return v.Name }
func (o *Op) String() string  { return fmt.Sprintf("(%v %c %v)", o.X, o.Sign, o.Y) }
func (c *Call) String() string {
	args := make([]string, len(c.Args))
	for i, a := range c.Args {
		args[i] = a.String()
	}
	return c.Name + "(" + strings.Join(args, ", ") + ")"
}

type Visitor interface {
	Num(*Num)
	Var(*Var)
	Op(*Op)
	Call(*Call)
}

func (n *Num) Accept(v Visitor)  { v.Num(n) }
func (x *Var) Accept(v Visitor)  { v.Var(x) }
func (o *Op) Accept(v Visitor)   { v.Op(o) }
func (c *Call) Accept(v Visitor) { v.Call(c) }

type parser struct {
	tokens []token
	next   int
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	p.next++
	return t
}

func (p *parser) fail(t token, want string) {
	panic(&SyntaxError{t.pos, fmt.Sprintf("found %q, want %s", t.text, want)})
}

// Parse turns the panics of the parser into errors.
func Parse(text string) (e Expr, err error) {
	tokens, err := scan(text)
	if err != nil {
		return nil, fmt.Errorf("scanning: %w", err)
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *SyntaxError:
			e, err = nil, fmt.Errorf("parsing: %w", r)
		default:
			panic(r)
		}
	}()
	p := &parser{tokens: tokens}
	e = p.binary(1)
	if t := p.peek(); t.kind != 'e' {
		p.fail(t, "an operator or the end")
	}
	return e, nil
}

var precedence = map[rune]int{'+': 1, '-': 1, '*': 2, '/': 2, '^': 3}

func (p *parser) binary(least int) Expr {
	x := p.primary()
	for {
		t := p.peek()
		level, ok := precedence[t.kind]
		if !ok || level < least {
			return x
		}
		p.take()
		next := level + 1
		if t.kind == '^' {
			next = level // to the right
		}
		x = &Op{at{t.pos}, t.kind, x, p.binary(next)}
	}
}

func (p *parser) primary() Expr {
	switch t := p.take(); t.kind {
	case 'n':
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			panic(&SyntaxError{t.pos, errors.Unwrap(err).Error()})
		}
		return &Num{at{t.pos}, v}
	case 'i':
		if p.peek().kind != '(' {
			return &Var{at{t.pos}, t.text}
		}
		p.take()
		c := &Call{at: at{t.pos}, Name: t.text}
		for p.peek().kind != ')' {
			c.Args = append(c.Args, p.binary(1))
			if p.peek().kind == ',' {
				p.take()
			} else if p.peek().kind != ')' {
				p.fail(p.peek(), "a comma or )")
			}
		}
		p.take()
		return c
	case '-':
		return &Op{at{t.pos}, '-', &Num{at{t.pos}, 0}, p.binary(3)}
	case '(':
		e := p.binary(1)
		if c := p.take(); c.kind != ')' {
			p.fail(c, ")")
		}
		return e
	default:
		p.fail(t, "an operand")
		return nil
	}
}

// names is a visitor that collects.
type names struct {
	vars  map[string][]Pos
	calls int
}

func (n *names) Num(*Num)   {}
func (n *names) Var(v *Var) { n.vars[v.Name] = append(n.vars[v.Name], v.Pos()) }
func (n *names) Op(o *Op)   { o.X.Accept(n); o.Y.Accept(n) }
func (n *names) Call(c *Call) {
	n.calls++
	for _, a := range c.Args {
		a.Accept(n)
	}
}

type Env map[string]float64

var functions = map[string]func(...float64) (float64, error){
	"sqrt": func(xs ...float64) (float64, error) {
		if len(xs) != 1 {
			return 0, fmt.Errorf("sqrt of %d values", len(xs))
		}
		return math.Sqrt(xs[0]), nil
	},
	"max": func(xs ...float64) (m float64, err error) {
		m = math.Inf(-1)
		for _, x := range xs {
			m = max(m, x)
		}
		return m, nil
	},
}

func Eval(e Expr, env Env) (float64, error) {
	switch e := e.(type) {
	case *Num:
		return e.Value, nil
	case *Var:
		if v, ok := env[e.Name]; ok {
			return v, nil
		}
		return 0, fmt.Errorf("at %d: %s has no value", e.Pos(), e.Name)
	case *Call:
		f, ok := functions[e.Name]
		if !ok {
			return 0, fmt.Errorf("at %d: no function %s", e.pos, e.Name)
		}
		var args []float64
		for _, a := range e.Args {
			v, err := Eval(a, env)
			if err != nil {
				return 0, err
			}
			args = append(args, v)
		}
		return f(args...)
	case *Op:
		x, errX := Eval(e.X, env)
		y, errY := Eval(e.Y, env)
		if err := errors.Join(errX, errY); err != nil {
			return 0, err
		}
		return map[rune]func(x, y float64) float64{
			'+': func(x, y float64) float64 { return x + y },
			'-': func(x, y float64) float64 { return x - y },
			'*': func(x, y float64) float64 { return x * y },
			'/': func(x, y float64) float64 { return x / y },
			'^': math.Pow,
		}[e.Sign](x, y), nil
	}
	panic(fmt.Sprintf("no such expression: %T", e))
}

// Fold computes what is constant.
func Fold(e Expr) Expr {
	o, ok := e.(*Op)
	if !ok {
		return e
	}
	folded := &Op{o.at, o.Sign, Fold(o.X), Fold(o.Y)}
	_, xConstant := folded.X.(*Num)
	_, yConstant := folded.Y.(*Num)
	if xConstant && yConstant {
		if v, err := Eval(folded, nil); err == nil {
			return &Num{o.at, v}
		}
	}
	return folded
}

func main() {
	env := Env{"x": 3, "π": math.Pi}
	for _, text := range []string{
		"1 + 2*x", "2^3^2 - 1", "(1+2)*(3+4)/x", "-x^2", "sqrt(16) + max(1, x, 2)", "2*π*x",
		"1 +", "(1", "a + b*a", "1 $ 2", "f(1)", "sqrt()", "1.2.3", "max(1 2)",
	} {
		e, err := Parse(text)
		var syntax *SyntaxError
		if errors.As(err, &syntax) {
			fmt.Printf("%-24s %v\n%*s^\n", text, err, int(syntax.Pos)+1-1, "")
			continue
		}
		v, err := Eval(e, env)
		n := &names{vars: map[string][]Pos{}}
		e.Accept(n)
		var list []string
		for name, where := range n.vars {
			list = append(list, fmt.Sprint(name, where))
		}
		sort.Strings(list)
		fmt.Printf("%-24s %v = %.6g %q calls %d %v\n", text, Fold(e), v, err, n.calls, list)
	}
}
