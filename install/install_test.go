package install

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clean takes everything away that tells where Jupyter's folders are, and sets
// HOME to an empty folder, which it returns.
func clean(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("PATH", t.TempDir())
	for _, name := range []string{"JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PLATFORM_DIRS", "XDG_DATA_HOME", "XDG_CACHE_HOME", "VIRTUAL_ENV", "CONDA_PREFIX", "INTERLEAVE_CACHE", "INTERLEAVE_PYTHON", "GOCACHE"} {
		t.Setenv(name, "")
	}
	return home
}

func TestSearchPath(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the paths are those of Linux")
	}
	home := clean(t)
	user := home + "/.local/share/jupyter"
	system := []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
	for _, test := range []struct {
		set  map[string]string
		want []string
	}{
		{nil, append([]string{user}, system...)},
		{map[string]string{"XDG_DATA_HOME": "/x"}, append([]string{"/x/jupyter"}, system...)},
		{map[string]string{"JUPYTER_DATA_DIR": "/d"}, append([]string{"/d"}, system...)},
		{map[string]string{"JUPYTER_PATH": "/a:/b:/a"}, append([]string{"/a", "/b", user}, system...)},
		{map[string]string{"VIRTUAL_ENV": "/v"}, append([]string{"/v/share/jupyter", user}, system...)},
		{map[string]string{"CONDA_PREFIX": "/c", "VIRTUAL_ENV": ""}, append([]string{"/c/share/jupyter", user}, system...)},
	} {
		t.Run("", func(t *testing.T) {
			for name, value := range test.set {
				t.Setenv(name, value)
			}
			if diff := cmp.Diff(test.want, SearchPath()); diff != "" {
				t.Errorf("%v (-want +got)\n%s", test.set, diff)
			}
		})
	}
}

