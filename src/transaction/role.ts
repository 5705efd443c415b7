import type { Exchange } from "../record.js";
import { messageTypeOf } from "./field.js";
import * as pdu from "./pdutype.js";

/** What an exchange does in the life of a message. */
export type Role =
	| "send"
	| "notify"
	| "respond"
	| "retrieve"
	| "acknowledge"
	| "delivery"
	| "read-recipient"
	| "read-originator"
	| "forward"
	| "store"
	| "delete"
	| "cancel"
	| "cancel-answer"
	| "attempt";

const ROLE_OF_REQUEST: Readonly<Record<number, Role>> = {
	[pdu.SEND_REQ]: "send",
	[pdu.NOTIFICATION_IND]: "notify",
	[pdu.NOTIFYRESP_IND]: "respond",
	[pdu.ACKNOWLEDGE_IND]: "acknowledge",
	[pdu.DELIVERY_IND]: "delivery",
	[pdu.READ_REC_IND]: "read-recipient",
	[pdu.READ_ORIG_IND]: "read-originator",
	[pdu.FORWARD_REQ]: "forward",
	[pdu.MBOX_STORE_REQ]: "store",
	[pdu.DELETE_REQ]: "delete",
	[pdu.CANCEL_REQ]: "cancel",
	[pdu.CANCEL_CONF]: "cancel-answer",
};

const ROLE_OF_ANSWER: Readonly<Record<number, Role>> = {
	[pdu.SEND_CONF]: "send",
	[pdu.FORWARD_CONF]: "send",
	[pdu.RETRIEVE_CONF]: "retrieve",
	[pdu.MBOX_STORE_CONF]: "store",
	[pdu.DELETE_CONF]: "delete",
};

/** PDUs that only a server sends: pushed whatever carried them. */
function isPushed(role: Role): boolean {
	return (
		role === "notify" ||
		role === "delivery" ||
		role === "read-originator" ||
		role === "cancel"
	);
}

/** What an exchange does; undefined when it has no part in the life of a message (mailbox views, uploads). */
export function roleOf(exchange: Exchange): Role | undefined {
	if (exchange.kind === "attempt") return "attempt";
	const { request, response } = exchange;
	const asked = messageTypeOf(request);
	if (asked !== undefined) {
		const role = ROLE_OF_REQUEST[asked];
		return role && exchange.kind !== "push" && isPushed(role)
			? undefined
			: role;
	}
	const method = request?.["http.request.method"];
	if (method === "GET") return "retrieve";
	const answered = messageTypeOf(response);
	// Only a submission and the like is answered with a PDU, even where neither can be read.
	if (request?.garbled && response?.garbled) return "send";
	if (answered !== undefined && (method === undefined || method === "POST"))
		return ROLE_OF_ANSWER[answered];
	if (method === undefined && request && exchange.kind === "request")
		return "retrieve";
	return undefined;
}
