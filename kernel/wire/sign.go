package wire

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"
	"sync"
)

// DefaultScheme is the signature scheme of a connection file that names none.
const DefaultScheme = "hmac-sha256"

var hashes = map[string]func() hash.Hash{
	"md5":    md5.New,
	"sha1":   sha1.New,
	"sha224": sha256.New224,
	"sha256": sha256.New,
	"sha384": sha512.New384,
	"sha512": sha512.New,
}

// Schemes lists the signature schemes that a connection file may name.
func Schemes() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		names = append(names, "hmac-"+name)
	}
	return names
}

// Reasons for which a signature is refused.
var (
	errSignature = errors.New("the signature does not match; is the key of the connection file the same on both sides?")
	errReplay    = errors.New("the same signed message was received before")
)

// signer signs and checks messages with the key of a connection file. The zero signer has no key: it signs with an empty
// frame and takes every signature.
type signer struct {
	key []byte
	new func() hash.Hash
}

// newSigner finds the scheme; an unknown one is an error that names it, even when there is no key.
func newSigner(scheme, key string) (signer, error) {
	if scheme == "" {
		scheme = DefaultScheme
	}
	name, ok := strings.CutPrefix(scheme, "hmac-")
	newHash := hashes[name]
	if !ok || newHash == nil {
		return signer{}, fmt.Errorf("unknown signature_scheme %q; known are %s", scheme, strings.Join(Schemes(), ", "))
	}
	return signer{key: []byte(key), new: newHash}, nil
}

// sign returns the signature frame for the four signed frames: lower-case hex, empty when there is no key.
func (s signer) sign(signed [][]byte) []byte {
	if len(s.key) == 0 {
		return []byte{}
	}
	mac := hmac.New(s.new, s.key)
	for _, frame := range signed {
		mac.Write(frame)
	}
	var sum [sha512.Size]byte
	return hex.AppendEncode(nil, mac.Sum(sum[:0]))
}

// verify compares in constant time.
func (s signer) verify(signature []byte, signed [][]byte) error {
	if len(s.key) == 0 || hmac.Equal(signature, s.sign(signed)) {
		return nil
	}
	return errSignature
}

const (
	historySize = 1 << 16 // accepted signatures that are remembered
	historyCull = historySize / 10
)

// digest is the first 128 bits of a signature; md5 has no more. Only messages that carry a right signature are remembered,
// so nobody without the key can aim at a collision.
type digest [16]byte

// history remembers the signatures of accepted messages, so that a recorded message cannot be played again. It grows with
// use, to about 4 MiB at most. Any goroutine that receives may use it.
type history struct {
	mu   sync.Mutex
	seen map[digest]struct{} // guarded by mu
	ring []digest            // guarded by mu; oldest first
}

// add remembers a signature, or says that it is known already. When full the oldest tenth is forgotten.
func (h *history) add(signature []byte) error {
	var d digest
	hex.Decode(d[:], signature[:2*len(d)]) // verified before, so it is hex and long enough
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, dup := h.seen[d]; dup {
		return errReplay
	}
	if h.seen == nil {
		h.seen = make(map[digest]struct{})
	}
	if len(h.ring) >= historySize {
		for _, old := range h.ring[:historyCull] {
			delete(h.seen, old)
		}
		h.ring = slices.Delete(h.ring, 0, historyCull)
	}
	h.seen[d] = struct{}{}
	h.ring = append(h.ring, d)
	return nil
}

// inspector turns received frames into messages that may be believed: complete, signed, not replayed.
type inspector struct {
	signer  signer
	history history
}

func (i *inspector) open(frames [][]byte) (*Message, error) {
	p, err := split(frames)
	if err != nil {
		return nil, err
	}
	if err := i.signer.verify(p.signature, p.signed[:]); err != nil {
		return nil, err
	}
	m, err := p.message()
	if err != nil {
		return nil, err
	}
	if len(i.signer.key) > 0 {
		if err := i.history.add(p.signature); err != nil {
			return nil, fmt.Errorf("%s %s: %w", m.Header.MsgType, m.Header.MsgID, err)
		}
	}
	return m, nil
}
