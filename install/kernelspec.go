package install

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"
)

// Spec is a kernelspec: how to start a kernel and what to call it.
type Spec struct {
	// Name is the name of its folder, in lower case; Dir is that folder. Both
	// are empty when the spec is not on disk.
	Name string `json:"-"`
	Dir  string `json:"-"`

	Argv            []string          `json:"argv"`
	DisplayName     string            `json:"display_name"`
	Language        string            `json:"language"`
	InterruptMode   string            `json:"interrupt_mode,omitempty"` // "signal" (also when empty) or "message"
	ProtocolVersion string            `json:"kernel_protocol_version,omitempty"`
	Env             map[string]string `json:"env,omitempty"`
	Metadata        map[string]any    `json:"metadata,omitempty"`
}

// ErrNoSpec says that no kernelspec of the wanted name is installed.
var ErrNoSpec = errors.New("no such kernelspec")

// validName is what Jupyter accepts, in the one spelling that finds it again:
// lookups are made in lower case.
var validName = regexp.MustCompile(`^[a-z0-9._\-]+$`)

// CheckName says why name can't be the name of a kernelspec.
func CheckName(name string) error {
	if !validName.MatchString(name) {
		return fmt.Errorf("kernelspec name %q: use only lower-case letters, digits and . _ -", name)
	}
	return nil
}

// Find returns the kernelspec that Jupyter would take for name.
func Find(name string) (Spec, error) {
	want := strings.ToLower(name)
	var broken error
	for _, dir := range SearchPath() {
		spec, err := ReadSpec(filepath.Join(dir, "kernels", want))
		if err == nil {
			return spec, nil
		}
		if broken == nil && !errors.Is(err, fs.ErrNotExist) {
			broken = err
		}
	}
	if broken != nil {
		return Spec{}, broken
	}
	return Spec{}, fmt.Errorf("kernelspec %q: %w%s", name, ErrNoSpec, installedNames())
}

func installedNames() string {
	specs, _ := List()
	if len(specs) == 0 {
		return "; none is installed"
	}
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Name
	}
	return "; installed are " + strings.Join(names, ", ")
}

// List returns every kernelspec that Jupyter would find, by name. The second
// result joins what is wrong with those that can't be read.
func List() ([]Spec, error) {
	found := map[string]Spec{}
	var broken []error
	for _, dir := range SearchPath() {
		entries, err := os.ReadDir(filepath.Join(dir, "kernels"))
		if err != nil {
			continue
		}
		for _, e := range entries {
			name := strings.ToLower(e.Name())
			if _, ok := found[name]; ok || !validName.MatchString(name) {
				continue
			}
			spec, err := ReadSpec(filepath.Join(dir, "kernels", e.Name()))
			if err == nil {
				found[name] = spec
			} else if !errors.Is(err, fs.ErrNotExist) {
				broken = append(broken, err)
			}
		}
	}
	specs := make([]Spec, 0, len(found))
	for _, s := range found {
		specs = append(specs, s)
	}
	sort.Slice(specs, func(i, j int) bool { return specs[i].Name < specs[j].Name })
	return specs, errors.Join(broken...)
}

// ReadSpec reads the kernelspec in dir.
func ReadSpec(dir string) (Spec, error) {
	file := filepath.Join(dir, "kernel.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return Spec{}, fmt.Errorf("read kernelspec: %w", err)
	}
	spec := Spec{Name: strings.ToLower(filepath.Base(dir)), Dir: dir}
	if err := json.Unmarshal(text, &spec); err != nil {
		return Spec{}, fmt.Errorf("kernelspec %s: %w", file, err)
	}
	if len(spec.Argv) == 0 {
		return Spec{}, fmt.Errorf("kernelspec %s: argv is missing or empty", file)
	}
	return spec, nil
}

// placeholder is the only form that Jupyter replaces in argv.
var placeholder = regexp.MustCompile(`\{([A-Za-z0-9_]+)\}`)

// Command is the command line that starts the kernel with the given connection
// file. A bare python is the one of the environment that the spec belongs to.
func (s Spec) Command(connectionFile string) []string {
	values := map[string]string{
		"connection_file": connectionFile,
		"resource_dir":    s.Dir,
		"prefix":          s.prefix(),
	}
	argv := make([]string, len(s.Argv))
	for i, arg := range s.Argv {
		argv[i] = placeholder.ReplaceAllStringFunc(arg, func(m string) string {
			if v, ok := values[m[1:len(m)-1]]; ok {
				return v
			}
			return m
		})
	}
	argv[0] = s.program(argv[0])
	return argv
}

// Environ is base with the spec's own variables, in whose values ${NAME}
// stands for a variable of base.
func (s Spec) Environ(base []string) []string {
	known := map[string]string{}
	for _, kv := range base {
		name, value, _ := strings.Cut(kv, "=")
		known[name] = value
	}
	out := append([]string{}, base...)
	for name, value := range s.Env {
		out = append(out, name+"="+os.Expand(value, func(ref string) string {
			if v, ok := known[ref]; ok {
				return v
			}
			return "${" + ref + "}"
		}))
	}
	return out
}

// barePython is what Jupyter replaces by the Python that it runs under.
var barePython = regexp.MustCompile(`^python[0-9.]*$`)

// prefix is the environment that the spec is installed in, or "".
func (s Spec) prefix() string {
	kernels := filepath.Dir(s.Dir)
	share := filepath.Dir(filepath.Dir(kernels))
	if s.Dir == "" || filepath.Base(kernels) != "kernels" || filepath.Base(share) != "share" {
		return ""
	}
	return filepath.Dir(share)
}

func (s Spec) program(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if barePython.MatchString(name) {
		if p := s.prefix(); p != "" {
			if own := venvProgram(p, name); isFile(own) {
				return own
			}
		}
		if _, err := exec.LookPath(name); err != nil {
			return "python3"
		}
	}
	return name
}

// venvProgram is the path of a program of the Python environment at prefix.
func venvProgram(prefix, name string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(prefix, "Scripts", name+".exe")
	}
	return filepath.Join(prefix, "bin", name)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
