//go:build !nohooks

package hooks

import (
	"reflect"
	"time"
)

// Channel operations that end when the goroutine's cell is stopped: the cell
// of the goroutine, not of the code. An operation that can be done at once
// costs what it costs in yaegi.

// visitChannel replaces the generators of channel operations.
func (b *builder) visitChannel(n *node, _, gen string) {
	switch gen {
	case "recv":
		b.at(n).gen = generateReceive
	case "recv2":
		b.at(n).gen = generateReceiveOK
	case "send":
		b.at(n).gen = generateSend
	case "rangeChan":
		b.at(n).gen = generateRangeChan
	case "_select":
		b.at(n).gen = generateSelect
	case "_recover":
		b.at(n).gen = generateRecover
	case "_panic":
		b.at(n).gen = generatePanic
	}
}

// channelOps are the operations on channels of one type. They end the goroutine
// when its cell is stopped.
type channelOps struct {
	receive func(c reflect.Value) (v reflect.Value, ok bool)
	send    func(c, v reflect.Value)
}

// opsOf is how to operate on the channel that n evaluates to.
func opsOf(n *node) channelOps {
	if t := typeOf(n.typ); t != nil {
		if o, ok := quickOps[t]; ok {
			return o
		}
	}
	return channelOps{receive, send}
}

// quickOps are for channels of the types that most channels have: a select of
// the language is several times as quick as one through reflection.
var quickOps = map[reflect.Type]channelOps{}

func init() {
	addQuick[int]()
	addQuick[int64]()
	addQuick[byte]()
	addQuick[rune]()
	addQuick[bool]()
	addQuick[float64]()
	addQuick[string]()
	addQuick[struct{}]()
	addQuick[time.Time]()
	addQuick[error]()
	addQuick[any]()
}

func addQuick[T any]() {
	o := channelOps{quickReceive[T], quickSend[T]}
	quickOps[reflect.TypeFor[chan T]()] = o
	quickOps[reflect.TypeFor[<-chan T]()] = o
	quickOps[reflect.TypeFor[chan<- T]()] = o
}

func quickReceive[T any](c reflect.Value) (reflect.Value, bool) {
	var from <-chan T
	switch x := c.Interface().(type) {
	case chan T:
		from = x
	case <-chan T:
		from = x
	default:
		return receive(c) // a named type
	}
	v, ok := new(T), false
	select {
	case *v, ok = <-from:
	default:
		select {
		case *v, ok = <-from:
		case <-Done():
			stopped()
		}
	}
	return reflect.ValueOf(v).Elem(), ok
}

func quickSend[T any](c, v reflect.Value) {
	var to chan<- T
	switch x := c.Interface().(type) {
	case chan T:
		to = x
	case chan<- T:
		to = x
	}
	x, ok := reflect.TypeAssert[T](v)
	if !ok || to == nil {
		send(c, v)
		return
	}
	select {
	case to <- x:
	default:
		select {
		case to <- x:
		case <-Done():
			stopped()
		}
	}
}

// receive is <-c for any channel.
func receive(c reflect.Value) (v reflect.Value, ok bool) {
	if v, ok = c.TryRecv(); v.IsValid() {
		return v, ok
	}
	which, v, ok := reflect.Select([]reflect.SelectCase{doneCase(), {Dir: reflect.SelectRecv, Chan: c}})
	if which == 0 {
		stopped()
	}
	return v, ok
}

// send is c <- v for any channel.
func send(c, v reflect.Value) {
	if c.TrySend(v) {
		return
	}
	which, _, _ := reflect.Select([]reflect.SelectCase{doneCase(), {Dir: reflect.SelectSend, Chan: c, Send: v}})
	if which == 0 {
		stopped()
	}
}

// doneCase is the case of a select that says that the goroutine is to stop.
func doneCase() reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(Done())}
}

