// Package exportdata holds what the compiler knows of the packages that cells
// can import: the public standard library, errgroup, semaphore and
// singleflight of golang.org/x/sync, and this module's packages under
// runtime/. With it cells are type-checked where no Go toolchain is
// installed.
//
// There is one gzipped file per package in files/common, read at first use and
// never at start; files/<goos>_<goarch> holds those packages again whose
// exported API differs there (constants of os and syscall, runtime.GOOS). The
// files must come from the Go release that builds the kernel; a test compares
// them. They are renewed, as is the list of packages, by
//
//	go generate ./kernel/lang/exportdata
//
// They are in the indexed format of golang.org/x/tools/go/gcexportdata (not in
// the compiler's own, which holds function bodies and is four times the size),
// so go/importer can't read them: use [NewImporter]. All 178 packages take
// about 40 ms to read, net/http alone about 4 ms.
package exportdata

import (
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"

	"interleave/kernel/lang/exportdata/gen/api"
)

//go:generate go run ./gen

//go:embed files/common
var common embed.FS

//go:embed files/version
var version string

// GoVersion is the Go release that the data was made with, such as go1.26.8.
func GoVersion() string { return strings.TrimSpace(version) }

// Packages lists the packages that cells can import, sorted. Package unsafe,
// which has no export data, is among them.
func Packages() []string {
	return slices.DeleteFunc(slices.Clone(packages()), api.Core)
}

// Core reports whether a package is for the source of our generic helpers alone:
// it can be looked up, and cells must not import it.
func Core(path string) bool { return api.Core(path) }

var packages = sync.OnceValue(func() []string {
	list := []string{"unsafe"}
	for _, dir := range []struct {
		fsys embed.FS
		root string
	}{{common, "files/common"}, {overlay, overlayRoot}} {
		// Walking an embedded tree can't fail; a platform without an
		// overlay has no root, which is skipped.
		_ = fs.WalkDir(dir.fsys, dir.root, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				list = append(list, strings.TrimSuffix(strings.TrimPrefix(name, dir.root+"/"), ".gz"))
			}
			return nil
		})
	}
	slices.Sort(list)
	return slices.Compact(list)
})

// Unavailable says why a public package of the standard library can't be
// imported by cells; it is "" for all others.
func Unavailable(path string) string { return api.Unavailable(path) }

// Lookup opens the export data of a package, for gcexportdata.Read. The error
// for an unknown package wraps fs.ErrNotExist.
func Lookup(pkg string) (io.ReadCloser, error) {
	if why := Unavailable(pkg); why != "" {
		return nil, fmt.Errorf("package %s can't be imported in a cell: %s: %w", pkg, why, fs.ErrNotExist)
	}
	f, err := overlay.Open(path.Join(overlayRoot, pkg+".gz"))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		f, err = common.Open(path.Join("files/common", pkg+".gz"))
	}
	if err != nil {
		return nil, fmt.Errorf("package %s is not in the kernel's export data: %w", pkg, fs.ErrNotExist)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("reading export data of package %s: %w", pkg, err)
	}
	return z, nil
}

// Importer imports packages from the embedded data. Packages that another
// package's data mentions exist incompletely until they are imported
// themselves, and importing completes them in place: so Import and type checks
// that use imported packages must not run at the same time. The importer has
// no lock for that; its user has.
type Importer struct {
	fset     *token.FileSet
	packages map[string]*types.Package
}

// NewImporter returns an importer whose positions go into fset.
func NewImporter(fset *token.FileSet) *Importer {
	return &Importer{fset: fset, packages: map[string]*types.Package{}}
}

// Import implements types.Importer.
func (im *Importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := im.packages[path]; p != nil && p.Complete() {
		return p, nil
	}
	data, err := Lookup(path)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	p, err := gcexportdata.Read(data, im.fset, im.packages, path)
	if err != nil {
		return nil, fmt.Errorf("reading export data of package %s: %w", path, err)
	}
	return p, nil
}
