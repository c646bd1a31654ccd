package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memory is the flag --memory.
type memory struct {
	automatic bool
	share     float64 // of what there is; 0: not a share
	bytes     int64   // 0: no limit
	word      string  // as given
}

// automaticShare leaves room for the front, for JupyterLab and for the
// system: an allocation bomb is to end the evaluator and nothing else.
const automaticShare = 0.8

func (m *memory) Type() string { return "SIZE" }

func (m *memory) String() string {
	if m.word == "" {
		return "auto"
	}
	return m.word
}

var memoryUnits = []struct {
	suffix string
	bytes  float64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40},
	{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12},
	{"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"t", 1 << 40}, {"b", 1}, {"", 1},
}

// leastMemory is what an evaluator needs to start and to say what is wrong.
const leastMemory = 64 << 20

func (m *memory) Set(word string) error {
	*m = memory{word: word}
	text := strings.ToLower(strings.TrimSpace(word))
	switch text {
	case "auto":
		m.automatic = true
		return nil
	case "off", "none", "0", "unlimited":
		return nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		share, err := strconv.ParseFloat(number, 64)
		if err != nil || !(share > 0 && share <= 100) {
			return fmt.Errorf("found %q, expected more than 0%% and at most 100%%", word)
		}
		m.share = share / 100
		return nil
	}
	for _, unit := range memoryUnits {
		number, ok := strings.CutSuffix(text, unit.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || math.IsNaN(n) || n*unit.bytes > math.MaxInt64/2 {
			break
		}
		if m.bytes = int64(n * unit.bytes); m.bytes < leastMemory {
			return fmt.Errorf("%s is too little; cells need at least 64MiB", word)
		}
		return nil
	}
	return fmt.Errorf("found %q, expected a size such as 512MiB or 2GB, a share such as 50%%, auto or off", word)
}

// limit is the limit in bytes, 0 for none. Of a machine whose memory can't be found out nothing is limited.
func (m *memory) limit() int64 {
	share := m.share
	if m.automatic {
		share = automaticShare
	}
	if share == 0 {
		return m.bytes
	}
	total := availableMemory()
	if total == 0 {
		return 0
	}
	return max(int64(float64(total)*share), leastMemory)
}

// availableMemory is the smaller of what the control group and the machine
// have, 0 if neither is known.
func availableMemory() uint64 {
	total, err := memlimit.FromSystem()
	if err != nil {
		total = 0
	}
	if group, err := memlimit.FromCgroup(); err == nil && group > 0 && (total == 0 || group < total) {
		total = group
	}
	return total
}
