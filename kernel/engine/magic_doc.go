package engine

import "fmt"

func init() {
	register(&magic{
		name:    "doc",
		usage:   "NAME",
		summary: "show the signature and documentation of a name in the pager",
		help:    "NAME? as the whole cell does the same: strings.ToUpper?",
		run:     runDoc,
	})
}

func runDoc(c *magicCall) error {
	if c.args == "" {
		return c.usageError("a name is missing")
	}
	in := c.e.Inspect(c.ctx, c.args, len(c.args), 1)
	if !in.Found {
		return fmt.Errorf("nothing is known of %q; is it declared or imported?", c.args)
	}
	c.x.payload = append(c.x.payload, map[string]any{"source": "page", "data": in.Data, "start": 0})
	return nil
}
