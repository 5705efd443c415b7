// What lies in REGION_HEADS. Compiled by BOTH asc and tsc: plain integer constants only, no imports, no types. Values are
// little-endian.
//
// Head of an HTTP message, as it was read last: how many lines, then a row of 16 octets for each, the start line first.
// Behind them: lines that were seen before, in slots by hash.
export const REGION_HEADS = 0x1f90000; // between those of `layout.ts`
export const REGION_HEADS_SIZE = 0x60000;
export const HEAD_COUNT = 0; // u32
export const HEAD_ROWS = 16;
export const HEAD_LINES_LIMIT = 1000;
export const LINE_ROW_SIZE = 16;
export const LINE_ROW_SLOT = 0; // u32 index; NO_STREAM: the line is too long for one
export const LINE_ROW_VERSION = 4; // u32 that of the slot
export const LINE_ROW_START = 8; // u32 address of its first octet
export const LINE_ROW_END = 12; // u32 address behind its last one, without its line end
export const HEAD_LINES = 0x4000; // offset of the first slot
export const HEAD_COPY = 0x48000; // offset of the copy of a head that lay elsewhere
export const HEAD_COPY_SIZE = 0x10000;
export const LINE_SLOTS = 1024;
export const LINE_SLOT_SIZE = 256;
export const LINE_VERSION = 0; // u32 how often the slot was filled; 0: never
export const LINE_LENGTH = 4; // u32; the top bit is set for a start line
export const LINE_OCTETS = 8;
export const LINE_LONGEST = 248;
