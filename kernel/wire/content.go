package wire

import (
	"encoding/json"
	"unicode/utf8"
)

// The contents of the messages, in the order of the protocol's description. Field comments give only what the
// protocol's names do not say. Contents that are the empty object (kernel_info_request, interrupt_request, …) have no type.

// ExecuteRequest asks to run a cell. Defaults: store_history is the opposite of silent, stop_on_error true, the others
// false or empty. silent overrules store_history.
type ExecuteRequest struct {
	Code            string            `json:"code" wire:"required"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

func (r *ExecuteRequest) setDefaults() { r.StopOnError = true }

func (r *ExecuteRequest) complete(has func(string) bool) {
	if r.Silent {
		r.StoreHistory = false
	} else if !has("store_history") {
		r.StoreHistory = true
	}
}

// Failure is the content of any reply with status "error", of an iopub "error" (there without status), and of a user
// expression that failed. Status is "error", or empty to be left out.
type Failure struct {
	Status    string   `json:"status,omitempty"`
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// StatusReply is the content of replies that say nothing else.
type StatusReply struct {
	Status string `json:"status"`
}

// ExecuteReply answers an execute_request that went well.
type ExecuteReply struct {
	Status          string         `json:"status"`
	ExecutionCount  int            `json:"execution_count"`
	UserExpressions map[string]any `json:"user_expressions"`
	Payload         []any          `json:"payload"`
}

// ExecuteFailure answers an execute_request that ended in an error.
type ExecuteFailure struct {
	Failure
	ExecutionCount  int            `json:"execution_count"`
	UserExpressions map[string]any `json:"user_expressions"`
	Payload         []any          `json:"payload"`
}

// ExecuteAborted answers an execute_request that was not run because one before it failed.
type ExecuteAborted struct {
	Status         string `json:"status"` // "aborted"
	ExecutionCount int    `json:"execution_count"`
}

// CompleteRequest asks for completions. CursorPos counts code points; absent it is the end of the code, and it is moved
// into the code if it lies outside.
type CompleteRequest struct {
	Code      string `json:"code" wire:"required"`
	CursorPos int    `json:"cursor_pos"`
}

func (r *CompleteRequest) complete(has func(string) bool) {
	r.CursorPos = clampCursor(r.Code, r.CursorPos, has("cursor_pos"))
}

func clampCursor(code string, pos int, given bool) int {
	end := utf8.RuneCountInString(code)
	if !given {
		return end
	}
	return max(0, min(pos, end))
}

// CompleteReply lists completions of the code between the two cursors (code points).
type CompleteReply struct {
	Status      string         `json:"status"`
	Matches     []string       `json:"matches"`
	CursorStart int            `json:"cursor_start"`
	CursorEnd   int            `json:"cursor_end"`
	Metadata    map[string]any `json:"metadata"`
}

// InspectRequest asks what stands at the cursor; CursorPos as in CompleteRequest, DetailLevel 0 or 1.
type InspectRequest struct {
	Code        string `json:"code" wire:"required"`
	CursorPos   int    `json:"cursor_pos"`
	DetailLevel int    `json:"detail_level"`
}

func (r *InspectRequest) complete(has func(string) bool) {
	r.CursorPos = clampCursor(r.Code, r.CursorPos, has("cursor_pos"))
}

// InspectReply has data and metadata empty when nothing was found.
type InspectReply struct {
	Status   string         `json:"status"`
	Found    bool           `json:"found"`
	Data     map[string]any `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

// IsCompleteRequest asks whether a console should run the code or wait for more.
type IsCompleteRequest struct {
	Code string `json:"code" wire:"required"`
}

// IsCompleteReply has the status complete, incomplete, invalid or unknown; Indent goes with incomplete only.
type IsCompleteReply struct {
	Status string `json:"status"`
	Indent string `json:"indent,omitempty"`
}

// HistoryRequest asks for earlier inputs: HistAccessType is tail, range or search. Stop is nil for an open range.
type HistoryRequest struct {
	Output         bool   `json:"output"`
	Raw            bool   `json:"raw"`
	HistAccessType string `json:"hist_access_type" wire:"required"`
	Session        int    `json:"session"`
	Start          int    `json:"start"`
	Stop           *int   `json:"stop,omitempty"`
	N              int    `json:"n"`
	Pattern        string `json:"pattern"`
	Unique         bool   `json:"unique"`
}

// HistoryReply lists [session, line, input] or [session, line, [input, output]].
type HistoryReply struct {
	Status  string  `json:"status"`
	History [][]any `json:"history"`
}

// CommInfoRequest asks for the open comms; an empty TargetName asks for all.
type CommInfoRequest struct {
	TargetName string `json:"target_name,omitempty"`
}

// CommInfo tells of one comm.
type CommInfo struct {
	TargetName string `json:"target_name"`
}

// CommInfoReply maps comm ids.
type CommInfoReply struct {
	Status string              `json:"status"`
	Comms  map[string]CommInfo `json:"comms"`
}

// ConnectReply answers the deprecated connect_request.
type ConnectReply struct {
	Status      string `json:"status"`
	ShellPort   int    `json:"shell_port"`
	IOPubPort   int    `json:"iopub_port"`
	StdinPort   int    `json:"stdin_port"`
	HBPort      int    `json:"hb_port"`
	ControlPort int    `json:"control_port"`
}

// LanguageInfo describes the kernel's language to front ends.
type LanguageInfo struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	MIMEType          string `json:"mimetype"`
	FileExtension     string `json:"file_extension"` // with the dot
	PygmentsLexer     string `json:"pygments_lexer"`
	CodemirrorMode    string `json:"codemirror_mode"`
	NBConvertExporter string `json:"nbconvert_exporter"`
}

