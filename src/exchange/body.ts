import type { HttpMessage } from "../http/message.js";
import { headerParameter, splitMultipart } from "../http/mime.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Core } from "../wasm/instance.js";
import type { ExchangeContext } from "./context.js";
import { type Headers, headerOf, MMS_TYPE } from "./half.js";
import { startsLikeMms } from "./pdu.js";

const PAP_TYPE = "multipart/related";
/** Field X-Mms-Message-Type (OMA-TS-MMS_ENC 7.4). */
const MESSAGE_TYPE = 0x8c;
const CONTROL_TYPE = "application/xml";

/** What was found in the body of a message. */
export interface Found {
	pdu?: MmsPdu;
	/** A PAP push: the PDU was an entry of multipart/related (WAP-247 8). */
	isPap: boolean;
	/** It says that it is MMS, and no PDU could be read. */
	garbled: boolean;
	/** Recipient named by the PAP control entity. */
	number?: string;
}

export function keepFound(message: HttpMessage, found: Found): void {
	message.found = found;
}

/** What `keepFound` kept. */
export function foundIn({ found }: HttpMessage): Found | undefined {
	return found as Found | undefined;
}

export const NOTHING: Found = { isPap: false, garbled: false };

function mediaType(headers: Headers): string {
	const value = headerOf(headers, "content-type");
	if (value === undefined || value === MMS_TYPE) return value ?? "";
	return value.split(";", 1)[0]!.trim().toLowerCase();
}

/** Whether a body is worth its memory: MMS by its type or by its first octets, or a PAP push. */
export function mayHoldMms(
	core: Core,
	message: HttpMessage,
	first: Uint8Array,
): boolean {
	const type = mediaType(message.headers);
	if (type === MMS_TYPE) return true;
	if (type === PAP_TYPE) return message.kind === "request";
	// So begins every PDU of which that can be said.
	return first[0] === MESSAGE_TYPE && startsLikeMms(core, first);
}

/** Looks for an MMSE PDU in the body of a message, up to the first hole. */
export function findMms(context: ExchangeContext, message: HttpMessage): Found {
	if (!message.body.bytes) return NOTHING;
	const octets = bodyStart(message);
	const type = mediaType(message.headers);
	if (type === PAP_TYPE && message.kind === "request")
		return findPap(context, headerOf(message.headers, "content-type")!, octets);
	const claims = type === MMS_TYPE;
	if (octets.length === 0 || (!claims && !startsLikeMms(context.core, octets)))
		return NOTHING;
	const pdu = context.decodePdu(octets);
	if (pdu) return { pdu, isPap: false, garbled: false };
	return claims ? { isPap: false, garbled: true } : NOTHING;
}

/** The octets of the body up to the first hole. */
export function bodyStart({ body }: HttpMessage): Uint8Array {
	const { bytes, gaps } = body;
	if (!bytes) return new Uint8Array(0);
	const end = gaps[0]?.offset ?? bytes.length;
	return bytes.subarray(0, Math.min(end, bytes.length));
}

function findPap(
	context: ExchangeContext,
	contentType: string,
	octets: Uint8Array,
): Found {
	const boundary = headerParameter(contentType, "boundary");
	if (!boundary) return NOTHING;
	let number: string | undefined;
	for (const part of splitMultipart(octets, boundary).parts) {
		const header = part.headers.find(([name]) => name === "content-type");
		const type = (header?.[1] ?? "").toLowerCase();
		const content = octets.subarray(part.start, part.end);
		if (type.startsWith(CONTROL_TYPE)) number = pushedNumber(content);
		if (!type.startsWith(MMS_TYPE)) continue;
		const pdu = context.decodePdu(content);
		if (pdu)
			return { pdu, isPap: true, garbled: false, ...(number && { number }) };
	}
	return NOTHING;
}

/** Number of the client that a PAP push-message is for (WAP-247 9.2: address-value). */
function pushedNumber(control: Uint8Array): string | undefined {
	const text = new TextDecoder("latin1").decode(control);
	return /address-value\s*=\s*["']WAPPUSH=([^/"'@]+)/i.exec(text)?.[1];
}
