import { type Octets, utf8 } from "./bytes.js";
import {
	fields,
	MMS_STATUS,
	type Part,
	pdu,
	photoBody,
	single,
	TYPE,
	type When,
} from "./mmse.js";
import { contentType } from "./value.js";

/** The PDUs of the usual exchanges, with sensible fields; `extra` fields go before the content type. */

interface Common {
	transactionId?: string;
	version?: number;
	extra?: readonly Uint8Array[];
}

export interface SendReq extends Common {
	from?: string;
	to: readonly string[];
	cc?: readonly string[];
	bcc?: readonly string[];
	subject?: string;
	date?: number;
	deliveryReport?: boolean;
	readReport?: boolean;
	expiry?: When;
	/** Content-Type field and body. */
	content?: Uint8Array;
}

const EMPTY_PICTURE = new Uint8Array(600).fill(0x55);

export function sendReq(about: SendReq): Octets {
	const others = [
		...(about.date === undefined ? [] : [fields.date(about.date)]),
		fields.from(about.from),
		...about.to.map(fields.to),
		...(about.cc ?? []).map(fields.cc),
		...(about.bcc ?? []).map(fields.bcc),
		...(about.subject === undefined ? [] : [fields.subject(about.subject)]),
		fields.messageClass(0x80),
		fields.expiry(about.expiry ?? 86_400),
		fields.deliveryReport(about.deliveryReport ?? false),
		fields.readReport(about.readReport ?? false),
		...(about.extra ?? []),
	];
	const content = about.content ?? photoBody(EMPTY_PICTURE, "Hello");
	return pdu(TYPE.sendReq, { transactionId: "T1", ...about }, others, content);
}

export interface SendConf extends Common {
	status?: number;
	text?: string;
	messageId?: string;
	type?: number;
}

export function sendConf(about: SendConf): Octets {
	const { status = 0x80, text, messageId, type = TYPE.sendConf } = about;
	return pdu(type, { transactionId: "T1", ...about }, [
		fields.responseStatus(status),
		...(text === undefined ? [] : [fields.responseText(text)]),
		...(messageId === undefined ? [] : [fields.messageId(messageId)]),
		...(about.extra ?? []),
	]);
}

export interface Notification extends Common {
	contentLocation: string;
	from?: string;
	subject?: string;
	size?: number;
	expiry?: When;
}

export function notification(about: Notification): Octets {
	const options = { transactionId: "N1", ...about };
	return pdu(TYPE.notificationInd, options, [
		...(about.from === undefined ? [] : [fields.from(about.from)]),
		...(about.subject === undefined ? [] : [fields.subject(about.subject)]),
		fields.messageClass(0x80),
		fields.messageSize(about.size ?? 3000),
		fields.expiry(about.expiry ?? 86_400),
		...(about.extra ?? []),
		fields.contentLocation(about.contentLocation),
	]);
}

export function notifyResp(
	transactionId: string,
	status: number = MMS_STATUS.retrieved,
	extra: readonly Uint8Array[] = [],
): Octets {
	return pdu(TYPE.notifyRespInd, { transactionId }, [
		fields.status(status),
		...extra,
	]);
}

export interface RetrieveConf extends Common {
	messageId?: string;
	from?: string;
	to?: readonly string[];
	cc?: readonly string[];
	subject?: string;
	date?: number;
	status?: number;
	text?: string;
	content?: Uint8Array;
}

export function retrieveConf(about: RetrieveConf): Octets {
	const others = [
		...(about.messageId === undefined
			? []
			: [fields.messageId(about.messageId)]),
		fields.date(about.date ?? 1_700_000_000),
		...(about.from === undefined ? [] : [fields.from(about.from)]),
		...(about.to ?? []).map(fields.to),
		...(about.cc ?? []).map(fields.cc),
		...(about.subject === undefined ? [] : [fields.subject(about.subject)]),
		...(about.status === undefined
			? []
			: [fields.retrieveStatus(about.status)]),
		...(about.text === undefined ? [] : [fields.retrieveText(about.text)]),
		...(about.extra ?? []),
	];
	const content = about.content ?? photoBody(EMPTY_PICTURE, "Hello");
	return pdu(TYPE.retrieveConf, about, others, content);
}

/** m-retrieve-conf that reports an error: a status and a text body. */
export function retrieveError(status: number, text: string): Octets {
	return retrieveConf({ status, text, content: plainText(text) });
}

/** Content-Type field and body of a bare text. */
export function plainText(text: string): Octets {
	return single(contentType("text/plain"), utf8(text));
}

export function acknowledge(transactionId: string, version?: number): Octets {
	const options = { transactionId, ...(version && { version }) };
	return pdu(TYPE.acknowledgeInd, options);
}

export interface DeliveryReport extends Common {
	messageId: string;
	to: string;
	status?: number;
	date?: number;
}

export function delivery(about: DeliveryReport): Octets {
	return pdu(TYPE.deliveryInd, about, [
		fields.messageId(about.messageId),
		fields.to(about.to),
		fields.date(about.date ?? 1_700_000_000),
		fields.status(about.status ?? MMS_STATUS.retrieved),
		...(about.extra ?? []),
	]);
}

export interface ReadReport extends Common {
	messageId: string;
	/** The message's sender, who gets the report. */
	to: string;
	from: string;
	status?: number;
	date?: number;
}

/** m-read-rec-ind (client to server) or m-read-orig-ind (server to client). */
export function readReport(
	type: typeof TYPE.readRecInd | typeof TYPE.readOrigInd,
	about: ReadReport,
): Octets {
	return pdu(type, about, [
		fields.messageId(about.messageId),
		fields.to(about.to),
		fields.from(about.from),
		fields.date(about.date ?? 1_700_000_000),
		fields.readStatus(about.status ?? 0x80),
		...(about.extra ?? []),
	]);
}

export type { Part };
