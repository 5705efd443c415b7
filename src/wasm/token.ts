// What the decoders of WSP header blocks, content types and MMSE PDUs write: rows of 32 octets in REGION_TOKENS.
// Compiled by BOTH asc and tsc: plain integer constants only, no imports, no types. Values are little-endian.
//
//   region:  +----------------------+-----------+-------+-------+---
//            | head (32 octets)     | spare row | row 0 | row 1 | ...
//            +----------------------+-----------+-------+-------+---
//
//   head:    +-------+----------+---------+----------+-----------+-----------+-----------
//            | count | overflow | hashLow | hashHigh | body hash | body hash | not used
//            | u32   | u32      | u32     | u32      | low, u32  | high, u32 |
//            +-------+----------+---------+----------+-----------+-----------+-----------
//
//   row:     0      1      2       3       4      8        12       16      20     24      28      32
//            +------+------+-------+-------+------+--------+--------+-------+------+-------+-------+
//            | kind | form | flags | depth | code | offset | length | value | high | index | start |
//            | u8   | u8   | u8    | u8    | u32  | u32    | u32    | u32   | u32  | u32   | u32   |
//            +------+------+-------+-------+------+--------+--------+-------+------+-------+-------+
//
// kind    TOKEN_IS_*, form: TOKEN_FORM_* of the value, flags: TOKEN_FLAG_*, depth: nesting of multiparts
// code    field, parameter or problem code; part: its position in its multipart, from 0
// offset  address of the value's octets, without Quote, charset and 00; part: address of its data
// length  of those octets; part: octets of data that are there
// value   integer (low half), octet of a token, seconds; part: octets of data that are missing
// high    integer (high half); TOKEN_FORM_ENCODED: MIBenum of the charset; part: headersLen
//         interned text: value: TEXT_VERSION, upper half of high: the slot
// index   field of an indexed form: position; WSP field: code page; forward count; token before a value (8x)
// start   address of the first octet of the whole element; with TOKEN_FLAG_NAMED the name's address, and index its length
//
// Rows come in the order of the octets. Parameters and items follow the field or content type they belong to; a
// part is followed by its content type, its fields, then by the parts inside it. Addresses are absolute.
export const TOKEN_SIZE = 32;
export const TOKENS_COUNT = 0; // u32
export const TOKENS_OVERFLOW = 4; // u32 1: rows were dropped
export const TOKENS_HASH_LOW = 8; // u32
export const TOKENS_HASH_HIGH = 12; // u32
export const TOKENS_BODY_HASH_LOW = 16; // u32
export const TOKENS_BODY_HASH_HIGH = 20; // u32
export const TOKENS_SPARE = 32; // row that takes what does not fit
export const TOKENS_FIRST = 64;
export const TOKENS_CAPACITY = 61400;

// Short plain texts that were seen before, behind the rows: slots by hash.
export const TOKENS_TEXTS = 0x1dfc00;
export const TEXT_SLOTS = 2048;
export const TEXT_SLOT_SIZE = 64;
export const TEXT_VERSION = 0; // u32 how often the slot was filled; 0: never
export const TEXT_LENGTH = 4; // u32
export const TEXT_OCTETS = 8;
export const TEXT_LONGEST = 56;

// Ranges whose hashes are wanted, when the tokens were read: from TOKENS_FIRST on.
export const TOKENS_RANGE_SIZE = 16;
export const TOKENS_RANGE_OFFSET = 0; // u32 address
export const TOKENS_RANGE_LENGTH = 4; // u32
export const TOKENS_RANGE_HASH = 8; // u64, written by the core

export const TOKEN_KIND = 0;
export const TOKEN_FORM = 1;
export const TOKEN_FLAGS = 2;
export const TOKEN_DEPTH = 3;
export const TOKEN_CODE = 4;
export const TOKEN_OFFSET = 8;
export const TOKEN_LENGTH = 12;
export const TOKEN_VALUE = 16;
export const TOKEN_HIGH = 20;
export const TOKEN_INDEX = 24;
export const TOKEN_START = 28;
export const TOKEN_PART_HASH = 24; // u64, written by hashParts

