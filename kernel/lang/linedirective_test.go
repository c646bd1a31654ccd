package lang

import (
	"strings"
	"testing"
)

func TestFilePosition(t *testing.T) {
	code := strings.Join([]string{
		"a := 1",
		"//line foo.go:123",
		"b := 2",
		"c := 3",
		"//line c:/foo/bar.go:7",
		`d := "//line no.go:1"`,
		" //line not.go:1",
		"//line :30:1",
		"e := 4",
		"//line :1",
		"/*line x.go:10*/ f := 5; /*line y.go:20:3*/ g := 6",
		"//line broken",
		"h := 7",
	}, "\n")
	for _, tt := range []struct {
		line, column int
		want         string
		wantLine     int
	}{
		{1, 1, "In[1]", 1},
		{3, 1, "foo.go", 123},
		{4, 3, "foo.go", 124},
		{6, 1, "c:/foo/bar.go", 7},
		{7, 1, "c:/foo/bar.go", 8},
		{9, 1, "c:/foo/bar.go", 30},
		{11, 1, "??", 1},
		{11, 18, "x.go", 10},
		{11, 45, "y.go", 20},
		{13, 1, "y.go", 22},
	} {
		if file, line := FilePosition(code, "In[1]", tt.line, tt.column); file != tt.want || line != tt.wantLine {
			t.Errorf("%d:%d is %s:%d, want %s:%d", tt.line, tt.column, file, line, tt.want, tt.wantLine)
		}
	}
}
