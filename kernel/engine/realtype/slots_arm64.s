#include "textflag.h"

// A slot loads the context register from funcs[i] and jumps to the function's
// code. All slots are one function: entries are 16 bytes apart, see slotSize.

#define SLOT(i) \
	MOVD ·funcs+(8*(i))(SB), R26; \
	MOVD (R26), R16; \
	JMP  (R16); \
	PCALIGN $16

#define SLOT8(i) \
	SLOT(i); SLOT((i)+1); SLOT((i)+2); SLOT((i)+3); \
	SLOT((i)+4); SLOT((i)+5); SLOT((i)+6); SLOT((i)+7)

#define SLOT64(i) \
	SLOT8(i); SLOT8((i)+8); SLOT8((i)+16); SLOT8((i)+24); \
	SLOT8((i)+32); SLOT8((i)+40); SLOT8((i)+48); SLOT8((i)+56)

#define SLOT512(i) \
	SLOT64(i); SLOT64((i)+64); SLOT64((i)+128); SLOT64((i)+192); \
	SLOT64((i)+256); SLOT64((i)+320); SLOT64((i)+384); SLOT64((i)+448)

#define SLOT4096(i) \
	SLOT512(i); SLOT512((i)+512); SLOT512((i)+1024); SLOT512((i)+1536); \
	SLOT512((i)+2048); SLOT512((i)+2560); SLOT512((i)+3072); SLOT512((i)+3584)

// func slots()
TEXT ·slots(SB), NOSPLIT|NOFRAME, $0-0
	PCALIGN $16
	SLOT4096(0)
	SLOT4096(4096)
	SLOT4096(8192)
	SLOT4096(12288)
	RET

// func firstSlot() unsafe.Pointer
TEXT ·firstSlot(SB), NOSPLIT, $0-8
	MOVD $·slots(SB), R0
	MOVD R0, ret+0(FP)
	RET
