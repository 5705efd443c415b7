import { join, type Octets, type Piece, utf8 } from "./bytes.js";
import {
	CHARSET,
	contentType,
	encoded,
	integerValue,
	longInteger,
	parameter,
	quotedString,
	text,
	uintvar,
	withLength,
} from "./value.js";

/** Message types (OMA-TS-MMS_ENC 7.3.30). */
export const TYPE = {
	sendReq: 0x80,
	sendConf: 0x81,
	notificationInd: 0x82,
	notifyRespInd: 0x83,
	retrieveConf: 0x84,
	acknowledgeInd: 0x85,
	deliveryInd: 0x86,
	readRecInd: 0x87,
	readOrigInd: 0x88,
	forwardReq: 0x89,
	forwardConf: 0x8a,
	mboxStoreReq: 0x8b,
	mboxStoreConf: 0x8c,
	mboxViewReq: 0x8d,
	mboxViewConf: 0x8e,
	mboxUploadReq: 0x8f,
	mboxUploadConf: 0x90,
	mboxDeleteReq: 0x91,
	mboxDeleteConf: 0x92,
	mboxDescr: 0x93,
	deleteReq: 0x94,
	deleteConf: 0x95,
	cancelReq: 0x96,
	cancelConf: 0x97,
} as const;

/** Values of X-Mms-Status. */
export const MMS_STATUS = {
	expired: 0x80,
	retrieved: 0x81,
	rejected: 0x82,
	deferred: 0x83,
	unrecognised: 0x84,
	indeterminate: 0x85,
	forwarded: 0x86,
	unreachable: 0x87,
} as const;

/** Any field: its code without the top bit, and its value as it goes on the wire. */
export function field(code: number, ...value: Piece[]): Octets {
	return join(0x80 | code, ...value);
}

function maybeEncoded(value: string | Uint8Array): Octets {
	if (typeof value !== "string") return value as Octets;
	return /^[\x20-\x7e]*$/.test(value) ? text(value) : encoded(value);
}

function absolute(seconds: number): Octets {
	return withLength(0x80, longInteger(seconds));
}

function relative(seconds: number): Octets {
	return withLength(0x81, longInteger(seconds));
}

/** Seconds from now (number) or at a date. */
export type When = number | { date: number };

function when(value: When): Octets {
	return typeof value === "number" ? relative(value) : absolute(value.date);
}

/**
 * One field each. A text argument is written as Text-string, or as Encoded-string in UTF-8 when it is not ASCII;
 * octets are written as they are (use `encoded`).
 */
export const fields = {
	bcc: (value: string | Uint8Array) => field(0x01, maybeEncoded(value)),
	cc: (value: string | Uint8Array) => field(0x02, maybeEncoded(value)),
	contentLocation: (uri: string) => field(0x03, text(uri)),
	date: (seconds: number) => field(0x05, longInteger(seconds)),
	deliveryReport: (yes: boolean) => field(0x06, yes ? 0x80 : 0x81),
	deliveryTime: (value: When) => field(0x07, when(value)),
	expiry: (value: When) => field(0x08, when(value)),
	from: (value?: string | Uint8Array) =>
		field(
			0x09,
			value === undefined
				? withLength(0x81)
				: withLength(0x80, maybeEncoded(value)),
		),
	messageClass: (octet: number) => field(0x0a, octet),
	messageClassText: (value: string) => field(0x0a, text(value)),
	messageId: (value: string) => field(0x0b, text(value)),
	messageType: (octet: number) => field(0x0c, octet),
	version: (octet: number) => field(0x0d, octet),
	messageSize: (octets: number) => field(0x0e, longInteger(octets)),
	priority: (octet: number) => field(0x0f, octet),
	readReport: (yes: boolean) => field(0x10, yes ? 0x80 : 0x81),
	reportAllowed: (yes: boolean) => field(0x11, yes ? 0x80 : 0x81),
	responseStatus: (octet: number) => field(0x12, octet),
	responseText: (value: string | Uint8Array) =>
		field(0x13, maybeEncoded(value)),
	senderVisibility: (octet: number) => field(0x14, octet),
	status: (octet: number) => field(0x15, octet),
	subject: (value: string | Uint8Array) => field(0x16, maybeEncoded(value)),
	to: (value: string | Uint8Array) => field(0x17, maybeEncoded(value)),
	transactionId: (value: string) => field(0x18, text(value)),
	retrieveStatus: (octet: number) => field(0x19, octet),
	retrieveText: (value: string | Uint8Array) =>
		field(0x1a, maybeEncoded(value)),
	readStatus: (octet: number) => field(0x1b, octet),
	replyCharging: (octet: number) => field(0x1c, octet),
	replyChargingDeadline: (value: When) => field(0x1d, when(value)),
	replyChargingId: (value: string) => field(0x1e, text(value)),
	replyChargingSize: (octets: number) => field(0x1f, longInteger(octets)),
	previouslySentBy: (count: number, value: string | Uint8Array) =>
		field(0x20, withLength(integerValue(count), maybeEncoded(value))),
	previouslySentDate: (count: number, seconds: number) =>
		field(0x21, withLength(integerValue(count), longInteger(seconds))),
	store: (yes: boolean) => field(0x22, yes ? 0x80 : 0x81),
	mmState: (octet: number) => field(0x23, octet),
	/** Token: 0x80 add, 0x81 remove, 0x82 filter. */
	mmFlags: (token: number, value: string | Uint8Array) =>
		field(0x24, withLength(token, maybeEncoded(value))),
	storeStatus: (octet: number) => field(0x25, octet),
	storeStatusText: (value: string | Uint8Array) =>
		field(0x26, maybeEncoded(value)),
	stored: (yes: boolean) => field(0x27, yes ? 0x80 : 0x81),
	attributes: (code: number) => field(0x28, 0x80 | code),
	totals: (yes: boolean) => field(0x29, yes ? 0x80 : 0x81),
	/** Token: 0x80 messages, 0x81 octets. */
	mboxTotals: (token: number, value: number) =>
		field(0x2a, withLength(token, integerValue(value))),
	quotas: (yes: boolean) => field(0x2b, yes ? 0x80 : 0x81),
	mboxQuotas: (token: number, value: number) =>
		field(0x2c, withLength(token, integerValue(value))),
	messageCount: (value: number) => field(0x2d, integerValue(value)),
	start: (value: number) => field(0x2f, integerValue(value)),
	distributionIndicator: (yes: boolean) => field(0x31, yes ? 0x80 : 0x81),
	elementDescriptor: (reference: string, ...parameters: Piece[]) =>
		field(0x32, withLength(text(reference), ...parameters)),
	limit: (value: number) => field(0x33, integerValue(value)),
	recommendedRetrievalMode: () => field(0x34, 0x80),
	recommendedRetrievalModeText: (value: string | Uint8Array) =>
		field(0x35, maybeEncoded(value)),
	statusText: (value: string | Uint8Array) => field(0x36, maybeEncoded(value)),
	applicId: (value: string) => field(0x37, text(value)),
	replyApplicId: (value: string) => field(0x38, text(value)),
	auxApplicInfo: (value: string) => field(0x39, text(value)),
	contentClass: (octet: number) => field(0x3a, octet),
	drmContent: (yes: boolean) => field(0x3b, yes ? 0x80 : 0x81),
	adaptationAllowed: (yes: boolean) => field(0x3c, yes ? 0x80 : 0x81),
	replaceId: (value: string) => field(0x3d, text(value)),
	cancelId: (value: string) => field(0x3e, text(value)),
	cancelStatus: (octet: number) => field(0x3f, octet),
	/** Forms of m-mbox-delete-conf and m-delete-conf. */
	indexedLocation: (index: number, uri: string) =>
		field(0x03, withLength(integerValue(index), text(uri))),
	indexedStatus: (index: number, octet: number) =>
		field(0x12, withLength(integerValue(index), octet)),
	indexedText: (index: number, value: string) =>
		field(0x13, withLength(integerValue(index), text(value))),
	/** Application header: name and value as text. */
	application: (name: string, value: string) => join(text(name), text(value)),
};