func TestSpecCommand(t *testing.T) {
	prefix := t.TempDir()
	bin := filepath.Join(prefix, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "python3"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	home := clean(t)
	dir := filepath.Join(prefix, "share", "jupyter", "kernels", "x")
	for _, test := range []struct{ argv, want []string }{
		{[]string{"/k", "-f", "{connection_file}", "{unknown}", "{resource_dir}/a", "{prefix}"}, []string{"/k", "-f", "C", "{unknown}", dir + "/a", prefix}},
		{[]string{"python3", "-m", "k"}, []string{filepath.Join(bin, "python3"), "-m", "k"}},
		{[]string{"python9", "{connection_file}"}, []string{"python3", "C"}},
		{[]string{"~/k"}, []string{home + "/k"}},
	} {
		if got := (Spec{Dir: dir, Argv: test.argv}).Command("C"); !cmp.Equal(got, test.want) {
			t.Errorf("%q\ngot  %q\nwant %q", test.argv, got, test.want)
		}
	}
	got := Spec{Env: map[string]string{"A": "${B}:${MISSING}"}}.Environ([]string{"B=b"})
	if want := []string{"B=b", "A=b:${MISSING}"}; !cmp.Equal(got, want) {
		t.Errorf("environment: got %q, want %q", got, want)
	}
}

func TestFindTellsWhatThereIs(t *testing.T) {
	data := t.TempDir()
	clean(t)
	t.Setenv("JUPYTER_PATH", data)
	if _, err := Find("go"); !errors.Is(err, ErrNoSpec) || !strings.Contains(err.Error(), "none is installed") {
		t.Errorf("nothing installed: %v", err)
	}
	spec := OwnSpec("/bin/interleave")
	if _, err := Install(spec, Target{Data: data}, false); err != nil {
		t.Fatal(err)
	}
	if _, err := Find("go"); !errors.Is(err, ErrNoSpec) || !strings.Contains(err.Error(), "installed are interleave") {
		t.Errorf("one installed: %v", err)
	}
	found, err := Find("Interleave")
	if err != nil {
		t.Fatal(err)
	}
	spec.Dir = filepath.Join(data, "kernels", "interleave")
	spec.Metadata = nil
	if diff := cmp.Diff(spec, found); diff != "" {
		t.Errorf("what was written was not read (-written +read)\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(spec.Dir, "kernel.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Find("interleave"); err == nil || !strings.Contains(err.Error(), "kernel.json") {
		t.Errorf("a broken one: %v", err)
	}
}

func TestInstallReplacesWhole(t *testing.T) {
	clean(t)
	target := Target{Data: t.TempDir()}
	spec := OwnSpec("/bin/one")
	dir, err := Install(spec, target, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "extra"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	spec.Argv[0] = "/bin/two"
	if _, err := Install(spec, target, false); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !cmp.Equal(got, []string{"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"}) {
		t.Errorf("the folder holds %v", got)
	}
	if got := names(t, filepath.Dir(dir)); !cmp.Equal(got, []string{"interleave"}) {
		t.Errorf("left behind: %v", got)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("mode %v (%v); other users have to read it", info.Mode(), err)
	}
}

// TestSymbolicLinkIsReplacedNotFollowed: K-21, K-22.
func TestSymbolicLinkIsReplacedNotFollowed(t *testing.T) {
	clean(t)
	data, elsewhere := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(elsewhere, "precious"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(data, "kernels"), 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(data, "kernels", "interleave")
	for _, act := range []func() error{
		func() error { _, err := Install(OwnSpec("/bin/x"), Target{Data: data}, true); return err },
		func() error { _, err := Uninstall("interleave", Target{Data: data}); return err },
	} {
		os.RemoveAll(link)
		if err := os.Symlink(elsewhere, link); err != nil {
			t.Skip(err)
		}
		if err := act(); err != nil {
			t.Fatal(err)
		}
		if got := names(t, elsewhere); !cmp.Equal(got, []string{"precious"}) {
			t.Errorf("the link was followed: %v", got)
		}
	}
	if _, err := os.Lstat(link); err == nil {
		t.Error("uninstall left the link")
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestLogos(t *testing.T) {
	for name, size := range map[string]int{"logo/logo-32x32.png": 32, "logo/logo-64x64.png": 64} {
		b, err := logos.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Dx() != size || img.Bounds().Dy() != size {
			t.Errorf("%s is %v", name, img.Bounds())
		}
	}
}

func TestTemporaryExecutable(t *testing.T) {
	clean(t)
	for path, want := range map[string]bool{
		"/tmp/go-build123/b001/exe/interleave":        true,
		"/home/u/.cache/go-build/ab/abc-d/interleave": true,
		"/home/u/go/bin/interleave":                   false,
		"/tmp/interleave":                             false,
	} {
		if got := isTemporary(path); got != want {
			t.Errorf("isTemporary(%s) is %v", path, got)
		}
	}
	cache, source := t.TempDir(), filepath.Join(t.TempDir(), "interleave")
	t.Setenv("INTERLEAVE_CACHE", cache)
	if err := os.WriteFile(source, []byte("one"), 0o755); err != nil {
		t.Fatal(err)
	}
	first, err := keepExecutable(source)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := keepExecutable(source)
	os.WriteFile(source, []byte("two"), 0o755)
	second, _ := keepExecutable(source)
	if first != again || first == second {
		t.Errorf("kept as %s, again %s, changed %s", first, again, second)
	}
	text, err := os.ReadFile(first)
	info, _ := os.Stat(first)
	if string(text) != "one" || info.Mode().Perm()&0o111 == 0 {
		t.Errorf("the copy holds %q, mode %v (%v)", text, info.Mode(), err)
	}
}

func TestPinsAreComplete(t *testing.T) {
	for _, set := range []Set{Lab, Test} {
		pins, err := set.Pins()
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for line := range strings.Lines(pins) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			name, version, ok := strings.Cut(line, "==")
			if !ok || version == "" || seen[name] {
				t.Errorf("%s: %q is no single pin", set, line)
			}
			seen[name] = true
		}
		for _, want := range []string{"jupyterlab", "jupyter-client", "ipykernel", "nbclient", "nbconvert"} {
			if !seen[want] {
				t.Errorf("%s lacks %s", set, want)
			}
		}
	}
	if _, err := Set("other").Pins(); err == nil {
		t.Error("an unknown set has pins")
	}
}

func TestNoPythonIsOneSentence(t *testing.T) {
	clean(t)
	t.Setenv("INTERLEAVE_CACHE", t.TempDir())
	t.Setenv("INTERLEAVE_PYTHON", "/no/such/python")
	_, err := Python(context.Background(), Lab, nil)
	if !errors.Is(err, ErrNoPython) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
}

// TestEnvironmentIsWholeOrNotThere drives Python through a stand-in for the
// interpreter: a failure leaves nothing, what a killed attempt left is removed,
// an interpreter that has gone makes a new environment.
func TestEnvironmentIsWholeOrNotThere(t *testing.T) {
	sh, err := os.Stat("/bin/sh")
	if err != nil || sh.IsDir() {
		t.Skip("needs /bin/sh")
	}
	path := os.Getenv("PATH")
	clean(t)
	t.Setenv("PATH", path) // for the stand-in's tools
	cache := t.TempDir()
	t.Setenv("INTERLEAVE_CACHE", cache)
	python := filepath.Join(t.TempDir(), "python3")
	t.Setenv("INTERLEAVE_PYTHON", python)
	standIn(t, python, "exit 7")

	if _, err := Python(context.Background(), Lab, nil); err == nil || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "last words") {
		t.Errorf("a failing venv: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "python", "*.env-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	standIn(t, python, "")
	var steps []string
	env, err := Python(context.Background(), Lab, func(step string, done, total int) { steps = append(steps, step) })
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 {
		t.Error("no progress was told")
	}
	again, err := Python(context.Background(), Lab, func(step string, _, _ int) { t.Errorf("made again: %s", step) })
	if err != nil || again != env {
		t.Errorf("the second time: %v, %v", again, err)
	}

	os.MkdirAll(strings.Replace(env.Prefix, filepath.Base(env.Prefix), filepath.Base(env.Prefix)+"x", 1), 0o755)
	os.Remove(env.Program("python"))
	third, err := Python(context.Background(), Lab, nil)
	if err != nil || third == env {
		t.Errorf("after its python had gone: %v, %v", third, err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "python", "*.env-*")); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}

// standIn is a script that acts as an interpreter which makes environments;
// venv runs before it makes one.
func standIn(t *testing.T, path, venv string) {
	t.Helper()
	script := `#!/bin/sh
case "$*" in
"-c "?*) echo '{"path": "'"$0"'", "major": 3, "minor": 13, "venv": true, "ensurepip": true, "pip": true}' ;;
"-c ") ;;
"-m venv "*)
	for dir in "$@"; do :; done
	echo last words
	` + venv + `
	mkdir -p "$dir/bin" && cp "$0" "$dir/bin/python" ;;
"-m pip install"*) echo Collecting anyio==1 ; echo Installing collected packages ;;
*) echo "unexpected: $*"; exit 9 ;;
esac
`
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}
