// Where everything lies in the memory that AssemblyScript and TypeScript share. Compiled by BOTH asc and tsc:
// plain integer constants only, no imports, no types. All values little-endian, sizes in octets.

// Row: one interesting thing the core found, 64 octets. The first 32 are the same for every kind.
//
//   0       4         8        12       16     20       24       28       32
//   +-------+---------+--------+--------+------+--------+--------+--------+------------------
//   | frame | capture | sec    | nsec   | flow | stream | offset | length | by kind ...
//   | u32   | frame   | u32    | u32    | u32  | u32    | u32    | u32    |
//   +-------+---------+--------+--------+------+--------+--------+--------+------------------
//
// frame   low 32 bits of the number from 1 over     flow    index of the flow entry (0: none)
//         the whole input; capture frame: the same
//         within its own capture
// sec     seconds since 1970 (UTC)                  stream  tcp.stream or udp.stream: counts conversations
// nsec    nanoseconds within the second             offset  payload: address in the memory, valid until the next
//                                                           batch; length: captured octets of it
export const ROW_SIZE = 64;
export const ROW_FRAME = 0;
export const ROW_CAPTURE_FRAME = 4;
export const ROW_SECONDS = 8;
export const ROW_NANOSECONDS = 12;
export const ROW_FLOW = 16;
export const ROW_STREAM = 20;
export const ROW_OFFSET = 24;
export const ROW_LENGTH = 28;
export const ROW_WIRE_LENGTH = 32; // u32 payload octets by the headers' own lengths; more than length: sliced
export const ROW_KIND = 36; // u8 ROW_IS_*
export const ROW_DIRECTION = 37; // u8 0: from the flow's A to its B, 1: from B to A
export const ROW_CAPTURE = 38; // u16 index of the capture
export const ROW_FLAGS = 40; // u8 ROW_FLAG_*
// TCP
export const ROW_TCP_FLAGS = 41; // u8 FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32
export const ROW_WINDOW = 42; // u16
export const ROW_SEQUENCE = 44; // u32
export const ROW_ACKNOWLEDGMENT = 48; // u32
// WTP: one row for each PDU of a datagram (concatenation gives several rows with one frame)
export const ROW_WTP_TYPE = 41; // u8 1 Invoke .. 7 Negative Ack (WAP-224 8.2)
export const ROW_WTP_FLAGS = 42; // u8 WTP_FLAG_*
export const ROW_WTP_CLASS = 43; // u8 0..2 (Invoke)
export const ROW_WTP_TID = 44; // u16 as on the wire, top bit: sent by the responder
export const ROW_WTP_INDEX = 46; // u8 position within the datagram, from 0
export const ROW_WTP_STATUS = 47; // u8 Status
export const ROW_WTP_PSN = 48; // u32 packet sequence number of a segment or of a PSN TPI
export const ROW_WTP_ABORT_TYPE = 52; // u8 0 provider, 1 user
export const ROW_WTP_ABORT_REASON = 53; // u8
export const ROW_WTP_MISSING_COUNT = 54; // u8 Negative Ack: listed PSNs, one octet each at offset (length: those there)
export const ROW_WTP_HAS = 55; // u8 WTP_HAS_* TPIs
export const ROW_WTP_TOTAL_SIZE = 56; // u32 option Total Message Size
export const ROW_WTP_ERROR = 60; // u8 first octet of an Error TPI: code in the high nibble, bad identity in the low
export const ROW_WTP_VERSION = 61; // u8 Invoke: 0, or the PDU is of another WTP
// offset and length of an Ack are those of its Info TPI (acknowledgement headers), length 0 without
export const WTP_PDU_LIMIT = 255; // PDUs of one datagram
// Fragment of an IP datagram: offset and length are the fragment's payload
export const ROW_FRAGMENT_OFFSET = 44; // u32 octets from the start of the datagram's payload
export const ROW_FRAGMENT_ID = 48; // u32 identification
export const ROW_FRAGMENT_ADDRESSES = 52; // u32 address of source address (4 or 16 octets), destination follows
export const ROW_FRAGMENT_PROTOCOL = 56; // u8
export const ROW_FRAGMENT_FAMILY = 57; // u8 4 or 6
export const ROW_FRAGMENT_MORE = 58; // u8 more fragments follow

