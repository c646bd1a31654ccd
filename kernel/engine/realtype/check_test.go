package realtype

import (
	"testing"
)

func TestCheck(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	if err := Available(); err != nil {
		t.Fatal(err)
	}
}
