package engine

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

func init() {
	register(&magic{
		name:    "env",
		usage:   "[NAME[=VALUE]]",
		summary: "show or set environment variables of the cells",
		run:     runEnv,
	})
}

func runEnv(c *magicCall) error {
	name, value, set := strings.Cut(c.args, "=")
	switch {
	case c.args == "":
		all := os.Environ()
		sort.Strings(all)
		c.x.print(strings.Join(all, "\n") + "\n")
	case set:
		return os.Setenv(strings.TrimSpace(name), strings.TrimSpace(value))
	default:
		v, ok := os.LookupEnv(name)
		if !ok {
			return fmt.Errorf("the variable %s is not set", name)
		}
		c.x.print(v + "\n")
	}
	return nil
}