export interface PduOptions {
	/** Octet of X-Mms-MMS-Version; default 1.2. */
	version?: number;
	transactionId?: string;
}

/** A PDU: the three first fields in their order, then the others, then content type and body. */
export function pdu(
	type: number,
	options: PduOptions,
	others: readonly Uint8Array[] = [],
	content?: Uint8Array,
): Octets {
	const { transactionId } = options;
	return join(
		fields.messageType(type),
		transactionId === undefined ? "" : fields.transactionId(transactionId),
		fields.version(options.version ?? 0x92),
		...others,
		content ?? "",
	);
}

export interface Part {
	/** Content-type-value (use `contentType`). */
	type: Uint8Array;
	headers?: readonly Uint8Array[];
	data: Uint8Array;
}

/** The octets of a multipart; `count`: a number of entries that is not true. */
export function multipart(parts: readonly Part[], count?: number): Octets {
	const entries = parts.map((part) => {
		const head = join(part.type, ...(part.headers ?? []));
		return join(
			uintvar(head.length),
			uintvar(part.data.length),
			head,
			part.data,
		);
	});
	return join(uintvar(count ?? parts.length), ...entries);
}

/** Content-Type field and body of a multipart.related whose root is the part with Content-ID `<start>`. */
export function related(
	parts: readonly Part[],
	start = "smil",
	count?: number,
): Octets {
	const type = contentType("application/vnd.wap.multipart.related", [
		parameter.start(`<${start}>`),
		parameter.type("application/smil"),
	]);
	return join(field(0x04, type), multipart(parts, count));
}

/** Content-Type field and body of a multipart.mixed. */
export function mixed(parts: readonly Part[], count?: number): Octets {
	const type = contentType("application/vnd.wap.multipart.mixed");
	return join(field(0x04, type), multipart(parts, count));
}

/** Content-Type field and body of one text part without a multipart. */
export function single(type: Uint8Array, data: Uint8Array): Octets {
	return join(field(0x04, type), data);
}

/** A part with its names: Content-ID in brackets, Content-Location, name parameter. */
export function part(media: string, name: string, data: Uint8Array): Part {
	const id = name.replace(/\..*$/, "");
	const own =
		media.startsWith("text/") || media === "application/smil"
			? [parameter.charset(CHARSET.utf8)]
			: [parameter.name(name)];
	return {
		type: contentType(media, own),
		headers: [join(0xc0, quotedString(`<${id}>`)), join(0x8e, text(name))],
		data,
	};
}

const SMIL =
	'<smil><body><par dur="5s"><img src="cid:photo"/><text src="cid:text"/></par></body></smil>';

/** The usual body of a photo message: SMIL, one picture, one text. */
export function photoBody(picture: Uint8Array, words: string): Octets {
	return related(
		[
			part("application/smil", "smil.xml", utf8(SMIL)),
			part("image/jpeg", "photo.jpg", picture),
			part("text/plain", "text.txt", utf8(words)),
		],
		"smil",
	);
}