export const TOKEN_IS_FIELD = 1; // MMSE header field
export const TOKEN_IS_WSP_FIELD = 2; // WSP header field
export const TOKEN_IS_CONTENT_TYPE = 3;
export const TOKEN_IS_PARAMETER = 4;
export const TOKEN_IS_ITEM = 5; // value inside a WSP field's length
export const TOKEN_IS_PART = 6;
export const TOKEN_IS_BODY = 7; // what follows Content-Type
export const TOKEN_IS_PROBLEM = 8;

export const TOKEN_FORM_NONE = 0; // no value, or empty
export const TOKEN_FORM_TOKEN = 1; // one octet 0x80..0xFF
export const TOKEN_FORM_INTEGER = 2;
export const TOKEN_FORM_TEXT = 3; // charset not given
export const TOKEN_FORM_ENCODED = 4; // text with a charset
export const TOKEN_FORM_OCTETS = 5; // inside a length
export const TOKEN_FORM_ABSOLUTE = 6; // time, seconds since 1970
export const TOKEN_FORM_RELATIVE = 7; // time, seconds
export const TOKEN_FORM_INSERT_ADDRESS = 8;
export const TOKEN_FORM_QVALUE = 9; // value as on the wire

export const TOKEN_FLAG_NAMED = 1; // name as text instead of a code
export const TOKEN_FLAG_CUT = 2; // its length passes the end of what is there
export const TOKEN_FLAG_INDEXED = 4; // Value-length index value
export const TOKEN_FLAG_LONG = 8; // integer written as Long-integer
export const TOKEN_FLAG_HUGE = 16; // integer of more than 64 bits: only its octets are kept
export const TOKEN_FLAG_MULTIPART = 32; // part or body that is a multipart and was read as one
export const TOKEN_FLAG_INTERNED = 64; // text of US-ASCII without encoded words whose string is kept

export const PROBLEM_TRUNCATED = 1; // ends before the value that is due
export const PROBLEM_LENGTH_PAST_END = 2; // value: octets needed, high: octets there
export const PROBLEM_MISSING_NUL = 3;
export const PROBLEM_UINTVAR = 4; // more than 5 octets or 32 bits
export const PROBLEM_UINTVAR_NOT_SHORTEST = 5;
export const PROBLEM_ILLEGAL_OCTET = 6; // no field starts like this; value: the octet
export const PROBLEM_WRONG_FORM = 7; // the value has not the form that its field asks for
export const PROBLEM_LEFTOVER = 8; // octets after the value, inside its length
export const PROBLEM_TRAILING = 9; // octets after the end; value: how many
export const PROBLEM_NO_BODY = 10;
export const PROBLEM_COUNT_ZERO = 11;
export const PROBLEM_MORE_ENTRIES = 12;
export const PROBLEM_PARTS_MISSING = 13; // value: how many
export const PROBLEM_PART_CUT = 14; // value: octets of data needed, high: there
export const PROBLEM_PART_HEADERS_CUT = 15; // headersLen passes the end
export const PROBLEM_LIMIT_FIELDS = 16;
export const PROBLEM_LIMIT_PARTS = 17;
export const PROBLEM_LIMIT_DEPTH = 18;
export const PROBLEM_UNKNOWN_FIELD = 19;

// Limits (SPEC 13)
export const LIMIT_FIELDS = 1000; // of one block
export const LIMIT_PARTS = 1000; // of one multipart
export const LIMIT_DEPTH = 8; // of nested multiparts

// Answers of findMmse
export const MMSE_NO = 0;
export const MMSE_LIKELY = 1; // starts with a message type
export const MMSE_STRONG = 2; // then a transaction id or a version
