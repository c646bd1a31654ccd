package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func testSigner(t testing.TB, scheme, key string) signer {
	t.Helper()
	s, err := newSigner(scheme, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testMessage(t testing.TB, content any) *Message {
	t.Helper()
	m, err := NewSession("tester").New("execute_request", nil, content)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMessageSurvivesItsFrames(t *testing.T) {
	for _, scheme := range append(Schemes(), "") {
		for _, key := range []string{"", "secret"} {
			t.Run(scheme+"/"+key, func(t *testing.T) {
				m := testMessage(t, map[string]any{"code": "1+1 < 2 && \"é\""})
				m.Identities = [][]byte{[]byte("a"), {}, []byte("b")}
				m.Metadata = []byte(`{"x": 1}`)
				m.Buffers = [][]byte{{0, 1, 2}, {}}
				i := &inspector{signer: testSigner(t, scheme, key)}
				got, err := i.open(m.frames(i.signer))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(m, got); diff != "" {
					t.Errorf("message changed on its way (-sent +received):\n%s", diff)
				}
			})
		}
	}
}

func TestSignatureIsThatOfTheProtocol(t *testing.T) {
	m := testMessage(t, nil)
	frames := m.frames(testSigner(t, "hmac-sha256", "k"))
	mac := hmac.New(sha256.New, []byte("k"))
	mac.Write(bytes.Join(frames[2:6], nil))
	if want := hex.EncodeToString(mac.Sum(nil)); string(frames[1]) != want {
		t.Errorf("signature is %s, expected the lower-case hex HMAC of the four parts, %s", frames[1], want)
	}
	unsigned := m.frames(testSigner(t, "", ""))
	if len(unsigned[1]) != 0 {
		t.Errorf("without a key the signature is %q, expected an empty frame", unsigned[1])
	}
}

func TestUnknownSchemeIsNamed(t *testing.T) {
	for _, scheme := range []string{"hmac-crc32", "sha256", "HMAC-SHA256", "hmac-"} {
		_, err := newSigner(scheme, "")
		if err == nil || !strings.Contains(err.Error(), scheme) || !strings.Contains(err.Error(), "hmac-sha256") {
			t.Errorf("scheme %q: error is %v, expected it named beside the known ones", scheme, err)
		}
	}
}

func TestRefusedMessages(t *testing.T) {
	sign := testSigner(t, "", "secret")
	good := testMessage(t, nil).frames(sign)
	signed := func(header, parent, metadata, content string) [][]byte {
		parts := [][]byte{[]byte(header), []byte(parent), []byte(metadata), []byte(content)}
		return append([][]byte{delimiter, sign.sign(parts)}, parts...)
	}
	const header = `{"msg_id":"1","msg_type":"x"}`
	with := func(i int, frame string) [][]byte {
		frames := append([][]byte(nil), good...)
		frames[i] = []byte(frame)
		return frames
	}
	for name, c := range map[string]struct {
		frames [][]byte
		want   string
	}{
		"nothing":             {nil, "no \"<IDS|MSG>\""},
		"no delimiter":        {good[1:], "no \"<IDS|MSG>\""},
		"cut after delimiter": {good[:1], "too few frames"},
		"four frames":         {good[:5], "too few frames"},
		"empty signature":     {with(1, ""), "signature does not match"},
		"wrong signature":     {with(1, strings.Repeat("0", 64)), "signature does not match"},
		"upper-case":          {with(1, strings.ToUpper(string(good[1]))), "signature does not match"},
		"changed content":     {with(5, `{"code":"rm"}`), "signature does not match"},
		"changed parent":      {with(3, `{"a":1}`), "signature does not match"},
		"header no JSON":      {signed("{", "{}", "{}", "{}"), "header: not valid JSON"},
		"header a list":       {signed("[]", "{}", "{}", "{}"), "header: starts with '['"},
		"header null":         {signed("null", "{}", "{}", "{}"), "header: starts with 'n'"},
		"no msg_type":         {signed(`{"msg_id":"1"}`, "{}", "{}", "{}"), "msg_type is missing"},
		"msg_type a number":   {signed(`{"msg_id":"1","msg_type":7}`, "{}", "{}", "{}"), "msg_type is missing or no string"},
		"no msg_id":           {signed(`{"msg_type":"x"}`, "{}", "{}", "{}"), "msg_id is missing"},
		"parent empty":        {signed(header, "", "{}", "{}"), "parent_header: empty"},
		"metadata a string":   {signed(header, "{}", `"x"`, "{}"), "metadata: starts with"},
		"content a number":    {signed(header, "{}", "{}", "12"), "content: starts with '1'"},
		"content cut":         {signed(header, "{}", "{}", `{"a":`), "content: not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := (&inspector{signer: sign}).open(c.frames)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got message %v and error %v, expected an error with %q", m, err, c.want)
			}
		})
	}
}

