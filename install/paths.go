package install

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// DataDir is the user's Jupyter data folder: kernelspecs live in its
// subfolder "kernels".
func DataDir() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the Jupyter data folder: %w; set JUPYTER_DATA_DIR", err)
	}
	platformDirs := truthy(os.Getenv("JUPYTER_PLATFORM_DIRS"))
	switch runtime.GOOS {
	case "darwin":
		if platformDirs {
			return filepath.Join(home, "Library", "Application Support", "jupyter"), nil
		}
		return filepath.Join(home, "Library", "Jupyter"), nil
	case "windows":
		variable := "APPDATA"
		if platformDirs {
			variable = "LOCALAPPDATA"
		}
		if dir := os.Getenv(variable); dir != "" {
			return filepath.Join(dir, "jupyter"), nil
		}
		return filepath.Join(home, ".jupyter", "data"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// RuntimeDir is the folder in which Jupyter keeps connection files.
func RuntimeDir() (string, error) {
	if dir := os.Getenv("JUPYTER_RUNTIME_DIR"); dir != "" {
		return dir, nil
	}
	data, err := DataDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(data, "runtime"), nil
}

// SearchPath lists the Jupyter data folders in the order in which Jupyter
// looks for kernelspecs: JUPYTER_PATH, then the user's and the environment's
// (the environment's first inside one), then the system's. Jupyter takes the
// environment from the Python that runs it; here it is the one that is active,
// or the one whose jupyter command is found first.
func SearchPath() []string {
	dirs := filepath.SplitList(os.Getenv("JUPYTER_PATH"))
	var own []string
	if data, err := DataDir(); err == nil {
		own = append(own, data)
	}
	if prefix := activePrefix(); prefix != "" {
		own = append([]string{shareJupyter(prefix)}, own...)
	} else if jupyter, err := exec.LookPath("jupyter"); err == nil {
		own = append(own, shareJupyter(filepath.Dir(filepath.Dir(jupyter))))
	}
	return unique(append(append(dirs, own...), systemDirs()...))
}

// CacheDir is where this program keeps what it can make again: copies of
// itself and Python environments. INTERLEAVE_CACHE names another folder. Where
// the user's cache folder can't be written (Binder, some containers), it is a
// folder under the temporary one.
func CacheDir() (string, error) {
	if dir := os.Getenv("INTERLEAVE_CACHE"); dir != "" {
		return dir, os.MkdirAll(dir, 0o755)
	}
	if user, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(user, "interleave")
		if os.MkdirAll(dir, 0o755) == nil && writable(dir) {
			return dir, nil
		}
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("interleave-cache-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a cache folder: %w; set INTERLEAVE_CACHE to a folder that you can write", err)
	}
	return dir, nil
}

// activePrefix is the prefix of the virtual or conda environment that is
// active in this shell, or "".
func activePrefix() string {
	if prefix := os.Getenv("VIRTUAL_ENV"); prefix != "" {
		return prefix
	}
	return os.Getenv("CONDA_PREFIX")
}

func systemDirs() []string {
	if runtime.GOOS == "windows" {
		if dir := os.Getenv("PROGRAMDATA"); dir != "" {
			return []string{filepath.Join(dir, "jupyter")}
		}
		return nil
	}
	return []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
}

func shareJupyter(prefix string) string { return filepath.Join(prefix, "share", "jupyter") }

func truthy(s string) bool { return s != "" && s != "0" && s != "false" && s != "no" }

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return false
	}
	f.Close()
	os.Remove(f.Name())
	return true
}

func unique(dirs []string) []string {
	seen := map[string]bool{"": true}
	var out []string
	for _, dir := range dirs {
		if dir = filepath.Clean(dir); !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	return out
}
