package difftest

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// search is a long run.
type search struct {
	seed     uint64
	duration time.Duration
	folder   string        // for what is found
	budget   time.Duration // for making one finding smaller, 0: leave it
	perKind  int           // findings of a kind that are made smaller
	log      io.Writer
}

// perBuild is how many programs one binary has: linking is dear.
const perBuild = 50

// run makes and compares programs until the time is over. It returns how many
// programs ran and how often each kind of difference was met.
func (s search) run(ctx context.Context) (programs int, kinds map[string]int, err error) {
	end := time.Now().Add(s.duration)
	e, c := &engines{}, newChecker()
	defer e.close()
	kinds = map[string]int{}
	seed := s.seed
	for time.Now().Before(end) && ctx.Err() == nil {
		var list []program
		for len(list) < perBuild {
			p, next, err := c.valid(seed)
			if err != nil {
				return programs, kinds, err
			}
			list, seed = append(list, p), next
		}
		found, skipped, err := e.compare(ctx, list, func(i int) bool { return i%3 == 2 })
		if err != nil {
			return programs, kinds, err
		}
		programs += len(list) - skipped
		for _, f := range found {
			if kinds[f.kind]++; kinds[f.kind] > s.perKind {
				continue
			}
			fmt.Fprintf(s.log, "%s: %s (split: %v)\n", f.program.name, f.kind, f.split)
			name := fileName(f, kinds[f.kind])
			if err := s.write(name+".full", f); err != nil {
				return programs, kinds, err
			}
			if s.budget > 0 {
				if err := s.write(name, e.minimise(ctx, c, f, s.budget)); err != nil {
					return programs, kinds, err
				}
			}
		}
		fmt.Fprintf(s.log, "%s next seed %d: %d programs, %d kinds of differences, %d not comparable in the last batch\n", time.Now().Format(time.TimeOnly), seed, programs, len(kinds), skipped)
	}
	return programs, kinds, nil
}

func fileName(f finding, n int) string {
	h := fnv.New32a()
	io.WriteString(h, f.kind)
	word := "differs"
	switch {
	case f.refused:
		word = "refused"
	case f.got.failed != "":
		word = strings.ReplaceAll(strings.SplitN(f.got.failed, ":", 2)[0], " ", "_")
	}
	return fmt.Sprintf("%s_%08x_%d", word, h.Sum32(), n)
}

// write stores a finding as a session, with the output of the toolchain.
func (s search) write(name string, f finding) error {
	a := &txtar.Archive{}
	a.Comment = fmt.Appendf(nil, "%s\n\ncompiled: %sgot: %s\n%s\n", f.kind, lastLines(f.want.output), lastLines(f.got.output), f.got.failed)
	for i, code := range f.cells() {
		a.Files = append(a.Files, txtar.File{Name: fmt.Sprintf("in %d", i+1), Data: []byte(code)})
	}
	a.Files = append(a.Files, txtar.File{Name: "out", Data: []byte(f.want.output)})
	return os.WriteFile(filepath.Join(s.folder, name+".txtar"), txtar.Format(a), 0o644)
}

func lastLines(s string) string {
	if len(s) > 600 {
		return s[:600] + "…"
	}
	return s
}
