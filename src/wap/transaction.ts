import type { Carriage, EndedBy, Problem } from "../record.js";

/** A WSP header: well-known or named, value as text where it has one. */
export interface WspHeader {
	/** Lower case, as in HTTP. */
	name: string;
	value: string | number;
}

/** A decoded WSP PDU (WAP-230 8.2). */
export interface WspPdu {
	/** Type octet. */
	type: number;
	/** Connectionless: TID octet. */
	tid?: number;
	/** Reply: status octet; `httpStatus` by `wsp-status-codes`. */
	status?: number;
	httpStatus?: number;
	uri?: string;
	/** Lower case, without parameters. */
	contentType?: string;
	contentTypeParameters?: Record<string, string | number>;
	headers: WspHeader[];
	sessionId?: number;
	/** Data, from the start of the SDU; length is what is there. */
	dataOffset: number;
	dataLength: number;
	problems: Problem[];
}

/** One SDU that WTP or UDP carried, with its decoded PDU. */
export interface WapMessage {
	/** The SDU's octets, up to the first hole. */
	bytes: Uint8Array;
	pdu: WspPdu;
	carriage: Carriage;
	problems: Problem[];
	/** The same message seen again whole (repeats of an unsegmented packet): one carriage each. */
	repeats: Carriage[];
}

/** One WTP transaction, one connectionless request with its reply, or one push. */
export interface WapTransaction {
	mode: "wsp" | "wsp-cl" | "wsp-push";
	/** Phone's side: initiator of methods, receiver of pushes. */
	client: string;
	clientPort: number;
	server: string;
	serverPort: number;
	family: 4 | 6;
	vlan?: number;
	stream: number;
	/** WTP TID without the direction bit, or the connectionless TID octet. */
	tid: number;
	transactionClass?: number;
	/** Names the WSP session of the address quadruplet (udp.stream and its running number). */
	session: string;
	/** Headers of the session's Connect, in force for each request (User-Agent...). */
	sessionHeaders: WspHeader[];
	request?: WapMessage;
	response?: WapMessage;
	/** ConfirmedPush: the client's acknowledgement. */
	acknowledged?: { time: number; frame: number };
	/** Responder's Ack before its Result. */
	holdOn?: { time: number; frame: number };
	/** Initiator's last Ack. */
	lastAck?: { time: number; frame: number };
	ended: "abort" | "timeout" | "open" | "done";
	endedBy?: EndedBy;
	endTime?: number;
	endFrame?: number;
	abort?: { type: number; reason: number };
	problems: Problem[];
}
