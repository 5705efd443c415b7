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
export const ROW_WAP_PRINT = 52; // u32 user data: hash of its octets (Invoke, Result, their segments; connectionless WSP)
export const ROW_WTP_ABORT_TYPE = 52; // u8 0 provider, 1 user
export const ROW_WTP_ABORT_REASON = 53; // u8
export const ROW_WTP_MISSING_COUNT = 54; // u8 Negative Ack: listed PSNs, one octet each at offset (length: those there)
export const ROW_WTP_TOTAL_SIZE = 56; // u32 option Total Message Size
export const ROW_WTP_ERROR = 60; // u8 first octet of an Error TPI: code in the high nibble, bad identity in the low
export const ROW_WTP_VERSION = 61; // u8 Invoke: 0, or the PDU is of another WTP
export const ROW_WTP_HAS = 62; // u8 WTP_HAS_* TPIs
// offset and length of an Ack are those of its Info TPI (acknowledgement headers), length 0 without
export const WTP_PDU_LIMIT = 255; // PDUs of one datagram
// ICMP
export const ROW_ICMP_TYPE = 41; // u8
export const ROW_ICMP_CODE = 42; // u8
export const ROW_ICMP_PROTOCOL = 43; // u8 of the packet: the flow may be over when the row is read
// Fragment of an IP datagram: offset and length are the fragment's payload
export const ROW_FRAGMENT_OFFSET = 44; // u32 octets from the start of the datagram's payload
export const ROW_FRAGMENT_ID = 48; // u32 identification
export const ROW_FRAGMENT_ADDRESSES = 52; // u32 address of source address (4 or 16 octets), destination follows
export const ROW_FRAGMENT_PROTOCOL = 56; // u8
export const ROW_FRAGMENT_FAMILY = 57; // u8 4 or 6
export const ROW_FRAGMENT_MORE = 58; // u8 more fragments follow
export const ROW_FRAGMENT_WAY = 59; // u8 WAY_*
export const ROW_FRAGMENT_SCOPE = 60; // u16 scope key, see FLOW_SCOPE_A
// stream of a fragment: the GTP-U tunnel endpoint identifier it came with, 0: none

export const ROW_IS_TCP = 1;
export const ROW_IS_WTP = 2; // WTP PDU over UDP (connection-oriented WSP)
export const ROW_IS_WSP = 3; // UDP datagram with connectionless WSP (TID octet first)
export const ROW_IS_FRAGMENT = 4;
export const ROW_IS_TLS = 5; // first segment of a TLS ClientHello; nothing else of that flow follows
export const ROW_IS_RADIUS = 6; // UDP payload
export const ROW_IS_GTP_CONTROL = 7; // UDP payload: GTP-C of version 1 or 2
export const ROW_IS_PFCP = 8; // UDP payload
export const ROW_IS_DNS = 10; // a name that was not resolved: offset is that of a copy of its RESOLUTION_* entry
export const ROW_IS_RUN = 11; // TCP segments of one flow: offset is that of the first piece
export const ROW_IS_WTP_RUN = 12; // segments of one WTP message that carry on, and their Acks: see PIECE_*; type, TID and PSN are those of the first segment
export const ROW_IS_ICMP = 9; // an error about a packet of the flow; direction is that packet's

// Piece: one segment of a run, 32 octets. All of its payload was captured.
//
//   0       4          8      12       16       20    24       26          27      28     32
//   +-------+----------+------+--------+--------+-----+--------+-----------+-------+------+
//   | frame | sequence | nsec | offset | length | ack | window | direction | flags | next |
//   | u32   | u32      | u32  | u32    | u32    | u32 | u16    | u8        | u8    | u32  |
//   +-------+----------+------+--------+--------+-----+--------+-----------+-------+------+
//
// second, capture and flags are those of the row; both numbers of a frame are equal (runs need a single capture); next:
// address of the piece that follows, 0: none. Of a run of WTP: whole segments without TPIs, in order, none sent again or the
// last, and Acks with a PSN. ack: print, or PSN of an Ack; window: first octet of the PDU; direction: 1 for an Ack.
export const PIECE_SIZE = 32;
export const PIECE_STAMP = 0;
export const PIECE_CAPTURE_FRAME = 4;
export const PIECE_SEQUENCE = 4;
export const PIECE_NANOSECONDS = 8;
export const PIECE_OFFSET = 12;
export const PIECE_LENGTH = 16;
export const PIECE_ACKNOWLEDGMENT = 20;
export const PIECE_WINDOW = 24;
export const PIECE_DIRECTION = 26;
export const PIECE_FLAGS = 27; // as ROW_TCP_FLAGS, and PIECE_FLAG_START
export const PIECE_NEXT = 28;