func TestOddHeadersAreTaken(t *testing.T) {
	for _, header := range []string{
		`{"msg_id":"1","msg_type":"x","username":null,"date":12,"version":5.3,"session":["s"],"subshell_id":null,"more":{}}`,
		` {"msg_id":"1","msg_type":"x"} `,
	} {
		frames := [][]byte{delimiter, {}, []byte(header), []byte("{}"), []byte("{}"), []byte("{}")}
		m, err := (&inspector{}).open(frames)
		if err != nil {
			t.Errorf("header %s: %v", header, err)
			continue
		}
		if m.Header.MsgID != "1" || m.Header.MsgType != "x" || string(m.HeaderJSON) != header {
			t.Errorf("header %s was read as %+v", header, m.Header)
		}
	}
}

func TestReplayIsRefused(t *testing.T) {
	for _, scheme := range Schemes() {
		i := &inspector{signer: testSigner(t, scheme, "secret")}
		frames := testMessage(t, nil).frames(i.signer)
		if _, err := i.open(frames); err != nil {
			t.Fatal(err)
		}
		if _, err := i.open(frames); !errors.Is(err, errReplay) {
			t.Errorf("%s: second receipt gives %v, expected %v", scheme, err, errReplay)
		}
	}
	unsigned := &inspector{}
	frames := testMessage(t, nil).frames(unsigned.signer)
	for range 2 {
		if _, err := unsigned.open(frames); err != nil {
			t.Errorf("without a key there is nothing to tell a replay by, yet: %v", err)
		}
	}
}

func TestReplayHistoryIsBounded(t *testing.T) {
	var h history
	signature := func(i int) []byte {
		sum := sha256.Sum256(fmt.Append(nil, i))
		return []byte(hex.EncodeToString(sum[:]))
	}
	for i := range historySize + 1 {
		if err := h.add(signature(i)); err != nil {
			t.Fatalf("signature %d: %v", i, err)
		}
	}
	if len(h.seen) != len(h.ring) || len(h.seen) > historySize || len(h.seen) < historySize-historyCull {
		t.Errorf("history has %d and %d entries, expected the last ones of %d", len(h.seen), len(h.ring), historySize)
	}
	if err := h.add(signature(historySize)); err == nil {
		t.Error("the newest signature is forgotten")
	}
	if err := h.add(signature(historyCull)); err == nil {
		t.Error("a signature that was not among the oldest tenth is forgotten")
	}
	if err := h.add(signature(0)); err != nil {
		t.Errorf("the oldest signature is still there after the cull: %v", err)
	}
}

