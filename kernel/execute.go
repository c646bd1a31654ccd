package kernel

import (
	"context"
	"time"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "execute_request", lane: ordered, long: true, handle: execute})
}

// executeMetadata is the metadata of an execute_reply. JupyterLab stores
// started with the cell when asked to record timing.
type executeMetadata struct {
	Started         string `json:"started"`
	DependenciesMet bool   `json:"dependencies_met"`
	Engine          string `json:"engine"`
	Status          string `json:"status"`
}

// execute answers execute_request: it runs a cell.
//
// Order on iopub: execute_input, what the cell prints and shows, its error or
// its result, notes; then the reply on shell. Silent requests get no
// execute_input and no execute_result, do not count and are not remembered;
// what they print, show, and their error is published, as ipykernel does.
func execute(ctx context.Context, k *kernel, r *request) (any, error) {
	if r.channel.name != "shell" {
		return nil, &replyError{errorRequest, "execute_request is answered on shell only, this one came on " + r.channel.name}
	}
	metadata := &executeMetadata{Started: wire.FormatDate(time.Now()), DependenciesMet: true, Engine: k.session.ID(), Status: "ok"}
	r.replyMetadata = metadata
	if r.aborted {
		metadata.Status = "aborted"
		return wire.ExecuteAborted{Status: "aborted", ExecutionCount: k.executionCount()}, nil
	}
	var q wire.ExecuteRequest
	if err := r.message.Decode(&q); err != nil {
		metadata.Status = "error"
		k.iopub.publish(r.parent, "error", iopubError(failure(err)))
		return nil, err
	}
	number, result := k.runCell(ctx, r, &q)
	k.publishResult(r, &q, number, &result)
	k.iopub.barrier(r.parent)
	if result.Error == nil {
		return executeReply(number, &result), nil
	}
	metadata.Status = "error"
	if q.StopOnError && !q.Silent {
		k.shell.abort(k.ctx)
	}
	return executeFailure(number, cellFailure(result.Error)), nil
}

// executionCount is the number of the latest cell that was counted.
func (k *kernel) executionCount() int { return int(k.count.Load()) }

// runCell counts the cell, shows its code to all clients, remembers it, and
// evaluates it.
func (k *kernel) runCell(ctx context.Context, r *request, q *wire.ExecuteRequest) (number int, result evaluator.Result) {
	if q.StoreHistory {
		k.count.Add(1)
	}
	number = k.executionCount()
	if !q.Silent {
		k.iopub.publish(r.parent, "execute_input", wire.ExecuteInput{Code: q.Code, ExecutionCount: number})
	}
	if q.StoreHistory {
		k.history.add(number, q.Code)
	}
	id := k.cells.begin(r.parent)
	defer k.cells.end()
	k.stdin.begin(id, r.parent, q.AllowStdin)
	defer k.stdin.end()
	if q.AllowStdin {
		k.iopub.expectInput(r.parent)
		defer k.iopub.expectInput(nil)
	}
	result = k.evaluator.Execute(ctx, evaluator.Cell{
		ID:          id,
		Number:      number,
		Code:        q.Code,
		Silent:      q.Silent,
		AllowInput:  q.AllowStdin,
		Expressions: q.UserExpressions,
	})
	return number, result
}

// publishResult publishes what a cell leaves behind at its end. An error is
// exactly one message, and nothing about it goes to stderr: graders count that.
func (k *kernel) publishResult(r *request, q *wire.ExecuteRequest, number int, result *evaluator.Result) {
	if result.Error != nil {
		k.iopub.publish(r.parent, "error", iopubError(cellFailure(result.Error)))
	} else if result.Value != nil {
		b := k.bundle(*result.Value)
		if !q.Silent {
			k.iopub.publish(r.parent, "execute_result", wire.ExecuteResult{ExecutionCount: number, Data: b.Data, Metadata: b.Metadata})
		}
		if text, ok := b.Data["text/plain"].(string); ok && q.StoreHistory {
			k.history.setOutput(number, text)
		}
	}
	if result.Notes != nil {
		b := k.bundle(*result.Notes)
		k.iopub.publish(r.parent, "display_data", wire.DisplayData{Data: b.Data, Metadata: b.Metadata})
	}
}

// bundle makes the protocol's form of a display and logs what it leaves out.
func (k *kernel) bundle(d evaluator.Display) bundle {
	b, dropped := newBundle(d)
	for _, key := range dropped {
		k.log.printf("a display has the key %q, which is no MIME type; left out", key)
	}
	return b
}

func executeReply(number int, result *evaluator.Result) wire.ExecuteReply {
	reply := wire.ExecuteReply{Status: "ok", ExecutionCount: number, UserExpressions: map[string]any{}, Payload: []any{}}
	for name, e := range result.Expressions {
		reply.UserExpressions[name] = userExpression(e)
	}
	for _, p := range result.Payload {
		reply.Payload = append(reply.Payload, p)
	}
	return reply
}

// userExpression is the reply to one expression. Its error is its own affair:
// the cell has succeeded.
func userExpression(e evaluator.Expression) any {
	switch {
	case e.Error != nil:
		return cellFailure(e.Error)
	case e.Display == nil:
		return cellFailure(&evaluator.CellError{Name: evaluator.ErrorInternal, Value: "the expression was not evaluated"})
	}
	b, _ := newBundle(*e.Display)
	return struct {
		Status string `json:"status"`
		bundle
	}{"ok", b}
}

func executeFailure(number int, f wire.Failure) wire.ExecuteFailure {
	return wire.ExecuteFailure{Failure: f, ExecutionCount: number, UserExpressions: map[string]any{}, Payload: []any{}}
}

// cellFailure completes what front ends insist on: a name and a traceback.
func cellFailure(e *evaluator.CellError) wire.Failure {
	f := wire.Failure{Status: "error", EName: e.Name, EValue: e.Value, Traceback: e.Traceback}
	if f.EName == "" {
		f.EName = evaluator.ErrorInternal
	}
	if len(f.Traceback) == 0 {
		f.Traceback = []string{f.EName + ": " + f.EValue}
	}
	return f
}

// iopubError is the same failure as iopub has it: without a status.
func iopubError(f wire.Failure) wire.Failure {
	f.Status = ""
	return f
}
