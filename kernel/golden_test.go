package kernel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"interleave/kernel/kerneltest"
)

// Where we differ from ipykernel 6.17 on purpose: fields of a content that we
// have and it has not, and fields that only it has.
var (
	ourFields = map[string][]string{
		"kernel_info_reply":     {"debugger", "supported_features"}, // protocol 5.5
		"execute_reply aborted": {"execution_count"},                // the protocol demands it in every execute_reply
		"interrupt_reply":       {"status"},                         // as ipykernel 7
	}
	theirFields = map[string][]string{
		"execute_reply error": {"engine_info"}, // of ipyparallel
	}
	// ourStatus are replies whose status differs: ipykernel 6.17 sends none.
	ourStatus = map[string]string{"interrupt_reply": "-"}
)

// TestSameAnswersAsIPykernel replays the requests of a recording of ipykernel
// and compares what comes, message by message and field by field.
func TestSameAnswersAsIPykernel(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/golden/ipykernel-6.17.txtar")
	if err != nil {
		t.Fatal(err)
	}
	f := kerneltest.Start(t).Connect()
	seen := map[string]bool{} // msg_id of what earlier parts accounted for
	for _, part := range archive.Files {
		var golden []string
		for _, line := range strings.Split(strings.TrimSpace(string(part.Data)), "\n") {
			if strings.HasPrefix(line, "<") {
				golden = append(golden, strings.TrimPrefix(line, "< "))
				continue
			}
			if strings.HasPrefix(line, "> stdin") {
				f.Until("a question", func(all []kerneltest.Message) bool {
					return slices.ContainsFunc(all, func(m kerneltest.Message) bool { return m.Channel == "stdin" })
				})
			}
			f.SendLine(line)
		}
		var came []kerneltest.Message
		f.Until(fmt.Sprintf("%d messages of %s", len(golden), part.Name), func(all []kerneltest.Message) bool {
			came = nil
			for _, m := range all {
				if !seen[m.Header.MsgID] && m.ParentID != "" {
					came = append(came, m)
				}
			}
			return len(came) >= len(golden)
		})
		for _, m := range came {
			seen[m.Header.MsgID] = true
		}
		if diff := cmp.Diff(inSequences(golden), inSequences(summaries(came))); diff != "" {
			t.Errorf("%s (-ipykernel +interleave):\n%s", part.Name, diff)
		}
	}
}

// summaries writes messages as the recording has them, without the
// differences that are on purpose.
func summaries(messages []kerneltest.Message) []string {
	var lines []string
	for _, m := range messages {
		status := "-"
		for _, field := range []string{"execution_state", "status"} {
			if s := m.Text(field); s != "" {
				status = s
			}
		}
		fields := []string{}
		for name := range m.Fields {
			if !slices.Contains(ourFields[m.Header.MsgType], name) && !slices.Contains(ourFields[m.Header.MsgType+" "+status], name) {
				fields = append(fields, name)
			}
		}
		fields = append(fields, theirFields[m.Header.MsgType+" "+status]...)
		slices.Sort(fields)
		if s, ok := ourStatus[m.Header.MsgType]; ok {
			status = s
		}
		if len(fields) == 0 {
			fields = []string{"-"}
		}
		lines = append(lines, strings.Join([]string{m.Channel, m.Header.MsgType, m.ParentHeader().MsgType, status, strings.Join(fields, ",")}, " "))
	}
	return lines
}

// inSequences groups lines by channel and request: between these the order is
// left to chance.
func inSequences(lines []string) map[string][]string {
	sequences := map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		key := words[0] + " " + words[2]
		sequences[key] = append(sequences[key], line)
	}
	return sequences
}
