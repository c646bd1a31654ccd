package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeDefaults(t *testing.T) {
	stop := 7
	for _, c := range []struct {
		content string
		into    any
		want    any
	}{
		{`{"code":"x"}`, &ExecuteRequest{}, &ExecuteRequest{Code: "x", StoreHistory: true, StopOnError: true}},
		{`{"code":"x","silent":true}`, &ExecuteRequest{}, &ExecuteRequest{Code: "x", Silent: true, StopOnError: true}},
		{`{"code":"x","silent":true,"store_history":true}`, &ExecuteRequest{}, &ExecuteRequest{Code: "x", Silent: true, StopOnError: true}},
		{`{"code":"","store_history":false,"stop_on_error":false,"allow_stdin":true,"user_expressions":{"a":"b"},"extra":[]}`,
			&ExecuteRequest{}, &ExecuteRequest{AllowStdin: true, UserExpressions: map[string]string{"a": "b"}}},
		{`{"code":"x","store_history":null,"stop_on_error":null,"user_expressions":null}`, &ExecuteRequest{},
			&ExecuteRequest{Code: "x", StoreHistory: true, StopOnError: true}},
		{`{"code":"é世😀"}`, &CompleteRequest{}, &CompleteRequest{Code: "é世😀", CursorPos: 3}},
		{`{"code":"abc","cursor_pos":99}`, &CompleteRequest{}, &CompleteRequest{Code: "abc", CursorPos: 3}},
		{`{"code":"abc","cursor_pos":-1}`, &CompleteRequest{}, &CompleteRequest{Code: "abc"}},
		{`{"code":"abc","cursor_pos":null}`, &InspectRequest{}, &InspectRequest{Code: "abc", CursorPos: 3}},
		{`{"code":"abc","cursor_pos":1,"detail_level":1}`, &InspectRequest{}, &InspectRequest{Code: "abc", CursorPos: 1, DetailLevel: 1}},
		{`{"hist_access_type":"range","session":-1,"start":2,"stop":7,"raw":true}`, &HistoryRequest{},
			&HistoryRequest{HistAccessType: "range", Session: -1, Start: 2, Stop: &stop, Raw: true}},
		{`{"target_name":null}`, &CommInfoRequest{}, &CommInfoRequest{}},
		{`{}`, &ShutdownRequest{}, &ShutdownRequest{}},
		{``, &ShutdownRequest{}, &ShutdownRequest{}},
		{`{"comm_id":"c","target_name":"t","data":{"a":1}}`, &CommOpen{}, &CommOpen{CommID: "c", TargetName: "t", Data: []byte(`{"a":1}`)}},
	} {
		m := &Message{Content: []byte(c.content)}
		if err := m.Decode(c.into); err != nil {
			t.Errorf("%s: %v", c.content, err)
			continue
		}
		if diff := cmp.Diff(c.want, c.into); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.content, diff)
		}
	}
}

func TestDecodeErrorsNameTheField(t *testing.T) {
	for _, c := range []struct {
		content string
		into    any
		want    string
	}{
		{`{}`, &ExecuteRequest{}, `execute_request: field "code" is missing`},
		{`{"code":null}`, &ExecuteRequest{}, `field "code" is missing`},
		{`{"code":7}`, &ExecuteRequest{}, `field "code" is a JSON number, expected a string`},
		{`{"code":"x","silent":"yes"}`, &ExecuteRequest{}, `field "silent" is a JSON string, expected true or false`},
		{`{"code":"x","user_expressions":{"a":1}}`, &ExecuteRequest{}, `field "user_expressions" is a JSON number`},
		{`{"code":"x","cursor_pos":"end"}`, &CompleteRequest{}, `field "cursor_pos" is a JSON string, expected a whole number`},
		{`{"code":"x","cursor_pos":1.5}`, &CompleteRequest{}, `field "cursor_pos"`},
		{`{"hist_access_type":"range","stop":"x"}`, &HistoryRequest{}, `field "stop" is a JSON string, expected a whole number`},
		{`{"target_name":"t"}`, &CommOpen{}, `field "comm_id" is missing`},
		{`[]`, &ShutdownRequest{}, `content is no JSON object`},
	} {
		m := &Message{Header: Header{MsgType: "execute_request"}, Content: []byte(c.content)}
		err := m.Decode(c.into)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, expected one with %q", c.content, err, c.want)
		}
	}
}

func TestContentsAreNeverNull(t *testing.T) {
	for _, content := range []any{
		Failure{Status: "error"}, ExecuteReply{}, ExecuteFailure{}, ExecuteAborted{}, CompleteReply{}, InspectReply{}, IsCompleteReply{},
		HistoryReply{}, CommInfoReply{}, ConnectReply{}, KernelInfoReply{}, ShutdownReply{}, InputRequest{}, Status{}, ExecuteInput{},
		Stream{}, DisplayData{}, ExecuteResult{}, ClearOutput{}, CommOpen{}, CommMsg{}, Welcome{},
	} {
		b, err := Marshal(content)
		if err != nil || strings.Contains(string(b), "null") {
			t.Errorf("%T is written as %s, %v", content, b, err)
		}
	}
	b, _ := Marshal(ExecuteFailure{Failure: Failure{Status: "error", EName: "panic"}, ExecutionCount: 3})
	const want = `{"status":"error","ename":"panic","evalue":"","traceback":[],"execution_count":3,"user_expressions":{},"payload":[]}`
	if string(b) != want {
		t.Errorf("execute_reply of a failure is\n%s, expected\n%s", b, want)
	}
}
