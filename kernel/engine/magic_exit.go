package engine

import "strings"

func init() {
	for _, name := range []string{"exit", "quit"} {
		register(&magic{
			name:    name,
			summary: "ask the frontend to end the session",
			help:    "A cell with nothing but exit, quit, exit() or quit() does the same, unless the name is declared.",
			run:     runExit,
		})
	}
}

func runExit(c *magicCall) error {
	c.x.payload = append(c.x.payload, map[string]any{"source": "ask_exit", "keepkernel": false})
	return nil
}

// wordOfExit recognises what people of other shells type to leave: the magic
// of that name stands in for it.
func (e *Engine) wordOfExit(code string) string {
	word := strings.TrimSuffix(strings.TrimSpace(code), "()")
	if word != "exit" && word != "quit" {
		return code
	}
	if _, declared := e.currentSession().Emitted(word); declared {
		return code
	}
	return "%" + word
}
