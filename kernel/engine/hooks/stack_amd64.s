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

// func walkStack(out *physical, most int) int
//
// BP points to the saved BP of the caller, behind which are the return address
// and the slots of the arguments.
TEXT ·walkStack(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), DI
	MOVQ most+8(FP), CX
	MOVQ (TLS), DX
	MOVQ 8(DX), SI
	SUBQ $32, SI
	MOVQ BP, AX
	XORQ BX, BX
	XORQ R8, R8
loop:
	CMPQ BX, CX
	JGE  done
	CMPQ AX, SP
	JLS  done
	CMPQ AX, SI
	JHI  done
	MOVQ R8, 0(DI)
	MOVQ 16(AX), R9
	MOVQ R9, 8(DI)
	MOVQ 24(AX), R9
	MOVQ R9, 16(DI)
	ADDQ $24, DI
	INCQ BX
	MOVQ 8(AX), R8
	MOVQ 0(AX), R9
	CMPQ R9, AX
	JLS  done
	MOVQ R9, AX
	JMP  loop
done:
	MOVQ BX, ret+16(FP)
	RET