export const ROW_IS_TCP = 1;
export const ROW_IS_WTP = 2; // WTP PDU over UDP (connection-oriented WSP)
export const ROW_IS_WSP = 3; // UDP datagram with connectionless WSP (TID octet first)
export const ROW_IS_FRAGMENT = 4;
export const ROW_IS_TLS = 5; // first segment of a TLS ClientHello; nothing else of that flow follows

export const ROW_FLAG_NEW_STREAM = 1; // first row of this stream
export const ROW_FLAG_SLICED = 2; // the capture kept fewer octets than the packet had
export const ROW_FLAG_FINE = 8; // the capture's clock is finer than microseconds
export const ROW_FLAG_REASSEMBLED = 4; // from an IP datagram put together from fragments

export const WTP_FLAG_RID = 1; // retransmission
export const WTP_FLAG_TTR = 2; // last packet of the message
export const WTP_FLAG_GTR = 4; // last packet of a group
export const WTP_FLAG_TVE = 8; // Ack: Tve/Tok
export const WTP_FLAG_UP = 16; // Invoke: user acknowledgement wanted
export const WTP_FLAG_TID_NEW = 32;
export const WTP_FLAG_CONCATENATED = 64;

export const WTP_HAS_PSN = 1;
export const WTP_HAS_TOTAL_SIZE = 2;
export const WTP_HAS_INFO = 4;
export const WTP_HAS_ERROR = 8;
export const WTP_HAS_NUM_GROUPS = 16; // extended segmentation and reassembly

// Flow entry: one 5-tuple, 104 octets, written by the core except where TypeScript is named.
// A is the side whose packet was seen first, B the other. IPv4 addresses are in the first 4 octets.
export const FLOW_SIZE = 104;
export const FLOW_ADDRESS_A = 0; // 16
export const FLOW_ADDRESS_B = 16; // 16
export const FLOW_PORT_A = 32; // u16
export const FLOW_PORT_B = 34; // u16
export const FLOW_PROTOCOL = 36; // u8 6 or 17
export const FLOW_FAMILY = 37; // u8 4 or 6
export const FLOW_STATE = 38; // u8 the core's own detection state
export const FLOW_VERDICT = 39; // u8 VERDICT_*, written by TypeScript
export const FLOW_STREAM = 40; // u32
export const FLOW_VLAN = 44; // u32 outermost tag's id + 1, 0: untagged
export const FLOW_SKIP_A = 48; // u32 with VERDICT_SKIP_A: A's segments wholly before this number make no row (TypeScript)
export const FLOW_SKIP_B = 52; // u32 the same for B
export const FLOW_INITIAL_A = 56; // u32 initial sequence number when the SYN was seen
export const FLOW_INITIAL_B = 60; // u32
export const FLOW_LAST_SECONDS = 64; // u32 time of the last packet
export const FLOW_PACKETS = 68; // u32
export const FLOW_NEXT = 72; // u32 next entry of the hash chain or of the free list
export const FLOW_FLAGS = 76; // u32 FLOW_FLAG_*
export const FLOW_PROBES = 80; // u16 segments looked at while undecided
export const FLOW_CAPTURE = 82; // u16 capture of the first packet
export const FLOW_LAST_FRAME = 88; // f64

export const FLOW_FLAG_SYN_A = 1;
export const FLOW_FLAG_SYN_B = 2;
export const FLOW_FLAG_FIN_A = 4;
export const FLOW_FLAG_FIN_B = 8;
export const FLOW_FLAG_RST = 16;
export const FLOW_FLAG_DATA_A = 32;
export const FLOW_FLAG_DATA_B = 64;

