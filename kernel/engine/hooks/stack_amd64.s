//go:build !nohooks

#include "textflag.h"

// g begins with the bounds of the stack: stack.lo, stack.hi.

// func stackUsed() uintptr
TEXT ·stackUsed(SB), NOSPLIT, $0-8
	MOVQ (TLS), CX
	MOVQ 8(CX), AX
	SUBQ SP, AX
	MOVQ AX, ret+0(FP)
	RET

// func goroutine() uintptr
TEXT ·goroutine(SB), NOSPLIT, $0-8
	MOVQ (TLS), CX
	MOVQ CX, ret+0(FP)
	RET
