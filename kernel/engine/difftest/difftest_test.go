package difftest

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"testing"
	"time"
)

var (
	duration = flag.Duration("time", 0, "how long TestSearch makes programs")
	seed     = flag.Uint64("seed", 1, "the first seed of TestSearch")
	folder   = flag.String("findings", "findings", "where TestSearch stores what differs")
	smaller  = flag.Duration("smaller", 2*time.Minute, "how long TestSearch makes one finding smaller")
	perKind  = flag.Int("each", 1, "how many findings of a kind TestSearch makes smaller")
)

func TestMain(m *testing.M) {
	ServeChild()
	os.Exit(m.Run())
}

// TestSearch is the long run, see the package comment.
func TestSearch(t *testing.T) {
	if *duration == 0 {
		t.Skip("-time says how long")
	}
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		t.Fatal(err)
	}
	s := search{seed: *seed, duration: *duration, folder: *folder, budget: *smaller, perKind: *perKind, log: os.Stdout}
	programs, kinds, err := s.run(context.Background())
	t.Logf("%d programs", programs)
	for _, k := range sorted(kinds) {
		t.Logf("%6d %s", kinds[k], k)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSample compares a few programs of fixed seeds.
func TestSample(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles programs")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command to compare with")
	}
	e, c := &engines{}, newChecker()
	defer e.close()
	var list []program
	for seed := uint64(1_000_000); len(list) < 25; {
		p, next, err := c.valid(seed)
		if err != nil {
			t.Fatal(err)
		}
		list, seed = append(list, p), next
	}
	found, skipped, err := e.compare(t.Context(), list, func(i int) bool { return i%3 == 2 })
	if err != nil {
		t.Fatal(err)
	}
	if skipped > 5 {
		t.Errorf("%d of %d programs can't be compared", skipped, len(list))
	}
	for _, f := range found {
		if !f.refused {
			t.Errorf("%s (split: %v): %s\ncompiled: %sgot: %s%s\nsmaller: -run Search -time 1m -seed %s", f.program.name, f.split, f.kind, lastLines(f.want.output), lastLines(f.got.output), f.got.failed, f.program.name)
		}
	}
}
