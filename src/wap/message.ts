import { CarriageLog } from "../flow/carriage.js";
import type { Carriage } from "../record.js";
import type { Core } from "../wasm/instance.js";
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
import type { SduReassembly } from "./reassembly.js";
import type { WapRow } from "./row.js";
import type { WapMessage, WapTransaction, WspPdu } from "./transaction.js";
import { decodeWspPdu } from "./wsp.js";

const NO_PDU: Readonly<WspPdu> = {
	type: 0,
	headers: [],
	dataOffset: 0,
	dataLength: 0,
	problems: [],
};

/** The message that a reassembly holds, as far as it goes; nothing when no packet was seen. */
export function messageOf(
	core: Core,
	sdu: SduReassembly,
	pages?: CodePages,
): WapMessage | undefined {
	const carriage = sdu.carriage();
	if (!carriage) return undefined;
	const bytes = sdu.assemble();
	const pdu =
		bytes.length > 0 ? decodeWspPdu(core, bytes, false, pages) : { ...NO_PDU };
	return { bytes, pdu, carriage, problems: sdu.problems(), repeats: [] };
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
	return {
		mode,
		client: "",
		clientPort: 0,
		server: "",
		serverPort: 0,
		family: pair.family,
		...(pair.vlan !== undefined && { vlan: pair.vlan }),
		stream,
		kind: "unknown",
		tid,
		session: "",
		sessionHeaders: [],
		sessionReplyHeaders: [],
		ended: "open",
		problems: [],
	};
}

export function setSides(
	transaction: WapTransaction,
	pair: Pair,
	client: Side,
): void {
	const phone = pair.peers[client];
	const gateway = pair.peers[otherSide(client)];
	transaction.client = phone.address;
	transaction.clientPort = phone.port;
	transaction.server = gateway.address;
	transaction.serverPort = gateway.port;
}

/** How one datagram carried a whole message. */
export function carriageOf(row: WapRow): Carriage {
	const log = new CarriageLog(row.stamp);
	log.add(row.stamp, row.length);
	const isWhole = row.length >= row.wireLength;
	const carriage = log.finish(isWhole ? row.stamp : undefined);
	if (isWhole) return carriage;
	carriage.missing = row.wireLength - row.length;
	carriage.missingCause = "sliced";
	return carriage;
}
