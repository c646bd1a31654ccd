package lang

// Replay declares again what cells declared, after the evaluator was replaced:
// imports, types, functions, constants and methods. Their variables are lost:
// using one is an error with a hint that names its cell, and functions that
// need one wait until the name exists again. run evaluates a unit; a cell whose
// unit can't be evaluated, or that no longer checks, is left out.
func (s *Session) Replay(cells []Cell, run func(*Unit) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range cells {
		u, err := s.compile(c, true)
		if err != nil {
			continue
		}
		if u.Text == "" || run(u) == nil {
			s.commit(u.change)
		}
	}
}