export const PIECE_FLAG_START = 128; // as ROW_FLAG_START
export const ROW_FLAG_NEW_STREAM = 1; // first row of this stream
export const ROW_FLAG_SLICED = 2; // the capture kept fewer octets than the packet had
export const ROW_FLAG_FINE = 8; // the capture's clock is finer than microseconds
export const ROW_FLAG_REASSEMBLED = 4; // from an IP datagram put together from fragments
export const ROW_FLAG_START = 16; // TCP: the payload starts with what may be an HTTP start line

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

// Flow: one 5-tuple, 96 octets in two parts, written by the core except where TypeScript is named. The hot part is one
// cache line and holds what every packet needs; the cold part is read when a row is made or a flow begins.
// A is the side whose packet was seen first, B the other; they stay for later streams of the same 5-tuple. IPv4 addresses
// are in the first 4 octets. A flow is named by the address of its hot part divided by FLOW_UNIT; 0 is none.
//
//   page of 4096 octets:
//   +---------------------+---------------------+------+
//   | 42 hot parts        | their 42 cold parts | idle |
//   +---------------------+---------------------+------+
export const FLOW_UNIT = 32;
export const FLOW_PAGE = 4096;
export const FLOW_PAGE_ENTRIES = 42;
export const FLOW_PAGE_COLD = 2688; // offset in the page of the first cold part
export const FLOW_HOT_SIZE = 64;
export const FLOW_ADDRESS_A = 0; // 16
export const FLOW_ADDRESS_B = 16; // 16
export const FLOW_PORT_A = 32; // u16
export const FLOW_PORT_B = 34; // u16
export const FLOW_PROTOCOL = 36; // u8 6 or 17; 0: free
export const FLOW_FAMILY = 37; // u8 4 or 6
export const FLOW_STATE = 38; // u8 FLOW_STATE_*, the core's own detection state
export const FLOW_VERDICT = 39; // u8 VERDICT_*, written by TypeScript
export const FLOW_STREAM = 40; // u32; NO_STREAM while the entry is free
export const FLOW_LAST_SECONDS = 44; // u32 time of the last packet
export const FLOW_FLAGS = 48; // u32 FLOW_FLAG_*
export const FLOW_SCOPE_A = 52; // u16 scope key of A's packets now: 0 none, outermost VLAN's id + 1, or SCOPE_TUNNELS + tunnel index
export const FLOW_SCOPE_B = 54; // u16 the same of B's: another one where a tap tags or tunnels the directions apart
export const FLOW_SKIP_A = 56; // u32 with VERDICT_SKIP_A: A's segments wholly before this number make no row (TypeScript)
export const FLOW_SKIP_B = 60; // u32 the same for B
export const FLOW_NUMBER = 56; // u32 UDP: number that TypeScript gave the flow; 0: none
// cold part
export const FLOW_COLD_SIZE = 32;
export const FLOW_INITIAL_A = 0; // u32 number before the first octet of data: that of the SYN when it was seen
export const FLOW_INITIAL_B = 4; // u32
export const FLOW_HASH = 8; // u32
export const FLOW_NEXT = 12; // u32 next flow of the time wheel's spoke, of those released or of the free ones
// where the first packet of the stream was; this stays
export const FLOW_TEID = 16; // u32 GTP-U tunnel endpoint identifier of A's packets; 0: none, or B's was the first packet
export const FLOW_SCOPE = 20; // u16 scope key
export const FLOW_SCOPE_NAME = 22; // u16 key of the scope that gives it its name: that of both directions
export const FLOW_WAY = 24; // u8 WAY_* of A's packets

// Slot: where a flow is found, 8 octets in an open table with linear probing. Neither looking for a flow nor growing the
// table touches entries that do not matter.
export const SLOT_SIZE = 8;
export const SLOT_HASH = 0; // u32
export const SLOT_FLOW = 4; // u32 0: empty
export const SLOTS_FIRST = 0x2000;

