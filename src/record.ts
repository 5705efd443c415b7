/**
 * The records that mmstrace writes and that pass between its halves: the contract of `OUTPUT.md` as types.
 * Everything here is plain JSON. Keys with a dot are Wireshark's field names.
 *
 * @module
 */

/** A value of a protocol field in a record. */
export type FieldValue =
	| string
	| number
	| IndexedValue
	| (string | number | IndexedValue)[];

/** A value of m-mbox-delete-conf and m-delete-conf that belongs to the index-th Content-Location of the request. */
export interface IndexedValue {
	index: number;
	value: string | number;
}

/** Something odd about octets. `code` is a row of the problem table (`src/problem.ts`). */
export interface Problem {
	layer: string;
	code: ProblemCode;
	/** Octets from the start of the unit that `layer` names. */
	offset?: number;
	needed?: number;
	available?: number;
	frame?: number;
	/** A few more words for people, such as the name of a field. */
	note?: string;
}

export type ProblemCode = string;

/** One entry of a multipart body, or the body itself when it is not a multipart. */
export interface Part {
	/** Lower case, without parameters. */
	contentType: string;
	/** By SPEC 4: name, filename, disposition filename, Content-Location, Content-ID. */
	name?: string;
	/** The entry's dataLen. */
	size: number;
	charset?: string;
	contentId?: string;
	contentLocation?: string;
	/** Octets that the part should have and the message does not. */
	missing?: number;
	/** Hash of the data, for joining by content (STATES 4.4). */
	hash?: string;
	/** Part of the part before it with a smaller depth; absent on the outermost level. */
	depth?: number;
}

export type Transport = "http" | "wsp" | "wsp-cl" | "wsp-push" | "pap";

/** `mmse.*` and `mmstrace.*` fields of one decoded MMSE PDU. */
export interface PduFields {
	[field: `mmse.${string}` | `mmstrace.${string}`]: FieldValue;
	parts?: Part[];
}

/** How octets travelled: which frames, when, whether all of them. */
export interface Carriage {
	/** Time of the frame that first carried its first octet, seconds since 1970. */
	firstTime: number;
	/** Time of `frame`. */
	time: number;
	/** Same as text with nine decimals, when the capture is finer than microseconds. */
	firstTimeNs?: string;
	timeNs?: string;
	/** The frame that completed it; the last frame that added to it when it never became complete. */
	frame: number;
	/**
	 * Time of the packet that first carried its last octet, where that is not `time`: a body that ends with the connection,
	 * or a hole that was filled later.
	 */
	lastDataTime?: number;
	/** All frames that carried octets of it first, ascending. */
	frames: number[];
	/** Index of the capture, only with several captures. */
	capture?: number;
	captureFrame?: number;
	/** Octets of it that are there (HTTP: headers and body as sent; WSP: the SDU). */
	bytes: number;
	/** Octets that are known to be missing. */
	missing?: number;
	/** Why they are missing: lost by the capture (the peer acknowledged them), cut by the snap length, or never delivered. */
	missingCause?: "capture-gap" | "sliced" | "network-loss" | "cut";
	complete: boolean;
	/** The peer acknowledged all of it (TCP or WTP), so it was delivered whatever the capture holds. */
	acknowledged?: boolean;
	/** Segments or packets of it that were seen again. */
	retransmissions: number;
}

/** When and where something happened that has no length. */
export interface Instant {
	time: number;
	/** The same as text with nine decimals, when the capture is finer than microseconds. */
	timeNs?: string;
	frame: number;
	/** Index of the capture, only with several captures. */
	capture?: number;
	captureFrame?: number;
}

/** One direction of an exchange: what was carried, and how. */
export interface Half extends Carriage, PduFields {
	"http.request.method"?: string;
	"http.response.code"?: number;
	"http.response.phrase"?: string;
	"http.user_agent"?: string;
	"http.server"?: string;
	"http.location"?: string;
	"http.content_type"?: string;
	/** Content-Range of a 206: ranges are put together to one download. */
	"http.content_range"?: string;
	"http.host"?: string;
	"http.via"?: string;
	"wsp.reply.status"?: number;
	/** Subscriber's number from a gateway header, as found. */
	number?: string;
	/** Subscriber's IMSI from a gateway header. */
	imsi?: string;
	/** Address of the handset from a header of the gateway that asks for it. */
	clientAddress?: string;
	/** Hash of the PDU's octets: equal octets on two carriers are one exchange seen twice (STATES 1, hop). */
	pduHash?: string;
	/** Hash of the body after Content-Type: equal bodies of one client are attempts of one submission (STATES 4.3). */
	bodyHash?: string;
	/** Octets of the body when it is no MMS PDU. */
	bodyBytes?: number;
	/** The body claims to be MMS (media type) or starts like it, but no PDU could be read. */
	garbled?: true;
}

