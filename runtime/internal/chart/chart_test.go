package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var galleryDir = flag.String("gallery", "", "write all figures of the gallery into this folder")

func TestFiguresAreWellFormedAndSelfContained(t *testing.T) {
	for name, f := range gallery() {
		if *galleryDir != "" {
			if err := os.WriteFile(filepath.Join(*galleryDir, name+".svg"), []byte(f.SVG()), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(*galleryDir, name+".inline"), []byte(f.HTML()), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(*galleryDir, name+".txt"), []byte(f.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if f.Title() == "" || f.String() == "" {
			t.Errorf("%s: title %q, text %q; neither may be empty", name, f.Title(), f.String())
		}
		for form, s := range map[string]string{"HTML": f.HTML(), "SVG": f.SVG()} {
			if err := wellFormed(s); err != nil {
				t.Errorf("%s: %s is not well-formed: %v", name, form, err)
			}
			for _, bad := range []string{"NaN", "Inf", "<script", "href", "url(", " id="} {
				if strings.Contains(s, bad) {
					t.Errorf("%s: %s contains %q", name, form, bad)
				}
			}
		}
		if n := len(f.SVG()); n > 1_000_000 {
			t.Errorf("%s: %d bytes, want less than a megabyte", name, n)
		}
	}
}

func wellFormed(s string) error {
	d := xml.NewDecoder(strings.NewReader("<page>" + s + "</page>"))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