// destination makes the function that gives a received value to what is
// assigned to; define says that it is a new variable each time.
func destination(dest *node, define bool) func(*frame, reflect.Value) {
	if dest == nil || dest.ident == "_" {
		return func(*frame, reflect.Value) {}
	}
	if define && !dest.redeclared {
		slot, level := dest.findex, dest.level
		return func(f *frame, v reflect.Value) {
			owner := slotOwner(f, level)
			owner.data[slot] = received(owner.data[slot].Type(), v)
		}
	}
	value := genValue(dest)
	return func(f *frame, v reflect.Value) { value(f).Set(v) }
}

// received is the variable with a value that was received: the one that receive
// made, if it fits.
func received(t reflect.Type, v reflect.Value) reflect.Value {
	if v.CanAddr() && v.Type() == t {
		return v
	}
	return fresh(t, v)
}

// fresh is a new variable with the value v.
func fresh(t reflect.Type, v reflect.Value) reflect.Value {
	n := reflect.New(t).Elem()
	n.Set(v)
	return n
}

func generateReceive(n *node) bool {
	channel, o := genValue(n.child[0]), opsOf(n.child[0])
	next, otherwise := getExec(n.tnext), getExec(n.fnext)
	set := receiveDestination(n)
	branches := n.fnext != nil
	n.exec = func(f *frame) step {
		v, _ := o.receive(channel(f))
		set(f, v)
		if branches && !v.Bool() {
			return otherwise
		}
		return next
	}
	return true
}

// receiveDestination is where the value of <-c goes: a variable when that is
// all that a statement assigns to it, else a slot of its own.
func receiveDestination(n *node) func(*frame, reflect.Value) {
	a := n.anc
	if k := kindName(a.kind); (k == "defineStmt" || k == "assignStmt" || k == "valueSpec") && generator(a) == "nop" {
		first := len(a.child) - a.nright
		for i := range a.nleft {
			if a.nright > 0 && a.child[first+i] == n {
				return destination(a.child[i], k != "assignStmt")
			}
		}
	}
	slot, level := n.findex, n.level
	if slot < 0 {
		return func(*frame, reflect.Value) {}
	}
	return func(f *frame, v reflect.Value) {
		owner := slotOwner(f, level)
		owner.data[slot] = received(owner.data[slot].Type(), v)
	}
}

func generateReceiveOK(n *node) bool {
	channel, o := genValue(n.child[0]), opsOf(n.child[0])
	define := kindName(n.anc.kind) == "defineXStmt"
	set, setOK := destination(n.anc.child[0], define), destination(n.anc.child[1], define)
	next := getExec(n.tnext)
	n.exec = func(f *frame) step {
		v, ok := o.receive(channel(f))
		set(f, v)
		setOK(f, reflect.ValueOf(ok))
		return next
	}
	return true
}

func generateSend(n *node) bool {
	channel, o := genValue(n.child[0]), opsOf(n.child[0])
	value := sentValue(n)
	next := getExec(n.tnext)
	n.exec = func(f *frame) step {
		o.send(channel(f), value(f))
		return next
	}
	return true
}

// sentValue is the accessor of the value that the send statement n sends.
func sentValue(n *node) accessor {
	return genDestValue(elementType(n.child[0].typ), n.child[1])
}

// elementType is the type of what a channel of type t carries. The channel's
// type does not hold one when it is a compiled type.
func elementType(t *itype) *itype {
	if t.val != nil {
		return t.val
	}
	return valueTOf(typeOf(t).Elem())
}

func generateRangeChan(n *node) bool {
	slot := n.child[0].findex
	channel, o := genValue(n.child[1]), opsOf(n.child[1])
	next, end := getExec(n.tnext), getExec(n.fnext)
	n.exec = func(f *frame) step {
		v, ok := o.receive(channel(f))
		if !ok {
			return end
		}
		f.data[slot].Set(v)
		return next
	}
	return true
}

// clause is one case of a select.
type clause struct {
	dir        reflect.SelectDir
	operand    step // computes the channel, if nothing before the select does
	channel    func(*frame) reflect.Value
	value      func(*frame) reflect.Value  // to send
	set, setOK func(*frame, reflect.Value) // what was received
	body       step
}

