package install

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Executable is the path of the running program, fit to be written into a
// kernelspec. `go run` keeps its binary where it is deleted sooner or later
// (the temporary folder or the build cache), so from there it is copied to the
// user's cache, into a folder named by its content.
func Executable() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the running program: %w", err)
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	if !isTemporary(path) {
		return path, nil
	}
	return keepExecutable(path)
}

// isTemporary tells a binary that the go command made for `go run`.
func isTemporary(path string) bool {
	if cache := os.Getenv("GOCACHE"); cache != "" && within(path, cache) {
		return true
	}
	for dir := filepath.Dir(path); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if strings.HasPrefix(filepath.Base(dir), "go-build") {
			return true
		}
	}
	return false
}

func within(path, dir string) bool {
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func keepExecutable(path string) (string, error) {
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	sum, err := hashFile(path)
	if err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	}
	dir := filepath.Join(cache, "bin", sum)
	kept := filepath.Join(dir, "interleave"+filepath.Ext(path))
	if isFile(kept) {
		now := time.Now()
		os.Chtimes(dir, now, now) // recently used: see pruneExecutables
		return kept, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	}
	if err := copyFile(kept, path, 0o755); err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	}
	pruneExecutables(filepath.Dir(dir), kept)
	return kept, nil
}

// keepCopies is how long a copy that no kernelspec names is kept: another
// environment's kernelspec, which the search path doesn't show, may name it.
const keepCopies = 30 * 24 * time.Hour

// pruneExecutables removes copies that have been unused for long and that no
// kernelspec in sight names. It does what it can and says nothing.
func pruneExecutables(bin, newest string) {
	used := map[string]bool{filepath.Dir(newest): true}
	specs, _ := List()
	for _, s := range specs {
		used[filepath.Dir(s.Argv[0])] = true
	}
	entries, _ := os.ReadDir(bin)
	for _, e := range entries {
		dir := filepath.Join(bin, e.Name())
		info, err := e.Info()
		if err == nil && !used[dir] && time.Since(info.ModTime()) > keepCopies {
			os.RemoveAll(dir)
		}
	}
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// copyFile copies src to dst, which appears whole or not at all.
func copyFile(dst, src string, mode os.FileMode) error {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(dst), ".copy-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	if err := os.Chmod(out.Name(), mode); err != nil {
		return err
	}
	return os.Rename(out.Name(), dst)
}
