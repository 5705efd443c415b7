import type { Path } from "../flow/path.js";
import type { Moment } from "../flow/stamp.js";
import type { Carriage, EndedBy, Problem } from "../record.js";
import type { WspAddress, WspCapability } from "./capability.js";

/** A WSP header: well-known or named, value as text where it has one. */
export interface WspHeader {
	/** Lower case, as in HTTP. */
	name: string;
	value: string | number;
}

/** A decoded WSP PDU (WAP-230 8.2). */
export interface WspPdu {
	/** Type octet; 0: no octet of it is there. `wspPduName` names it. */
	type: number;
	/** Get and Post families: the HTTP method, for extended methods by the session's capability. */
	method?: string | undefined;
	/** Connectionless: TID octet. */
	tid?: number | undefined;
	/** Reply: status octet; `httpStatus` by `wsp-status-codes`. */
	status?: number | undefined;
	httpStatus?: number | undefined;
	uri?: string | undefined;
	/** Lower case, without parameters. */
	contentType?: string | undefined;
	contentTypeParameters?: Record<string, string | number> | undefined;
	/** Shared between PDUs with equal headers, as are the parameters above: never change them. */
	headers: WspHeader[];
	/** ConnectReply, Disconnect, Suspend, Resume. */
	sessionId?: number | undefined;
	/** Connect: 0x10 is 1.0. */
	version?: number | undefined;
	/** Connect, ConnectReply, Resume. Shared like the headers. */
	capabilities?: WspCapability[] | undefined;
	redirect?:
		| {
				permanent: boolean;
				reuseSecuritySession: boolean;
				addresses: WspAddress[];
		  }
		| undefined;
	/** Data, from the start of the SDU; length is what is there. */
	dataOffset: number;
	dataLength: number;
	problems: Problem[];
}

/** One SDU that WTP or UDP carried, with its decoded PDU. */
export interface WapMessage {
	/**
	 * The core's memory, in which the SDU's octets lie, up to the first hole; connectionless: with the TID octet. They are
	 * good while the message is told: what it is needed for later is to be copied. Empty afterwards, if the listener
	 * made it so.
	 */
	bytes: Uint8Array;
	offset: number;
	length: number;
	pdu: WspPdu;
	carriage: Carriage;
	problems: Problem[];
	/** What the listener found in it: the listener's alone. */
	found: unknown;
}

/** One WTP transaction, one connectionless request with its reply, or one push. */
export interface WapTransaction {
	mode: "wsp" | "wsp-cl" | "wsp-push";
	/** It was in no session. A push tells that by nothing else. */
	isConnectionless: boolean;
	/** Phone's side: initiator of methods, receiver of pushes. */
	client: string;
	clientPort: number;
	server: string;
	serverPort: number;
	family: 4 | 6;
	/** The phone's side first. */
	path?: Path | undefined;
	stream: number;
	/**
	 * What it is for: a method or a push; `session` for Connect, Resume, Suspend and Disconnect; `unknown` when neither
	 * the first octet of a request nor of a response was seen.
	 */
	kind: "method" | "push" | "session" | "unknown";
	/** WTP TID without the direction bit, or the connectionless TID octet. */
	tid: number;
	transactionClass?: number | undefined;
	/**
	 * Names the WSP session of the address quadruplet: udp.stream, and its running number from 1; 0 is the session that
	 * was open before the capture, or none.
	 */
	session: string;
	/** Headers of the session's Connect, in force for each request (User-Agent...). */
	sessionHeaders: WspHeader[];
	/** Headers of the ConnectReply, in force for each reply. */
	sessionReplyHeaders: WspHeader[];
	/** Connect and Resume: how the server took it. `refused`: Reply or Abort. */
	connect?: "accepted" | "refused" | "redirected" | "unanswered" | undefined;
	request?: WapMessage | undefined;
	response?: WapMessage | undefined;
	/** ConfirmedPush: the client's acknowledgement. */
	acknowledged?: Moment | undefined;
	/** Responder's Ack before its Result. */
	holdOn?: Moment | undefined;
	/** Initiator's last Ack: it has the whole Result. */
	lastAck?: Moment | undefined;
	/** `unreachable`: ICMP said so, and no answer came; `timeout`: its limits ran out without an answer; `open`: the capture, or a limit of the tracker, ended before. */
	ended: "abort" | "timeout" | "unreachable" | "open" | "done";
	endedBy?: EndedBy | undefined;
	end?: Moment | undefined;
	abort?: { type: number; reason: number } | undefined;
	/** What ICMP said of the request, when nothing answered it: `unreachable`, and `end` is when. */
	icmp?: { type: number; code: number } | undefined;
	problems: Problem[];
}