// One decoded WSP PDU, 64 octets. A block is two u32: offset (address in the memory), length.
export const WSP_SIZE = 64;
export const WSP_TYPE = 0; // u8
export const WSP_STATUS = 1; // u8 Status
export const WSP_TID = 2; // u8 connectionless
export const WSP_FLAGS = 3; // u8 WSP_FLAG_*
export const WSP_REPLY_STATUS = 4; // u8 Reply
export const WSP_VERSION = 5; // u8 Connect
export const WSP_REDIRECT_FLAGS = 6; // u8 80 permanent, 40 reuse security session
export const WSP_SESSION_ID = 8; // u32 ConnectReply, Disconnect, Suspend, Resume
export const WSP_URI = 12; // block
export const WSP_CAPABILITIES = 20; // block
export const WSP_HEADERS = 28; // block; begins with the content type when WSP_FLAG_CONTENT_TYPE
export const WSP_DATA = 36; // block; Redirect: address records
export const WSP_PROBLEM_AT = 44; // u32 address
export const WSP_NEEDED = 48; // u32 octets
export const WSP_AVAILABLE = 52; // u32 octets
export const WSP_FLAG_CONTENT_TYPE = 1;
// One capability (WAP-230 8.3)
export const WSP_CAPABILITY_SIZE = 16;
export const WSP_CAPABILITY_ID = 0; // u32 number, or WSP_CAPABILITY_TEXT
export const WSP_CAPABILITY_NAME = 4; // u32 address of the identifier
export const WSP_CAPABILITY_OFFSET = 8; // u32 parameters
export const WSP_CAPABILITY_LENGTH = 12; // u32
export const WSP_CAPABILITY_TEXT = 0x100;
// One address record of Redirect or of the capability Aliases
export const WSP_ADDRESS_SIZE = 12;
export const WSP_ADDRESS_FLAGS = 0; // u8 80 bearer, 40 port present
export const WSP_ADDRESS_BEARER = 1; // u8
export const WSP_ADDRESS_PORT = 2; // u16
export const WSP_ADDRESS_OFFSET = 4; // u32
export const WSP_ADDRESS_LENGTH = 8; // u32

// What TypeScript thinks of a flow. Bits.
export const VERDICT_FOLLOW = 1; // emit every packet of it
export const VERDICT_IGNORE = 2; // emit nothing until it is opened anew
export const VERDICT_SKIP_A = 4; // A sends a body nobody needs: emit nothing before FLOW_SKIP_A
export const VERDICT_SKIP_B = 8;

// The memory map. Everything up to REGION_FLOWS has its place for good; untouched pages cost nothing. Only the flow
// region, which is last, grows.
export const REGION_CONTROL = 0x20000; // static data of the core lies below
export const REGION_CONTROL_SIZE = 0x1000;
export const REGION_COUNTERS = 0x30000; // counters by EtherType, IP protocol and the like
export const REGION_COUNTERS_SIZE = 0x90000;
export const REGION_CURSORS = 0xc0000; // state of each open capture, interfaces of pcapng
export const REGION_CURSORS_SIZE = 0x140000;
export const REGION_ROWS = 0x200000; // rows of a batch: 16,384
export const REGION_ROWS_SIZE = 0x100000;
export const REGION_TOKENS = 0x300000; // tokens of one decoded PDU
export const REGION_TOKENS_SIZE = 0x200000;
export const REGION_SCRATCH = 0x500000; // one PDU or datagram to decode: 16 MiB, and slack for wide loads
export const REGION_SCRATCH_SIZE = 0x1010000;
export const REGION_INPUT = 0x1510000; // slots of the open captures: head room for a cut record, then a chunk
export const INPUT_HEADROOM = 0x80000;
export const INPUT_CHUNK = 0x80000;
export const INPUT_SLOT_SIZE = 0x100000;
export const INPUT_SLOTS = 32;
export const REGION_FLOWS = 0x3520000; // hash buckets, then entries
export const PAGE = 0x10000;
