//go:build unix && !linux

package evaluator

import "os"

func newBox() (*os.File, error) { return newBoxFile() }
