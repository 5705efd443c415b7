import { reversed } from "../flow/path.js";
import type { Moment } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { placedLength } from "../wasm/instance.js";
import type { CodePages } from "./header.js";
import {
	isWspMethod,
	isWspPush,
	WSP_CONNECT,
	WSP_DISCONNECT,
	WSP_RESUME,
	WSP_SUSPEND,
} from "./names.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import type { Octets } from "./pieces.js";
import type { Sdu } from "./singlepacket.js";
import type {
	WapMessage,
	WapTransaction,
	WspHeader,
	WspPdu,
} from "./transaction.js";
import { emptyPdu, type WspDecoder } from "./wsp.js";

const NO_HEADERS: WspHeader[] = [];
/** All share it: who has a problem to add makes a list. */
const NO_PROBLEMS: Problem[] = [];
const NO_PDU = emptyPdu();

/** The message that a reassembly holds, as far as it goes; nothing when no packet was seen. */
export function messageOf(
	decoder: WspDecoder,
	sdu: Sdu,
	pages?: CodePages,
): WapMessage | undefined {
	const carriage = sdu.carriage();
	if (!carriage) return undefined;
	const octets = sdu.assemble(decoder.room);
	const message = openMessage(decoder, octets, carriage, sdu.problems());
	const { offset, length } = message;
	if (length > 0) message.pdu = decoder.decode(offset, length, false, pages);
	return message;
}

/** A message with its octets where the core reads them, to be decoded. */
export function openMessage(
	decoder: WspDecoder,
	octets: Octets,
	carriage: Carriage,
	problems: Problem[],
): WapMessage {
	return {
		bytes: decoder.memory,
		offset: decoder.place(octets),
		length: placedLength(octets),
		pdu: NO_PDU,
		carriage,
		problems,
		found: undefined,
	};
}

export function kindOf(pdu: WspPdu): WapTransaction["kind"] {
	const { type } = pdu;
	if (isWspMethod(type)) return "method";
	if (isWspPush(type)) return "push";
	const isSession =
		type === WSP_CONNECT ||
		type === WSP_RESUME ||
		type === WSP_SUSPEND ||
		type === WSP_DISCONNECT;
	return isSession ? "session" : "unknown";
}

/** Which side the phone is on when `initiator` sends this as a request; nothing for what either side sends. */
export function clientOf(pdu: WspPdu, initiator: Side): Side | undefined {
	if (isWspPush(pdu.type)) return otherSide(initiator);
	const { type } = pdu;
	const byClient =
		isWspMethod(type) || type === WSP_CONNECT || type === WSP_RESUME;
	return byClient ? initiator : undefined;
}

/** A transaction of which nothing is known yet but who talks. */
export function openTransaction(
	pair: Pair,
	stream: number,
	tid: number,
	mode: WapTransaction["mode"],
): WapTransaction {
	// All that may come later has its place: one shape makes fast code.
	return {
		mode,
		isConnectionless: mode === "wsp-cl",
		client: "",
		clientPort: 0,
		server: "",
		serverPort: 0,
		family: pair.family,
		path: undefined,
		stream,
		kind: "unknown",
		tid,
		transactionClass: undefined,
		session: "",
		sessionHeaders: NO_HEADERS,
		sessionReplyHeaders: NO_HEADERS,
		connect: undefined,
		request: undefined,
		response: undefined,
		acknowledged: undefined,
		holdOn: undefined,
		lastAck: undefined,
		ended: "open",
		endedBy: undefined,
		end: undefined,
		abort: undefined,
		icmp: undefined,
		problems: NO_PROBLEMS,
	};
}

/** ICMP says that what the initiator sent arrives nowhere: that ends it, unless an answer is there or comes. */
export function noteUnreachable(
	transaction: WapTransaction,
	moment: Moment,
	icmp: { type: number; code: number },
): void {
	if (transaction.response || transaction.icmp) return;
	transaction.icmp = icmp;
	transaction.end = moment;
}

/** It is over: what ICMP said counts if nothing else came. */
export function settleUnreachable(transaction: WapTransaction): void {
	if (!transaction.icmp) return;
	const { ended, response } = transaction;
	if (!response && (ended === "timeout" || ended === "open")) {
		transaction.ended = "unreachable";
		return;
	}
	transaction.icmp = undefined;
	if (ended !== "abort") transaction.end = undefined;
}

export function setSides(
	transaction: WapTransaction,
	pair: Pair,
	client: Side,
): void {
	const phone = pair.peers[client];
	const gateway = pair.peers[otherSide(client)];
	const { path } = pair;
	if (path) transaction.path = client === 0 ? path : reversed(path);
	transaction.client = phone.address;
	transaction.clientPort = phone.port;
	transaction.server = gateway.address;
	transaction.serverPort = gateway.port;
}
