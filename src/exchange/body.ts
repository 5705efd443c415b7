import type { HttpMessage } from "../http/message.js";
import { headerParameter, splitMultipart } from "../http/mime.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { ExchangeContext } from "./context.js";
import { MMS_TYPE } from "./half.js";
import { startsLikeMms } from "./pdu.js";

const PAP_TYPE = "multipart/related";
const CONTROL_TYPE = "application/xml";

/** What was found in the body of a message. */
export interface Found {
	pdu: MmsPdu | undefined;
	/** A PAP push: the PDU was an entry of multipart/related (WAP-247 8). */
	isPap: boolean;
	/** It says that it is MMS, and no PDU could be read. */
	garbled: boolean;
	/** Recipient named by the PAP control entity. */
	number: string | undefined;
}

/** All have the same keys. Without a PDU it is garbled. */
function found(
	pdu: MmsPdu | undefined,
	isPap: boolean,
	number: string | undefined,
): Found {
	return { pdu, isPap, garbled: pdu === undefined, number };
}

export function keepFound(message: HttpMessage, found: Found): void {
	message.found = found;
}

/** What `keepFound` kept. */
export function foundIn({ found }: HttpMessage): Found | undefined {
	return found as Found | undefined;
}

export const NOTHING: Found = {
	pdu: undefined,
	isPap: false,
	garbled: false,
	number: undefined,
};

/** Media types by the Content-Type field that they stand in: there are few, and most come again. */
const mediaTypes = new Map<string, string>();
const MEDIA_TYPES_LIMIT = 500;
/** Longer fields are not kept, as what is kept stays when the run is over. */
const FIELD_LENGTH = 256;

function mediaType({ contentType }: HttpMessage): string {
	if (contentType === undefined) return "";
	const known = mediaTypes.get(contentType);
	if (known !== undefined) return known;
	const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
	if (contentType.length > FIELD_LENGTH) return type;
	if (mediaTypes.size >= MEDIA_TYPES_LIMIT) mediaTypes.clear();
	mediaTypes.set(contentType, type);
	return type;
}

/** Whether a body is worth its memory by its type, MMS or a PAP push; undefined: its first octets tell. */
export function mayHoldMms(message: HttpMessage): boolean | undefined {
	const type = mediaType(message);
	if (type === MMS_TYPE) return true;
	return type === PAP_TYPE ? message.kind === "request" : undefined;
}

/** Looks for an MMSE PDU in the body of a message, up to the first hole. */
export function findMms(context: ExchangeContext, message: HttpMessage): Found {
	if (!message.body.bytes) return NOTHING;
	const octets = bodyStart(message);
	const type = mediaType(message);
	if (type === PAP_TYPE && message.kind === "request")
		return findPap(context, message.contentType!, octets);
	const claims = type === MMS_TYPE;
	if (octets.length === 0 || (!claims && !startsLikeMms(context.core, octets)))
		return NOTHING;
	const pdu = context.decodePdu(octets, 0, octets.length);
	return pdu || claims ? found(pdu, false, undefined) : NOTHING;
}

/** The octets of the body up to the first hole. */
export function bodyStart({ body }: HttpMessage): Uint8Array {
	const { bytes, gaps } = body;
	if (!bytes) return new Uint8Array(0);
	const end = gaps.length === 0 ? bytes.length : gaps[0]!.offset;
	return end < bytes.length ? bytes.subarray(0, end) : bytes;
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
		const pdu = context.decodePdu(content, 0, content.length);
		if (pdu) return found(pdu, true, number || undefined);
	}
	return NOTHING;
}

/** Number of the client that a PAP push-message is for (WAP-247 9.2: address-value). */
function pushedNumber(control: Uint8Array): string | undefined {
	const text = new TextDecoder("latin1").decode(control);
	return /address-value\s*=\s*["']WAPPUSH=([^/"'@]+)/i.exec(text)?.[1];
}