// mendSelect wires the operands of a select. yaegi has them computed before it,
// but leaves out the channel of "v, ok := <-c", which here is computed by the
// select, and what the value of a send is made of.
func mendSelect(n *node) {
	if kindName(n.kind) != "commClause" {
		return
	}
	switch c := n.child[0]; {
	case kindName(c.kind) == "sendStmt":
		c.child[0].tnext = c.child[1].start
	case !computedBefore(c):
		findReceive(c).child[0].tnext = nil
	}
}

// computedBefore reports whether the channel that the case n receives from is
// computed on the way to the select.
func computedBefore(n *node) bool {
	switch kindName(n.kind) {
	case "defineStmt", "assignStmt":
		return true
	case "exprStmt":
		return len(n.child) == 1 && generator(n.child[0]) == "recv"
	}
	return false
}

// generateSelect makes a select whose cases are each goroutine's own: yaegi
// keeps them in the step, which goroutines share.
func generateSelect(n *node) bool {
	if n.exec == nil {
		// A case may lead back here while its steps are generated.
		n.exec = func(f *frame) step { return n.exec(f) }
	}
	end := getExec(n.tnext)
	clauses := make([]clause, len(n.child))
	blocks := true
	for k, c := range n.child {
		clauses[k] = newClause(c, end)
		blocks = blocks && clauses[k].dir != reflect.SelectDefault
	}
	n.exec = func(f *frame) step {
		cases := make([]reflect.SelectCase, len(clauses), len(clauses)+1)
		for k := range clauses {
			cases[k] = clauses[k].selectCase(f)
		}
		if blocks {
			cases = append(cases, doneCase())
		}
		which, v, ok := reflect.Select(cases)
		if which == len(clauses) {
			stopped()
		}
		c := &clauses[which]
		if c.dir == reflect.SelectRecv {
			c.set(f, v)
			c.setOK(f, reflect.ValueOf(ok))
		}
		return c.body
	}
	return true
}

func (c *clause) selectCase(f *frame) reflect.SelectCase {
	s := reflect.SelectCase{Dir: c.dir}
	for operand := c.operand; operand != nil; {
		operand = operand(f)
	}
	if c.channel != nil {
		s.Chan = c.channel(f)
	}
	if c.value != nil {
		s.Send = c.value(f)
	}
	return s
}

func newClause(n *node, end step) clause {
	none := func(*frame, reflect.Value) {}
	c := clause{dir: reflect.SelectDefault, set: none, setOK: none, body: end}
	body := n.child
	if kindName(n.kind) != "commClauseDefault" {
		c.communicate(n.child[0])
		body = n.child[1:]
	}
	if len(body) > 0 {
		c.body = getExec(body[0].start) // nil for a return
	}
	return c
}

// communicate reads the channel operation of a case.
func (c *clause) communicate(n *node) {
	if kindName(n.kind) == "sendStmt" {
		c.dir = reflect.SelectSend
		c.channel = genValue(n.child[0])
		c.value = sentValue(n)
		return
	}
	c.dir = reflect.SelectRecv
	recv := findReceive(n)
	if !computedBefore(n) && generator(recv.child[0]) != "nop" {
		c.operand = getExec(recv.child[0].start)
	}
	c.channel = genValue(recv.child[0])
	switch k := kindName(n.kind); k {
	case "defineStmt", "assignStmt":
		c.set = destination(n.child[0], k == "defineStmt")
	case "defineXStmt", "assignXStmt":
		c.set = destination(n.child[0], k == "defineXStmt")
		c.setOK = destination(n.child[1], k == "defineXStmt")
	}
}

// findReceive is the <-c in a case.
func findReceive(n *node) *node {
	if generator(n) == "recv" || generator(n) == "recv2" || kindName(n.kind) == "unaryExpr" {
		return n
	}
	for k := len(n.child) - 1; k >= 0; k-- {
		if r := findReceive(n.child[k]); r != nil {
			return r
		}
	}
	return nil
}