func TestSessionMakesHeaders(t *testing.T) {
	s := NewSession("kernel")
	parent := testMessage(t, nil)
	parent.Identities = [][]byte{[]byte("client")}
	parent.HeaderJSON = []byte(`{"msg_id" : "1", "msg_type":"x" , "odd": [1, 2]}`)
	seen := map[string]bool{}
	for range 100 {
		m, err := s.New("execute_reply", parent, StatusReply{Status: "ok"})
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := json.Unmarshal(m.HeaderJSON, &raw); err != nil {
			t.Fatal(err)
		}
		if raw["session"] != s.ID() || raw["version"] != "5.5" || raw["username"] != "kernel" || raw["msg_type"] != "execute_reply" {
			t.Fatalf("header is %s", m.HeaderJSON)
		}
		if date := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`); !date.MatchString(m.Header.Date) {
			t.Fatalf("date is %q, expected ISO 8601 with six digits and a zone", m.Header.Date)
		}
		if seen[m.Header.MsgID] {
			t.Fatalf("msg_id %s was used twice", m.Header.MsgID)
		}
		seen[m.Header.MsgID] = true
		if !bytes.Equal(m.Parent, parent.HeaderJSON) {
			t.Fatalf("parent_header is %s, expected the request's bytes %s", m.Parent, parent.HeaderJSON)
		}
		if string(m.Identities[0]) != "client" {
			t.Fatalf("identities are %q", m.Identities)
		}
		if got := m.ParentHeader().MsgID; got != "1" {
			t.Fatalf("ParentHeader().MsgID is %q", got)
		}
	}
	m, err := s.New("status", nil, nil)
	if err != nil || string(m.Parent) != "{}" || string(m.Content) != "{}" || string(m.Metadata) != "{}" {
		t.Errorf("without parent and content: %+v, %v", m, err)
	}
	if _, err := s.New("status", nil, []int{1}); err == nil {
		t.Error("a list as content is no error")
	}
	if _, err := s.New("status", nil, map[string]any{"f": func() {}}); err == nil {
		t.Error("a function in a content is no error")
	}
}

func TestDateHasSixDigits(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 123456789, time.FixedZone("x", 3600))
	if got := FormatDate(at); got != "2026-07-01T11:00:00.123456Z" {
		t.Errorf("date is %s", got)
	}
	if got := FormatDate(at.Truncate(time.Second)); got != "2026-07-01T11:00:00.000000Z" {
		t.Errorf("date is %s", got)
	}
}

// FuzzFrames opens arbitrary frames: never a panic, and what is accepted has all parts.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("<IDS|MSG>"), []byte(""), []byte(`{"msg_id":"1","msg_type":"x"}`), []byte("{}"), 6)
	f.Add([]byte("id"), []byte("<IDS|MSG>"), []byte(`{"msg_id":"1"`), []byte("null"), 9)
	f.Add([]byte(""), []byte("<IDS|MSG>"), []byte(`[]`), []byte(`{"a":[[[`), 0)
	f.Add([]byte("<IDS|MSG>"), []byte("<IDS|MSG>"), []byte(`{"msg_id":"","msg_type":"x"}`), []byte(`{}`), 7)
	f.Fuzz(func(t *testing.T, a, b, c, d []byte, n int) {
		pool := [][]byte{a, b, c, d, d, d, a, b}
		frames := pool[:max(0, min(n, len(pool)))]
		for _, i := range []*inspector{{}, {signer: testSigner(t, "", "key")}} {
			m, err := i.open(frames)
			if err != nil {
				continue
			}
			if m.Header.MsgID == "" || m.Header.MsgType == "" {
				t.Errorf("accepted without msg_id or msg_type: %q", frames)
			}
			for _, part := range [][]byte{m.HeaderJSON, m.Parent, m.Metadata, m.Content} {
				var object map[string]any
				if json.Unmarshal(part, &object) != nil || object == nil {
					t.Errorf("accepted with the part %q, which is no object", part)
				}
			}
		}
	})
}

// FuzzHeader reads arbitrary headers under a right signature.
func FuzzHeader(f *testing.F) {
	for _, h := range []string{
		`{"msg_id":"1","msg_type":"x"}`, `{"msg_id":1,"msg_type":"x"}`, `{"MSG_ID":"1","msg_type":"x"}`, `{}`, `null`, ``,
		`{"msg_id":"1","msg_type":"x","date":"yesterday","session":{}}`, `{"msg_id":"\ud800","msg_type":"\u0000"}`,
	} {
		f.Add([]byte(h))
	}
	sign := testSigner(f, "", "key")
	f.Fuzz(func(t *testing.T, h []byte) {
		parts := [][]byte{h, []byte("{}"), []byte("{}"), []byte("{}")}
		m, err := (&inspector{signer: sign}).open(append([][]byte{delimiter, sign.sign(parts)}, parts...))
		if err != nil {
			return
		}
		reply, err := NewSession("").New("reply", m, nil)
		if err != nil || !bytes.Equal(reply.Parent, h) {
			t.Errorf("header %q came back as parent %q, %v", h, reply.Parent, err)
		}
	})
}