/** The network behind a subscriber's address, as far as its signalling tells. */
export interface Access {
	/** Access point name. */
	apn?: string;
	/** Radio access technology: `UTRAN`, `GERAN`, `EUTRAN`, `NR`, `WLAN` ... (3GPP TS 29.274 8.17, TS 29.061 16.4.7). */
	rat?: string;
	/** User location, as digits: MCC, MNC, area and cell. */
	cell?: string;
	/** Identity of the handset. */
	imeisv?: string;
}

/** What the packets of an exchange were inside: the outermost tunnel, and the outermost VLAN tag. */
export interface Tunnel {
	/** `gtp`, `gre`, `ipip`, `vxlan` ...; absent with a VLAN tag alone. */
	type?: string;
	/** Source and destination of the tunnel, of the exchange's first packet. */
	outer?: [string, string];
	/** GTP-U tunnel endpoint identifier of that packet, the destination's. */
	teid?: number;
	vlan?: number;
}

/** Who was behind an address, and when: from the network's signalling or a file. */
export interface Identity {
	type: "identity";
	/** IPv4 or IPv6 address, or an IPv6 prefix such as `2001:db8:1:2::/64`. */
	address: string;
	/** Capture time from which on it holds, and until when; no `to`: until another record says otherwise. */
	from: number;
	to?: number;
	/** Subscriber's number (MSISDN, Calling-Station-Id). */
	number?: string;
	imsi?: string;
	/** `radius`, `gtp-c`, `pfcp` or `file`. */
	source: string;
	/** Who gave the address (NAS, GGSN, PGW, SMF): the same one ends an earlier use, another one may be another network. */
	gateway?: string;
	access?: Access;
	/** GTP-U endpoints of the session: where the address is used twice, these tell whose packets they are. */
	tunnels?: { address: string; teid: number }[];
	frame?: number;
	capture?: number;
	captureFrame?: number;
}

/** What ended the carrier of an exchange before or after its answer. */
export type EndedBy = "client" | "server" | "unknown";

/**
 * A request with its reply in one carrier, or one push: the only thing that passes from decoding to correlation.
 * Also those without a PDU that belong to MMS: GET, HTTP errors, aborts.
 */
export interface Exchange {
	type: "exchange";
	/** Short hash of client, server, time and identifiers; independent of how the input was cut. */
	uid: string;
	/** `attempt`: a connection that was not made, or TLS, of which nothing but `connect` is known. */
	kind: "request" | "push" | "attempt";
	transport: Transport;
	/** Address of the handset's side: who asked, or who was pushed to. */
	client: string;
	clientPort: number;
	server: string;
	serverPort: number;
	/** Keeps apart networks that use the same addresses (STATES 4.2): VLAN or tunnel; absent: one scope. */
	scope?: string;
	/** What its packets were inside. */
	tunnel?: Tunnel;
	/** Of `exchanges`: capture time (whole seconds) at which it was known to be over; rises from record to record. */
	reported?: number;
	/** Absolute URL of the request, as sent where it was absolute. */
	url?: string;
	/** Connection (`tcp.stream`, or WSP session) the exchange travelled on; tells shared addresses apart. */
	connection: string;
	/** When the connection was opened and how long that took, on its first exchange. */
	connect?: Omit<Instant, "frame"> & {
		firstTime: number;
		frames: number[];
		/** Packets of it that were seen again; absent: none. */
		retransmissions?: number;
	};
	/** Only of an attempt: the connection was made, and what it carries is encrypted. */
	tls?: { serverName: string };
	/** Only of an attempt: a query for this name failed with this RCODE (RFC 1035 4.1.1), or, without one, had no answer. */
	dns?: { name: string; rcode?: number };
	/** Only of an attempt: ICMP said why (type and code of RFC 792, RFC 4443); `ended` is then `unreachable`. */
	icmp?: { type: number; code: number };
	request?: Half;
	response?: Half;
	/** How the carrier ended: `open` when it was still usable at the end of what was seen. */
	ended: "fin" | "rst" | "abort" | "timeout" | "unreachable" | "open";
	endedBy?: EndedBy;
	endTime?: number;
	endTimeNs?: string;
	endFrame?: number;
	endCapture?: number;
	endCaptureFrame?: number;
	/** WTP Abort: type 0 PROVIDER, 1 USER, and its reason octet. */
	abort?: { type: number; reason: number };
	/** The responder acknowledged the request before it answered (WTP hold-on). */
	holdOn?: boolean;
	/** ConfirmedPush: when the client acknowledged it. */
	acknowledged?: Instant;
	/** The answer lies in octets that the peer acknowledged and the capture does not hold. */
	answerInGap?: boolean;
	/** Whose receive window was closed when the exchange ended without a whole answer. */
	zeroWindow?: "client" | "server";
	/** Only of an attempt: the user named the server as an MMSC. */
	mmsc?: true;
	problems: Problem[];
}

