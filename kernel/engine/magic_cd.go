package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func init() {
	register(&magic{
		name:    "cd",
		usage:   "[FOLDER]",
		summary: "change the working folder of the cells, or go home",
		run:     runCd,
	})
	register(&magic{
		name:    "pwd",
		summary: "print the working folder of the cells",
		run:     printFolder,
	})
}

func runCd(c *magicCall) error {
	folder := c.args
	if folder == "" || folder == "~" || strings.HasPrefix(folder, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return fmt.Errorf("finding the home folder: %w", err)
		}
		folder = filepath.Join(home, strings.TrimPrefix(folder, "~"))
	}
	if err := os.Chdir(folder); err != nil {
		return err
	}
	return printFolder(c)
}

func printFolder(c *magicCall) error {
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	c.x.print(folder + "\n")
	return nil
}