// Tunnel: two outer addresses in either direction, 48 octets. Index 0 is never used.
export const SCOPE_TUNNELS = 0x1001; // scope keys from here on are tunnels
export const TUNNEL_SIZE = 48;
export const TUNNEL_ADDRESS_LOW = 0; // 16: the one whose octets sort lower
export const TUNNEL_ADDRESS_HIGH = 16; // 16
export const TUNNEL_ID = 32; // u32 VXLAN or Geneve network identifier
export const TUNNEL_TYPE = 36; // u8 TUNNEL_IS_*
export const TUNNEL_FAMILY = 37; // u8 4 or 6
export const TUNNEL_VLAN = 38; // u16 outermost tag's id + 1 of its first packet, 0: untagged
export const TUNNEL_HASH = 40; // u32
export const TUNNEL_NEXT = 44; // u32 next of the hash chain
export const TUNNEL_IS_GTP = 1;
export const TUNNEL_IS_GRE = 2;
export const TUNNEL_IS_IPIP = 3;
export const TUNNEL_IS_VXLAN = 4;
export const TUNNEL_IS_GENEVE = 5;
export const TUNNEL_IS_L2TP = 6;
export const TUNNEL_IS_OTHER = 7; // stands for all that came when the table was full
/** Direction of a packet through its tunnel. */
export const WAY_UP = 0; // from the lower address to the higher
export const WAY_DOWN = 1;

// Resolution: a name that a client asked a DNS server for, as long as no address came back; 384 octets. Index 0 is never
// used. Queries for one name by one client are one resolution, whatever their types and ids.
export const RESOLUTION_SIZE = 384;
export const RESOLUTION_HASH = 0; // u32
export const RESOLUTION_NEXT = 4; // u32 next of the hash chain or of the free list
export const RESOLUTION_OLDER = 8; // u32 asked for before it
export const RESOLUTION_NEWER = 12; // u32
export const RESOLUTION_FRAME = 16; // u32 first query: as in a row
export const RESOLUTION_CAPTURE_FRAME = 20; // u32
export const RESOLUTION_SECONDS = 24; // u32
export const RESOLUTION_NANOSECONDS = 28; // u32
export const RESOLUTION_CAPTURE = 32; // u16
export const RESOLUTION_ID = 34; // u16 of the last query
export const RESOLUTION_SCOPE = 36; // u16 scope key of the query
export const RESOLUTION_WAY = 38; // u8 WAY_*
export const RESOLUTION_FLAGS = 39; // u8 ROW_FLAG_*
export const RESOLUTION_TEID = 40; // u32
export const RESOLUTION_STREAM = 44; // u32 udp.stream of the first query
export const RESOLUTION_CLIENT = 48; // 16
export const RESOLUTION_SERVER = 64; // 16
export const RESOLUTION_CLIENT_PORT = 80; // u16
export const RESOLUTION_SERVER_PORT = 82; // u16
export const RESOLUTION_FAMILY = 84; // u8 4 or 6
export const RESOLUTION_ASKED = 85; // u8 ASKED_*
export const RESOLUTION_OUTCOME = 86; // u8 0: no answer, else RCODE + 1; 1 is an answer without an address
export const RESOLUTION_NAME_LENGTH = 87; // u8
export const RESOLUTION_ANSWER = 88; // the same 16 octets as FRAME to NANOSECONDS, of the answer
export const RESOLUTION_ANSWER_CAPTURE = 104; // u16
export const RESOLUTION_SCOPE_NAME = 106; // u16 see FLOW_SCOPE_NAME
export const RESOLUTION_NAME = 108; // 255: lower case, labels with dots between them
export const ASKED_IPV4 = 1;
export const ASKED_IPV6 = 2;
export const NO_STREAM = 0xffffffff;
export const FLOW_MARGIN = 0x4000; // entries above the limit: what is released is not used again within the batch
export const FLOW_FLAG_SYN_A = 1;
export const FLOW_FLAG_SYN_B = 2;
export const FLOW_FLAG_FIN_A = 4;
export const FLOW_FLAG_FIN_B = 8;
export const FLOW_FLAG_RST = 16;
export const FLOW_FLAG_DATA_A = 32; // INITIAL_A is known, from a SYN or from the first segment
export const FLOW_FLAG_DATA_B = 64;
export const FLOW_FLAG_SHOWN = 128; // a row of this stream was made
export const FLOW_FLAG_ANSWERED = 512; // B sent something
export const FLOW_FLAG_CONNECTED = 256; // a segment followed both SYNs: the handshake is over
export const FLOW_STATE_UNDECIDED = 0; // no payload yet that tells what it is
export const FLOW_STATE_SHOWN = 1; // may be HTTP: every packet makes a row until TypeScript says otherwise
export const FLOW_STATE_PROBED = 2; // did not start as HTTP: rows from the first segment that starts with a start line
export const FLOW_STATE_TLS = 3; // nothing more until it is opened anew
export const FLOW_STATE_WTP = 4; // UDP: WTP was recognised by content
export const FLOW_STATE_WSP = 5; // UDP: connectionless WSP was recognised by content

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