/** One MMSE PDU as `mmstrace pdus` prints it. */
export interface PduRecord extends PduFields {
	type: "pdu";
	"frame.number": number;
	"frame.time_epoch": number;
	timeNs?: string;
	capture?: number;
	captureFrame?: number;
	"ip.src"?: string;
	"ip.dst"?: string;
	"ipv6.src"?: string;
	"ipv6.dst"?: string;
	transport: Transport | "smpp";
	/** The same PDU was carried before. */
	repeat?: true;
	/** Frame of the PDU that this one was inside. */
	container?: number;
	complete: boolean;
	problems: Problem[];
}

/** One HTTP message as `mmstrace http` prints it. */
export interface HttpRecord {
	type: "http";
	"frame.number": number;
	"frame.time_epoch": number;
	timeNs?: string;
	capture?: number;
	captureFrame?: number;
	"ip.src"?: string;
	"ip.dst"?: string;
	"ipv6.src"?: string;
	"ipv6.dst"?: string;
	"tcp.srcport": number;
	"tcp.dstport": number;
	"tcp.stream": number;
	"http.request.method"?: string;
	/** The target as sent. */
	"http.request.uri"?: string;
	"http.request.full_uri"?: string;
	"http.host"?: string;
	"http.user_agent"?: string;
	"http.server"?: string;
	"http.location"?: string;
	"http.content_type"?: string;
	"http.content_length"?: number;
	"http.response.code"?: number;
	"http.response.phrase"?: string;
	/** Octets of the body that are there. */
	bodyBytes: number;
	complete: boolean;
	problems: Problem[];
}

export type Confidence = "certain" | "probable" | "weak";
export type LegVerdict = "ok" | "failed" | "pending" | "unknown";
export type MessageVerdict =
	| "delivered"
	| "partly"
	| "failed"
	| "pending"
	| "unknown";

/** Something that happened: a PDU, a request, an answer, an end. */
export interface Step {
	/** Name of the PDU (`m-send-req`), or what happened (`get`, `http-404`, `wtp-abort`, `rst`). */
	event: string;
	frame: number;
	time: number;
	timeNs?: string;
	firstTime: number;
	frames: number[];
	capture?: number;
	captureFrame?: number;
	complete?: false;
}

export interface ReasonRecord {
	/** An id of `states-reasons`. */
	reason: string;
	time: number;
	frames: number[];
}

/** What the originator's and the recipients' legs share. */
export interface Leg {
	uid: string;
	client?: string;
	server?: string;
	serverPort?: number;
	transport?: Transport;
	transactionId?: string;
	userAgent?: string;
	/** Subscriber's number, and where it is known from: `header`, `radius`, `gtp-c`, `pfcp`, `file`, `from`. */
	number?: string;
	numberSource?: string;
	imsi?: string;
	access?: Access;
	via?: string[];
	state: string;
	verdict: LegVerdict;
	fault?: string;
	outcome: string;
	reason: string;
	confidence: Confidence;
	reasons: ReasonRecord[];
	/** What decided, under Wireshark's names. */
	detail: Record<string, string | number>;
	steps: Step[];
	/** Seconds, by the names of `states-latencies` with `_` for `-`. */
	phases: Record<string, number>;
	retransmissions: number;
	attempts: number;
	hops: Hop[];
	mayRetry?: true;
	tunnel?: Tunnel;
	problems?: Problem[];
}

