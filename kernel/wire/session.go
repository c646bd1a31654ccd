package wire

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// Session makes messages: one value per process, used for all channels, because JupyterLab drops outputs when the session
// of one channel differs from that of another. It is safe for concurrent use.
type Session struct {
	id       string
	username string
	sent     atomic.Uint64
}

// NewSession returns a session with a fresh id.
func NewSession(username string) *Session {
	return &Session{id: uuid.NewString(), username: username}
}

// ID is the session's id, as it stands in every header.
func (s *Session) ID() string { return s.id }

// New makes a message of the session: fresh msg_id, the date of now, and parent's header as parent_header. The routing
// frames are parent's, so that an answer finds its way; on iopub replace them by the topic. parent may be nil. content is
// encoded by Marshal, must give a JSON object, and may be nil for an empty one.
func (s *Session) New(msgType string, parent *Message, content any) (*Message, error) {
	m := &Message{
		Header: Header{
			MsgID:    s.id + "_" + strconv.FormatUint(s.sent.Add(1), 10),
			Session:  s.id,
			Username: s.username,
			Date:     FormatDate(time.Now()),
			MsgType:  msgType,
			Version:  Version,
		},
		Parent:   emptyObject,
		Metadata: emptyObject,
		Content:  emptyObject,
	}
	var err error
	if m.HeaderJSON, err = Marshal(&m.Header); err != nil {
		return nil, fmt.Errorf("make %s: header: %w", msgType, err)
	}
	if parent != nil {
		m.Parent = parent.HeaderJSON
		m.Identities = parent.Identities
	}
	if content == nil {
		return m, nil
	}
	if m.Content, err = Marshal(content); err != nil {
		return nil, fmt.Errorf("make %s: content: %w", msgType, err)
	}
	if m.Content[0] != '{' {
		return nil, fmt.Errorf("make %s: content is %.20q, expected a JSON object", msgType, m.Content)
	}
	return m, nil
}

// dateLayout has six digits of a second: jupyter_client reads no more.
const dateLayout = "2006-01-02T15:04:05.000000Z07:00"

// FormatDate writes a date as headers and metadata have it, in UTC.
func FormatDate(t time.Time) string { return t.UTC().Format(dateLayout) }