// What TypeScript thinks of a flow. Bits; 0 leaves it to the core. The rules that go with them are in src/frame/frame.ts.
export const VERDICT_FOLLOW = 1; // emit every packet of it
export const VERDICT_IGNORE = 2; // emit nothing until it is opened anew
export const VERDICT_SKIP_A = 4; // A sends a body nobody needs: emit nothing before FLOW_SKIP_A
export const VERDICT_SKIP_B = 8;
export const VERDICT_PROBE = 16; // emit nothing until a segment starts with an HTTP start line (ROW_FLAG_START)

// The memory map. Everything up to REGION_INPUT has its place for good; untouched pages cost nothing. Only the flows,
// which are last, grow.
export const REGION_CONTROL = 0x20000; // static data of the core lies below
export const REGION_CONTROL_SIZE = 0x1000;
export const REGION_COUNTERS = 0x30000; // counters by EtherType, IP protocol and the like
export const REGION_COUNTERS_SIZE = 0x31000;
export const REGION_CURSORS = 0x70000; // state of each open capture, interfaces of pcapng
export const REGION_CURSORS_SIZE = 0x150000;
export const REGION_RUNS = 0x1c0000; // the runs that are open: 1024 of TCP, 1024 of WTP
export const REGION_RUNS_SIZE = 0x10000;
export const REGION_ROWS = 0x200000; // rows of a batch, and pieces of its runs
export const REGION_ROWS_SIZE = 0x100000;
export const REGION_TOKENS = 0x300000; // tokens of one decoded PDU
export const REGION_TOKENS_SIZE = 0x200000;
export const REGION_SCRATCH = 0x500000; // one PDU or datagram to decode: 16 MiB, and slack for wide loads
export const REGION_SCRATCH_SIZE = 0x1010000;
export const REGION_TUNNELS = 0x1510000; // u32 buckets, then entries
export const REGION_TUNNELS_SIZE = 0x400000;
export const TUNNEL_BUCKETS = 0x10000;
export const TUNNELS_CAPACITY = 0xefff; // entries, the unused one and the one for all others included
export const REGION_RESOLUTIONS = 0x1910000; // u32 buckets, then entries, then copies for the rows of a batch
export const REGION_RESOLUTIONS_SIZE = 0x680000;
export const RESOLUTION_BUCKETS = 0x8000;
export const RESOLUTIONS_CAPACITY = 0x4000; // entries, the unused one included
export const RESOLUTION_NOTES = 0x1f30000; // address of the copies
export const RESOLUTION_NOTES_CAPACITY = 1024;
export const REGION_ETHERTYPES = 0x2010000; // u64 packets by EtherType
export const REGION_ETHERTYPES_SIZE = 0x80000;
export const REGION_INPUT = 0x2890000; // behind REGION_WAP_ARENA: slots of the open captures, as many as there are: head room for a cut record, then a chunk
export const INPUT_HEADROOM = 0x80000;
export const INPUT_CHUNK = 0x40000; // what is read at once: more drives what the decoding needs out of the cache
export const INPUT_SLOT_SIZE = 0x100000;
export const INPUT_SLOTS = 32;
// Behind the slots: the flows. V8 collects garbage when the memory passes 64 MiB, so most captures stay below that.
export const FLOWS_FIRST_SIZE = 0x80000; // the first table of slots, and pages of entries
export const PAGE = 0x10000;

// Within REGION_ROWS: rows of a batch, pieces of its runs, then rows of one datagram that was put together from fragments.
export const ROWS_CAPACITY = 12032;
export const ROWS_MARGIN = 256; // a batch ends when fewer are left, so that one datagram always has room
export const REGION_PIECES = 0x2bc000;
export const PIECES_CAPACITY = 8192;
export const REGION_DATAGRAM_ROWS = 0x2fc000;
export const DATAGRAM_ROWS_CAPACITY = 256;

