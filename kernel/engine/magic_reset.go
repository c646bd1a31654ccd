package engine

func init() {
	register(&magic{
		name:    "reset",
		summary: "forget everything that the cells have declared",
		help:    "Goroutines of earlier cells go on with the values that they hold.",
		forgets: true,
		run: func(c *magicCall) error {
			c.x.declared = true // so that a replay after a crash knows of it
			return c.e.reset()
		},
	})
}
