import type { Exchange, Half } from "../record.js";
import type { Evidence } from "./evidence.js";

const FIELDS = [
	"mmse.response_status",
	"mmse.response_text",
	"mmse.retrieve_status",
	"mmse.retrieve_text",
	"mmse.status",
	"mmse.read_status",
	"mmstrace.store_status",
	"mmstrace.cancel_status",
	"http.response.code",
	"http.response.phrase",
	"http.location",
	"http.server",
	"wsp.reply.status",
] as const satisfies readonly (keyof Half)[];

/** Header fields that say who refused; an answer that is fine needs no such words. */
const ONLY_ON_ERROR: ReadonlySet<string> = new Set([
	"http.response.phrase",
	"http.server",
	"http.location",
]);

/** What decided, under Wireshark's names: status codes and texts, or how the carrier ended. */
export function detailOf(evidence: Evidence): Record<string, string | number> {
	const { request, response, abort, tls, dns, icmp } = evidence.exchange;
	const detail: Record<string, string | number> = {};
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
	detail: Record<string, string | number>,
	client: string,
	{ type, code }: NonNullable<Exchange["icmp"]>,
): void {
	const protocol = client.includes(":") ? "icmpv6" : "icmp";
	detail[`${protocol}.type`] = type;
	detail[`${protocol}.code`] = code;
}

function addDetail(
	detail: Record<string, string | number>,
	half: Half,
	isFine: boolean,
): void {
	for (const field of FIELDS) {
		const value = half[field];
		if (typeof value !== "string" && typeof value !== "number") continue;
		if (isFine && ONLY_ON_ERROR.has(field)) continue;
		detail[field] = value;
	}
}