// Within REGION_COUNTERS: u64 by IP protocol, spokes of the wheel, u8 PORT_IS_* by UDP port; a datagram put together.
export const COUNTERS_IPPROTO = 0x30000;
export const FLOW_WHEEL = 0x31000; // u32 each: first flow that is looked at in that second
export const FLOW_WHEEL_SPOKES = 256;
export const UDP_PORTS = 0x40000;
export const REGION_DATAGRAM = 0x50000; // 64 KiB, and slack for wide loads
export const PORT_IS_WTP = 1;
export const PORT_IS_WSP = 2; // connectionless
export const PORT_IS_WTLS = 3;
// Of two ports with a meaning the smaller code counts: WAP has no clients on registered ports.
export const PORT_IS_RADIUS = 4;
export const PORT_IS_GTP_CONTROL = 5;
export const PORT_IS_PFCP = 6;
export const PORT_IS_DNS = 7;
export const PORT_IS_GTP_USER = 8;
export const PORT_IS_VXLAN = 9;
export const PORT_IS_GENEVE = 10;
export const PORT_IS_L2TP = 11;

// Control block: what the walk reads and leaves, at REGION_CONTROL.
export const CONTROL_ROWS = 0x20000; // u32 rows in the batch
export const CONTROL_SLOT = 0x20004; // u32 slot that the status is about
export const CONTROL_DATAGRAM_ROWS = 0x20008; // u32 rows of the last datagram
export const CONTROL_SLOTS = 0x2000c; // u32 slots to look at, from 0 (TypeScript)
export const CONTROL_FRAMES = 0x20010; // u64 packets so far
export const CONTROL_FRAME_LIMIT = 0x20018; // u64 stop after so many (TypeScript)
export const CONTROL_BYTES = 0x20020; // u64 octets of them on the wire
export const CONTROL_DUE_TIME = 0x20028; // u64 nanoseconds: earliest record of a capture that has no slot (TypeScript)
export const CONTROL_DUE_CAPTURE = 0x20030; // u32 its capture
export const CONTROL_EVERY_SEGMENT = 0x20034; // u32 1: every TCP segment makes a row, unless its flow is ignored (TypeScript)
export const CONTROL_RUNS = 0x20038; // u32 1: segments make runs (TypeScript)
// flow table
export const CONTROL_FLOW_USED = 0x20040; // u32 entries ever used
export const CONTROL_FLOW_OPEN = 0x20044; // u32 flows that are open
export const CONTROL_FLOW_LIMIT = 0x20048; // u32 (TypeScript)
export const CONTROL_TCP_STREAMS = 0x20050; // u32
export const CONTROL_UDP_STREAMS = 0x20054; // u32
export const CONTROL_FLOWS_OPENED = 0x20058; // u64 entries taken
export const CONTROL_FLOWS_CLOSED = 0x20060; // u64 released: closed or idle
export const CONTROL_FLOWS_EVICTED = 0x20068; // u64 released because of the limit while they were open
export const CONTROL_FLOW_STEPS = 0x20070; // u64 slots passed that were not those of the packet at hand
// packets by kind, u64 each
export const CONTROL_TCP = 0x20080;
export const CONTROL_UDP = 0x20088;
export const CONTROL_GTP = 0x20090;
export const CONTROL_WTP = 0x20098; // PDUs
export const CONTROL_WSP = 0x200a0; // connectionless PDUs
export const CONTROL_WTLS = 0x200a8;
export const CONTROL_TLS = 0x200b0; // connections
export const CONTROL_FRAGMENTS = 0x200b8;
export const CONTROL_MALFORMED = 0x200c0; // packets whose headers contradict themselves
export const CONTROL_SHORT = 0x200c8; // packets cut inside their headers
export const CONTROL_TCP_DATA = 0x200d0; // TCP segments with payload
export const CONTROL_TCP_SLICED = 0x200d8; // of these, cut by the snap length
// tunnels
export const CONTROL_TUNNELS = 0x200e0; // u32 entries used, entry 0 included
export const CONTROL_TUNNEL_LIMIT = 0x200e4; // u32 tunnels told apart (TypeScript)
export const CONTROL_TUNNELS_OVER = 0x200e8; // u64 packets of tunnels for which the table had no room
// names that are being resolved
export const CONTROL_RESOLUTIONS_USED = 0x20140; // u32 entries ever used, entry 0 included
export const CONTROL_RESOLUTIONS_FREE = 0x20144; // u32 first of the free list
export const CONTROL_RESOLUTIONS_OLDEST = 0x20148; // u32
export const CONTROL_RESOLUTIONS_NEWEST = 0x2014c; // u32
export const CONTROL_RESOLUTIONS_LIMIT = 0x20150; // u32 entries at a time (TypeScript)
export const CONTROL_DNS_SECONDS = 0x20154; // u32 an address is due within (TypeScript)
export const CONTROL_RESOLUTIONS_OVER = 0x20158; // u64 given up because of the limit
export const CONTROL_NOTES = 0x20160; // u32 copies made in this batch
// work done, u64 each
export const CONTROL_ROWS_MADE = 0x20180; // rows by ROW_IS_*, 16 of them
export const CONTROL_PASSED = 0x20200; // by PASSED_*, pairs: packets that made no row, octets of their payload
export const PASSED_IGNORED = 0; // VERDICT_IGNORE
export const PASSED_SKIPPED = 1; // within a body that nobody needs, or acknowledging it
export const PASSED_PROBED = 2; // before a start line
export const PASSED_TLS = 3;
export const PASSED_BARE = 4; // nothing but control so far
export const PASSED_OTHER = 5; // datagrams that hold nothing that matters
export const PASSED_REST = 6; // no TCP or UDP, empty, or told in other ways: names that were resolved, the outside of tunnels
export const DNS_NAME = 0x20400; // 256: the name at hand
export const AHEAD = 0x20600; // 16 times: hash and slot of a packet to come
export const AHEAD_SEEN = 0x20680; // u32
// context of decodeDatagram (TypeScript)
export const DATAGRAM_SOURCE = 0x20100; // 16
export const DATAGRAM_DESTINATION = 0x20110; // 16
export const DATAGRAM_FRAME = 0x20120; // u32
export const DATAGRAM_CAPTURE_FRAME = 0x20124; // u32
export const DATAGRAM_SECONDS = 0x20128; // u32
export const DATAGRAM_NANOSECONDS = 0x2012c; // u32
export const DATAGRAM_CAPTURE = 0x20130; // u16
export const DATAGRAM_FLAGS = 0x20132; // u8 ROW_FLAG_*
export const DATAGRAM_FAMILY = 0x20133; // u8
export const DATAGRAM_PROTOCOL = 0x20134; // u8
export const DATAGRAM_WAY = 0x20135; // u8 WAY_*
export const DATAGRAM_SCOPE = 0x20136; // u16
export const DATAGRAM_TEID = 0x20138; // u32

