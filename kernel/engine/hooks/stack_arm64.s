//go:build !nohooks

#include "textflag.h"

// g begins with the bounds of the stack: stack.lo, stack.hi.

// func stackUsed() uintptr
TEXT ·stackUsed(SB), NOSPLIT, $0-8
	MOVD 8(g), R0
	MOVD RSP, R1
	SUB R1, R0, R0
	MOVD R0, ret+0(FP)
	RET

// func goroutine() uintptr
TEXT ·goroutine(SB), NOSPLIT, $0-8
	MOVD g, R0
	MOVD R0, ret+0(FP)
	RET

// func walkStack(out *physical, most int) int
//
// R29 points to the saved R29 of the caller, which is a word below the caller's
// stack pointer; the slots of arguments are a word above that. Behind the saved
// R29 is the return address.
TEXT ·walkStack(SB), NOSPLIT, $0-24
	MOVD out+0(FP), R0
	MOVD most+8(FP), R1
	MOVD 8(g), R2
	SUB  $32, R2, R2
	MOVD RSP, R3
	MOVD R29, R4
	MOVD ZR, R5
	MOVD ZR, R6
loop:
	CMP  R1, R5
	BGE  done
	CMP  R3, R4
	BLS  done
	CMP  R2, R4
	BHI  done
	MOVD (R4), R7
	CMP  R4, R7
	BLS  done
	CMP  R2, R7
	BHI  done
	MOVD R6, 0(R0)
	MOVD 16(R7), R8
	MOVD R8, 8(R0)
	MOVD 24(R7), R8
	MOVD R8, 16(R0)
	ADD  $24, R0, R0
	ADD  $1, R5, R5
	MOVD 8(R4), R6
	MOVD R7, R4
	B    loop
done:
	MOVD R5, ret+16(FP)
	RET
