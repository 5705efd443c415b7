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

function addDetail(detail: Detail, half: Half, isFine: boolean): void {
	put(detail, "mmse.response_status", half["mmse.response_status"]);
	put(detail, "mmse.response_text", half["mmse.response_text"]);
	put(detail, "mmse.retrieve_status", half["mmse.retrieve_status"]);
	put(detail, "mmse.retrieve_text", half["mmse.retrieve_text"]);
	put(detail, "mmse.status", half["mmse.status"]);
	put(detail, "mmse.read_status", half["mmse.read_status"]);
	put(detail, "mmstrace.store_status", half["mmstrace.store_status"]);
	put(detail, "mmstrace.cancel_status", half["mmstrace.cancel_status"]);
	put(detail, "http.response.code", half["http.response.code"]);
	// These say who refused; an answer that is fine needs no such words.
	if (!isFine) {
		put(detail, "http.response.phrase", half["http.response.phrase"]);
		put(detail, "http.location", half["http.location"]);
		put(detail, "http.server", half["http.server"]);
	}
	put(detail, "wsp.reply.status", half["wsp.reply.status"]);
}

function put(
	detail: Detail,
	field: string,
	value: FieldValue | undefined,
): void {
	if (typeof value === "string" || typeof value === "number")
		detail[field] = value;
}
