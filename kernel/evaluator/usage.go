package evaluator

import "time"

// Usage is what the evaluators and the processes that their cells started use.
type Usage struct {
	Memory    int64         // bytes: proportional set size where known, else resident
	CPU       time.Duration // user and system time so far, of the living processes
	Processes int
}

// Usage adds up memory and time of the evaluators, the spare included, and of
// their descendants. It is all zero where the system has no /proc.
func (s *Supervisor) Usage() Usage {
	var leaders []int
	s.mu.Lock()
	for p := range s.living {
		leaders = append(leaders, p.pid)
	}
	s.mu.Unlock()
	return usageOf(leaders)
}