/** A place where the exchanges of a leg were seen; its ends are those of the first request there. */
export interface Hop {
	client: string;
	server: string;
	serverPort: number;
	transport: Transport;
	firstTime: number;
	time: number;
	frames: number[];
	/** Index of the capture, only with several captures. */
	capture?: number;
	/** What its packets were inside. */
	tunnel?: Tunnel;
}

export type SendLeg = Leg;

export interface Report {
	/** `m-delivery-ind`, `m-read-rec-ind` or `m-read-orig-ind`. */
	event: string;
	reason: string;
	"mmse.status"?: number;
	"mmse.read_status"?: number;
	frame: number;
	time: number;
	timeNs?: string;
	capture?: number;
	captureFrame?: number;
}

export interface RecipientLeg extends Leg {
	/** Only where it is known. */
	address?: string;
	contentLocation?: string;
	notifications?: number;
	reportState?: "none" | "reported" | "read";
	reports: Report[];
}

/** What was joined, or what another message has to do with this one (`forward`, `replace-id`, `reply-charging-id`). */
export interface Link {
	/** `send`, or `recipients/N`. */
	from: string;
	/** `recipients/N`, or the uid of another message. */
	to: string;
	by: string;
	confidence: Confidence;
}

/** One MMS message: what became of it for its sender and each recipient. */
export interface Message {
	type: "message";
	uid: string;
	/** Counts by the order in which messages became final; absent until then (`--live`). */
	id?: number;
	verdict: MessageVerdict;
	fault?: string;
	outcome: string;
	reason: string;
	messageId?: string;
	from?: string;
	to?: string[];
	cc?: string[];
	bcc?: string[];
	subject?: string;
	size?: number;
	send: SendLeg | null;
	recipients: RecipientLeg[];
	links: Link[];
	frames: number[];
	firstTime: number;
	lastTime: number;
	final: boolean;
	/** uid of an earlier record of the same message that a limit ended. */
	continues?: string;
	problems: Problem[];
}

/** What the capture can or cannot show, and what to do next. */
export interface Coverage {
	sign: string;
	advice: string;
}

export interface Summary {
	type: "summary";
	packets: number;
	bytes: number;
	messages: number;
	legs: { send: number; recipient: number };
	verdicts: Record<string, number>;
	outcomes: Record<string, number>;
	reasons: Record<string, number>;
	problems: Record<string, number>;
	/** How often each limit ended something. */
	limits: Record<string, number>;
	coverage: Coverage[];
	/** Of `exchanges`: what `correlate` needs to know besides. */
	seen?: Seen;
	/** Records that a filter kept back; absent without a filter. */
	hidden?: number;
}

/** What was seen of the captures besides exchanges. */
export interface Seen {
	/** Capture time at the end, whole seconds. */
	lastSecond: number;
	/** Problems of the captures, and of packets that belong to no exchange. */
	problems: Record<string, number>;
	httpMessages: number;
	/** Packets on the ports of WSP and WTP (2948, 9200 to 9203). */
	wapPackets: number;
	/** Server names of TLS connections. */
	tlsServerNames: string[];
	/** Packets that the snap length cut. */
	slicedPackets: number;
	/** TCP connections of which one direction only is in the capture, and all of them. */
	oneSidedConnections: number;
	connections: number;
	/** Packets of link types, networks or transports that are not decoded. */
	undecodedPackets: number;
}

/** First line of ndjson output. */
export interface Header {
	type: "header";
	schema: "mmstrace/1";
	version: string;
	command: string[];
	captures: string[];
}

/** One capture of `mmstrace info`. */
export interface CaptureInfo {
	file: string;
	format: "pcap" | "pcapng" | "unknown";
	compression?: string;
	packets: number;
	bytes: number;
	linktypes: Record<string, number>;
	interfaces: number;
	firstTime?: number;
	lastTime?: number;
	truncatedPackets: number;
	problems: Problem[];
}

/** `mmstrace info --format json`. */
export interface Info {
	captures: CaptureInfo[];
	protocols: Record<string, number>;
	undecoded: {
		linktype: Record<string, number>;
		ethertype: Record<string, number>;
		ipproto: Record<string, number>;
	};
	problems: Record<string, number>;
}
