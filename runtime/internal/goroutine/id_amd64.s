#include "textflag.h"

// func ID() uintptr
TEXT ·ID(SB), NOSPLIT, $0-8
	MOVQ (TLS), CX
	MOVQ CX, ret+0(FP)
	RET
