package kernel

import (
	"context"
	"slices"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "history_request", lane: overtaking, handle: history})
}

// historyTail is how many cells a tail request without n gets.
const historyTail = 10

// history answers history_request from the cells of this and earlier
// sessions. The request itself, silent cells and cells with store_history
// false are not in it. The flag raw is ignored: there is only one form.
func history(_ context.Context, k *kernel, r *request) (any, error) {
	q := wire.HistoryRequest{N: -1, Start: 1}
	if err := r.message.Decode(&q); err != nil {
		return nil, err
	}
	entries, session := k.history.entries()
	reply := wire.HistoryReply{Status: "ok", History: [][]any{}}
	for _, e := range selectHistory(entries, session, q) {
		var text any = e.input
		if q.Output {
			text = []any{e.input, e.output}
		}
		reply.History = append(reply.History, []any{e.session, e.line, text})
	}
	return reply, nil
}

// selectHistory picks the entries that the request asks for, oldest first. An
// unknown kind of access gets none.
func selectHistory(entries []historyEntry, session int, q wire.HistoryRequest) []historyEntry {
	switch q.HistAccessType {
	case "tail":
		if q.N < 0 {
			q.N = historyTail
		}
		return lastEntries(entries, q.N)
	case "range":
		return historyRange(entries, session, q)
	case "search":
		return historySearch(entries, q)
	}
	return nil
}

// lastEntries returns the n last entries, all for a negative n.
func lastEntries(entries []historyEntry, n int) []historyEntry {
	if n < 0 || n > len(entries) {
		return entries
	}
	return entries[len(entries)-n:]
}

// historyRange returns lines start to stop (exclusive) of one session: 0 is
// the current one, a negative number counts back from it.
func historyRange(entries []historyEntry, current int, q wire.HistoryRequest) []historyEntry {
	wanted := q.Session
	switch {
	case wanted == 0:
		wanted = current
	case wanted < 0:
		wanted = earlierSession(entries, current, -wanted)
	}
	var lines []historyEntry
	for _, e := range entries {
		if e.session == wanted && e.line >= q.Start && (q.Stop == nil || e.line < *q.Stop) {
			lines = append(lines, e)
		}
	}
	return lines
}

// earlierSession returns the number of the session that lies back sessions
// before the current one, counting those that have cells; 0 when there are
// fewer.
func earlierSession(entries []historyEntry, current, back int) int {
	seen := map[int]bool{}
	for _, e := range entries {
		if e.session < current {
			seen[e.session] = true
		}
	}
	sessions := sortedKeys(seen)
	if back > len(sessions) {
		return 0
	}
	return sessions[len(sessions)-back]
}

// historySearch returns the last n entries whose whole input matches the glob
// pattern. With unique, of equal inputs only the newest counts.
func historySearch(entries []historyEntry, q wire.HistoryRequest) []historyEntry {
	if q.Pattern == "" {
		q.Pattern = "*"
	}
	var found []historyEntry // newest first
	seen := map[string]bool{}
	for i := len(entries) - 1; i >= 0 && (q.N < 0 || len(found) < q.N); i-- {
		e := entries[i]
		if q.Unique && seen[e.input] || !glob(q.Pattern, e.input) {
			continue
		}
		seen[e.input] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}