// HelpLink is an entry of a front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// KernelInfoReply describes the kernel.
type KernelInfoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          LanguageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	HelpLinks             []HelpLink   `json:"help_links"`
	Debugger              bool         `json:"debugger"`
	SupportedFeatures     []string     `json:"supported_features"`
}

// ShutdownRequest asks the kernel to end.
type ShutdownRequest struct {
	Restart bool `json:"restart"`
}

// ShutdownReply is sent on the channel of the request and, as a message of its own, on iopub.
type ShutdownReply struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

// InputRequest asks the client that sent the running cell for a line.
type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

// InputReply answers an InputRequest.
type InputReply struct {
	Value string `json:"value" wire:"required"`
}

// Status says what the kernel does: starting, busy or idle.
type Status struct {
	ExecutionState string `json:"execution_state"`
}

// ExecuteInput shows to all clients what is run.
type ExecuteInput struct {
	Code           string `json:"code"`
	ExecutionCount int    `json:"execution_count"`
}

// Stream is text on stdout or stderr.
type Stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Transient is what does not go into the notebook file.
type Transient struct {
	DisplayID string `json:"display_id,omitempty"`
}

// DisplayData is the content of display_data and update_display_data: a MIME bundle.
type DisplayData struct {
	Data      map[string]any `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	Transient Transient      `json:"transient"`
}

// ExecuteResult is the value of a cell.
type ExecuteResult struct {
	ExecutionCount int            `json:"execution_count"`
	Data           map[string]any `json:"data"`
	Metadata       map[string]any `json:"metadata"`
}

// ClearOutput removes the outputs of a cell, at once or when the next one comes.
type ClearOutput struct {
	Wait bool `json:"wait"`
}

// CommOpen opens a comm, in either direction.
type CommOpen struct {
	CommID     string          `json:"comm_id" wire:"required"`
	TargetName string          `json:"target_name" wire:"required"`
	Data       json.RawMessage `json:"data"`
}

// CommMsg is the content of comm_msg and comm_close.
type CommMsg struct {
	CommID string          `json:"comm_id" wire:"required"`
	Data   json.RawMessage `json:"data"`
}

// Welcome is the content of iopub_welcome.
type Welcome struct {
	Subscription string `json:"subscription"`
}
