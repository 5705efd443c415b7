import type { HttpConnection, HttpMessage } from "../http/message.js";
import { requestUrl } from "../http/url.js";
import type { HttpRecord } from "../record.js";
import { headerOf } from "./half.js";
import { frameRecord } from "./pdu.js";

const FIELD_OF_HEADER = [
	["host", "http.host"],
	["user-agent", "http.user_agent"],
	["server", "http.server"],
	["location", "http.location"],
	["content-type", "http.content_type"],
] as const;

/** One HTTP message as `mmstrace http` prints it. */
export function makeHttpRecord(
	message: HttpMessage,
	connection: HttpConnection,
	manyCaptures: boolean,
): HttpRecord {
	const { client, clientPort, server, serverPort, family } = connection;
	const { carriage, method, status, reason } = message;
	const fromClient = message.kind === "request";
	const record = frameRecord("http", carriage, {
		source: fromClient ? client : server,
		destination: fromClient ? server : client,
		family,
		manyCaptures,
	}) as HttpRecord;
	record["tcp.srcport"] = fromClient ? clientPort : serverPort;
	record["tcp.dstport"] = fromClient ? serverPort : clientPort;
	record["tcp.stream"] = connection.stream;
	const url = fromClient ? fullUri(message, connection) : undefined;
	if (method) record["http.request.method"] = method;
	if (fromClient && message.target) record["http.request.uri"] = message.target;
	if (url) record["http.request.full_uri"] = url;
	if (status !== undefined) record["http.response.code"] = status;
	if (reason) record["http.response.phrase"] = reason;
	addHeaders(record, message);
	record.bodyBytes = message.body.length;
	record.complete = carriage.complete;
	record.problems = message.problems;
	return record;
}

/**
 * As tshark makes it: the target of a CONNECT as sent, and nothing where only the address of the server could stand in
 * for a Host field.
 */
function fullUri(
	message: HttpMessage,
	connection: HttpConnection,
): string | undefined {
	const { method, target, headers } = message;
	if (method === "CONNECT") return target;
	const isAbsolute =
		target !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(target);
	if (!isAbsolute && !headerOf(headers, "host")) return undefined;
	return requestUrl(message, connection);
}

function addHeaders(record: HttpRecord, { headers }: HttpMessage): void {
	for (const [header, field] of FIELD_OF_HEADER) {
		const value = headerOf(headers, header);
		if (value) record[field] = value;
	}
	const length = headerOf(headers, "content-length");
	if (length && /^\d{1,15}$/.test(length))
		record["http.content_length"] = Number(length);
}
