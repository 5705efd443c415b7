import type { Exchange, FieldValue, Half } from "../record.js";
import type { Evidence } from "./evidence.js";

type Detail = Record<string, string | number>;

/** What decided, under Wireshark's names: status codes and texts, or how the carrier ended. */
export function detailOf(evidence: Evidence): Detail {
	const { request, response, abort, tls, dns, icmp } = evidence.exchange;
	const detail: Detail = {};
	const isFine = (response?.["http.response.code"] ?? 200) < 300;
	if (request) addDetail(detail, request, isFine);
	if (response) addDetail(detail, response, isFine);
	if (abort) {
		detail["wtp.abort.type"] = abort.type;
		const kind = abort.type === 0 ? "provider" : "user";
		detail[`wtp.abort.reason.${kind}`] = abort.reason;
	}
	if (tls) detail["tls.handshake.extensions_server_name"] = tls.serverName;
	if (dns) detail["dns.qry.name"] = dns.name;
	if (dns?.rcode !== undefined) detail["dns.flags.rcode"] = dns.rcode;
	if (icmp) addIcmp(detail, evidence.exchange.client, icmp);
	return detail;
}

function addIcmp(
	detail: Detail,
	client: string,
	{ type, code }: NonNullable<Exchange["icmp"]>,
): void {
	const protocol = client.includes(":") ? "icmpv6" : "icmp";
	detail[`${protocol}.type`] = type;
	detail[`${protocol}.code`] = code;
}

/** Each name stands there: V8 takes much longer to add a value under one that is handed on. */
function addDetail(detail: Detail, half: Half, isFine: boolean): void {
	const responseStatus = half["mmse.response_status"];
	if (isPlain(responseStatus)) detail["mmse.response_status"] = responseStatus;
	const responseText = half["mmse.response_text"];
	if (isPlain(responseText)) detail["mmse.response_text"] = responseText;
	const retrieveStatus = half["mmse.retrieve_status"];
	if (isPlain(retrieveStatus)) detail["mmse.retrieve_status"] = retrieveStatus;
	const retrieveText = half["mmse.retrieve_text"];
	if (isPlain(retrieveText)) detail["mmse.retrieve_text"] = retrieveText;
	const status = half["mmse.status"];
	if (isPlain(status)) detail["mmse.status"] = status;
	const readStatus = half["mmse.read_status"];
	if (isPlain(readStatus)) detail["mmse.read_status"] = readStatus;
	const stored = half["mmstrace.store_status"];
	if (isPlain(stored)) detail["mmstrace.store_status"] = stored;
	const cancelled = half["mmstrace.cancel_status"];
	if (isPlain(cancelled)) detail["mmstrace.cancel_status"] = cancelled;
	const code = half["http.response.code"];
	if (code !== undefined) detail["http.response.code"] = code;
	// These say who refused; an answer that is fine needs no such words.
	if (!isFine) addWords(detail, half);
	const reply = half["wsp.reply.status"];
	if (reply !== undefined) detail["wsp.reply.status"] = reply;
}

function addWords(detail: Detail, half: Half): void {
	const phrase = half["http.response.phrase"];
	if (phrase !== undefined) detail["http.response.phrase"] = phrase;
	const location = half["http.location"];
	if (location !== undefined) detail["http.location"] = location;
	const server = half["http.server"];
	if (server !== undefined) detail["http.server"] = server;
}

function isPlain(value: FieldValue | undefined): value is string | number {
	return typeof value === "string" || typeof value === "number";
}