// Why the walk came back.
export const WALK_DONE = 0; // no open capture has another record
export const WALK_INPUT = 1; // CONTROL_SLOT needs more octets
export const WALK_ENDED = 2; // CONTROL_SLOT has ended, well or not (CURSOR_STATUS)
export const WALK_ROWS = 3; // no room for more rows
export const WALK_FLOWS = 4; // the flow table has to grow
export const WALK_FRAGMENT = 5; // the last row is a fragment: TypeScript sees it before the walk goes on
export const WALK_LIMIT = 6; // CONTROL_FRAME_LIMIT was reached
export const WALK_DUE = 7; // the capture without a slot is next

// Cursor: state of one open capture, at REGION_CURSORS + slot * CURSOR_SIZE.
export const CURSOR_SIZE = 0xa0c0; // no multiple of 4 KiB: the cursors must not share cache sets
export const CURSOR_FORMAT = 0; // u32 FORMAT_*
export const CURSOR_ACTIVE = 4; // u32 1: open (TypeScript sets, the core clears)
export const CURSOR_POSITION = 8; // u32 address of the next octet to look at
export const CURSOR_LIMIT = 12; // u32 address of the end of what was read (TypeScript)
export const CURSOR_SKIP = 16; // u64 octets to pass over before POSITION means something
export const CURSOR_READ = 24; // u64 offset in the capture of LIMIT (TypeScript)
export const CURSOR_EOF = 32; // u32 1: nothing follows LIMIT (TypeScript)
export const CURSOR_CAPTURE = 36; // u32 index of the capture (TypeScript)
export const CURSOR_STATUS = 40; // u32 STATUS_* at the end
export const CURSOR_SWAPPED = 44; // u32 1: big-endian
export const CURSOR_DAMAGE_OFFSET = 48; // u64 where in the capture
export const CURSOR_DAMAGE_NEEDED = 56; // u32
export const CURSOR_DAMAGE_AVAILABLE = 60; // u32
export const CURSOR_FRAMES = 64; // u64
export const CURSOR_BYTES = 72; // u64 octets of its packets on the wire
export const CURSOR_FIRST_SECONDS = 80; // u32 time of the first packet
export const CURSOR_FIRST_NANOSECONDS = 84; // u32
export const CURSOR_SLICED = 88; // u64 packets that the snap length cut
export const CURSOR_LINK = 96; // u32 pcap: link type
export const CURSOR_RECORD_HEADER = 100; // u32 pcap: 16 or 24
export const CURSOR_NANOSECONDS = 104; // u32 pcap: 1 when times are in nanoseconds
export const CURSOR_LENGTHS = 108; // u32 pcap: LENGTHS_*
export const CURSOR_INTERFACES = 112; // u32 pcapng: interfaces of this section
export const CURSOR_INTERFACES_SEEN = 116; // u32 pcapng: of all sections
export const CURSOR_TRAILER = 120; // u32 pcapng: length that the trailer of a block passed over must repeat, 0: none
export const CURSOR_PEEKED = 124; // u32 1: the NEXT fields hold a record
export const CURSOR_NEXT_TIME = 128; // u64 nanoseconds since 1970
export const CURSOR_NEXT_SECONDS = 136; // u32
export const CURSOR_NEXT_NANOSECONDS = 140; // u32
export const CURSOR_NEXT_DATA = 144; // u32 address
export const CURSOR_NEXT_LENGTH = 148; // u32 captured octets
export const CURSOR_NEXT_WIRE = 152; // u32 octets on the wire
export const CURSOR_NEXT_LINK = 156; // u32 link type
export const CURSOR_NEXT_END = 160; // u32 address of the next record, when it lies within what was read
export const CURSOR_NEXT_SKIP = 164; // u32 else: octets to pass over after NEXT_END
export const CURSOR_NEXT_FINE = 168; // u32 ROW_FLAG_FINE or 0
export const CURSOR_NEXT_COUNTER = 172; // u32 offset in the cursor of the counter of its link type
export const CURSOR_LAST_SECONDS = 176; // u32 time of the last packet
export const CURSOR_LAST_NANOSECONDS = 180; // u32
export const CURSOR_NEXT_TRAILER = 184; // u32 what TRAILER becomes
export const CURSOR_SHIFT = 192; // i64 nanoseconds by which its clock is corrected (TypeScript)
export const CURSOR_STARTED = 188; // u32 1: the time of the first packet is known
export const CURSOR_UNTIMED = 200; // u64 packets of Simple Packet Blocks, which have no time
export const CURSOR_LATEST_SECONDS = 208; // u32 time of the latest packet, which is not the last where a clock goes back
export const CURSOR_AHEAD_SECONDS = 212; // u32 time of a packet that is a day ahead of all others
export const CURSOR_LINK_TYPES = 256; // 64 times: u32 link type + 1, 4 unused, u64 packets
export const CURSOR_LINK_TYPE_SIZE = 16;
export const CURSOR_LINK_TYPES_LIMIT = 64;
export const CURSOR_INTERFACE_TABLE = 1280; // pcapng: INTERFACE_SIZE each
export const INTERFACE_SIZE = 32;
export const INTERFACE_LIMIT = 1246;
export const INTERFACE_UNITS = 0; // u64 units per second
export const INTERFACE_OFFSET = 8; // i64 seconds to add
export const INTERFACE_LINK = 16; // u32
export const INTERFACE_SNAPLEN = 20; // u32
export const INTERFACE_COUNTER = 24; // u32 offset in the cursor of the counter of its link type
export const FORMAT_UNKNOWN = 0; // not looked at yet
export const FORMAT_PCAP = 1;
export const FORMAT_PCAPNG = 2;
export const LENGTHS_NORMAL = 0;
export const LENGTHS_SWAPPED = 1; // pcap before 2.3: captured length and length change places
export const LENGTHS_EITHER = 2; // pcap 2.3: some writers did
export const MAX_PACKET = 0x40000; // 256 KiB, as in wiretap
