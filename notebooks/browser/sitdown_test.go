package browser

import (
	"path/filepath"
	"testing"

	"interleave/install/testbin"
)

// sitDown starts a server, a browser and a notebook of the given cells with
// this module's kernel, and waits until the kernel idles.
func sitDown(t *testing.T, cells ...string) *tab {
	t.Helper()
	environment := testbin.Python(t)
	testbin.Chromium(t)
	kernels, name := testbin.KernelSpec(t)
	testbin.Heavy(t)
	l := startLab(t, filepath.Dir(environment.Program("python")), kernels)
	write(t, filepath.Join(l.root, "test.ipynb"), newNotebook(name, cells...))
	p := newTab(t, l)
	p.open("test.ipynb")
	return p
}

func chromium(t *testing.T) string { return testbin.Chromium(t) }

// in is the tab as a subtest uses it: failures are the subtest's.
func (p *tab) in(t *testing.T) *tab {
	return &tab{t: t, ctx: p.ctx, lab: p.lab}
}
