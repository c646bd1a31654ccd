package install

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The name and display name of our kernelspec.
const (
	DefaultName        = "interleave"
	DefaultDisplayName = "Go (interleave)"
)

// Logos are drawn by logo/generate.go.
//
//go:embed logo/logo-32x32.png logo/logo-64x64.png logo/logo-svg.svg
var logos embed.FS

// Target says which kernels folder is meant. At most one field is set; the
// zero Target is the user's.
type Target struct {
	User      bool
	SysPrefix bool   // the active virtual or conda environment
	System    bool   // every user of this machine
	Prefix    string // PREFIX/share/jupyter
	Data      string // a Jupyter data folder as in JUPYTER_PATH
}

// KernelsDir is the folder that holds one folder per kernelspec.
func (t Target) KernelsDir() (string, error) {
	data := t.Data
	switch {
	case t.Data != "":
	case t.Prefix != "":
		data = shareJupyter(t.Prefix)
	case t.System:
		dirs := systemDirs()
		if len(dirs) == 0 {
			return "", errors.New("find the system's Jupyter folder: PROGRAMDATA is not set")
		}
		data = dirs[0]
	case t.SysPrefix:
		prefix := activePrefix()
		if prefix == "" {
			return "", errors.New("--sys-prefix: no environment is active (VIRTUAL_ENV and CONDA_PREFIX are empty); activate one or use --prefix DIR")
		}
		data = shareJupyter(prefix)
	default:
		var err error
		if data, err = DataDir(); err != nil {
			return "", err
		}
	}
	return filepath.Abs(filepath.Join(data, "kernels"))
}

// OwnSpec is the kernelspec of this program: binary is the absolute path of
// the executable that Jupyter is to start.
//
// kernel_protocol_version is 5.5.0: JEP 105 wants three numbers, and 5.6 would
// invite clients to a handshake that is not implemented. Neither metadata.debugger nor
// supported_encryption is there, since each makes front ends use what we don't
// have.
func OwnSpec(binary string) Spec {
	return Spec{
		Name:            DefaultName,
		Argv:            []string{binary, "kernel", "--connection-file", "{connection_file}"},
		DisplayName:     DefaultDisplayName,
		Language:        "go",
		InterruptMode:   "message",
		ProtocolVersion: "5.5.0",
		Env:             map[string]string{RateLimitVariable: "on"},
		Metadata:        map[string]any{},
	}
}

// RateLimitVariable switches the bucket on that keeps stream output under
// jupyter_server's rate limit; without a server there is no such limit.
const RateLimitVariable = "INTERLEAVE_RATE_LIMIT"

// Install writes spec, with our logos, as kernels/NAME into target and returns
// that folder. A kernelspec of that name is replaced as a whole; replace false
// makes that an error unless the old one is ours.
func Install(spec Spec, target Target, replace bool) (string, error) {
	if err := CheckName(spec.Name); err != nil {
		return "", err
	}
	kernels, err := target.KernelsDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(kernels, spec.Name)
	if old, err := ReadSpec(dir); err == nil && !replace && !isOurs(old) {
		return "", fmt.Errorf("install kernelspec %q: %s holds the kernelspec of another program (%s); use --replace or --name", spec.Name, dir, old.DisplayName)
	}
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		return "", fmt.Errorf("install kernelspec: %w%s", err, permissionHint(err))
	}
	if err := replaceDir(dir, func(tmp string) error { return writeSpec(tmp, spec) }); err != nil {
		return "", fmt.Errorf("install kernelspec: %w%s", err, permissionHint(err))
	}
	return dir, nil
}

// WriteSpec writes spec and the logos to dir, a folder that need not exist and
// that `jupyter kernelspec install` takes.
func WriteSpec(dir string, spec Spec) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("write kernelspec: %w", err)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		if _, err := ReadSpec(dir); err != nil {
			return fmt.Errorf("write kernelspec: %s is not empty and holds no kernelspec; name a new folder", dir)
		}
	}
	return replaceDir(dir, func(tmp string) error { return writeSpec(tmp, spec) })
}

// Uninstall removes the kernelspec name from target and returns the folder
// that it was in. A symbolic link is removed, not what it points to.
func Uninstall(name string, target Target) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	kernels, err := target.KernelsDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(kernels, name)
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return dir, fmt.Errorf("uninstall %s: %w", dir, ErrNoSpec)
	}
	if err != nil {
		return dir, fmt.Errorf("uninstall kernelspec: %w", err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		err = os.Remove(dir)
	} else {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		return dir, fmt.Errorf("uninstall kernelspec: %w%s", err, permissionHint(err))
	}
	return dir, nil
}

// isOurs tells a kernelspec that this program wrote: its command is
// `… kernel --connection-file {connection_file}` for language go.
func isOurs(s Spec) bool {
	return s.Language == "go" && len(s.Argv) == 4 && s.Argv[1] == "kernel" && s.Argv[2] == "--connection-file"
}

func writeSpec(dir string, spec Spec) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(spec); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), text.Bytes(), 0o644); err != nil {
		return err
	}
	entries, err := logos.ReadDir("logo")
	if err != nil {
		return err
	}
	for _, e := range entries {
		picture, err := logos.ReadFile("logo/" + e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, e.Name()), picture, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// replaceDir fills a new folder beside dir and puts it in dir's place. A
// folder can't be renamed over one with content, so the old one steps aside
// first; it comes back if the second rename fails.
func replaceDir(dir string, fill func(tmp string) error) error {
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".new-"+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	if err := fill(tmp); err != nil {
		return err
	}
	old := tmp + ".old"
	err = os.Rename(dir, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return errors.Join(err, ignoreMissing(os.Rename(old, dir)))
	}
	return removeOld(old)
}

// removeOld removes what was replaced; a link goes, what it points to stays.
func removeOld(old string) error {
	if info, err := os.Lstat(old); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return os.Remove(old)
	}
	return os.RemoveAll(old)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func permissionHint(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "; choose a folder that you can write: --user, --sys-prefix or --prefix DIR"
	}
	return ""
}
