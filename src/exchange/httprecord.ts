import type { HttpConnection, HttpMessage } from "../http/message.js";
import { requestUrl } from "../http/url.js";
import type { HttpRecord } from "../record.js";
import { headerMap } from "./half.js";
import { addressFields, frameFields } from "./pdu.js";

const FIELD_OF_HEADER = {
	host: "http.host",
	"user-agent": "http.user_agent",
	server: "http.server",
	location: "http.location",
	"content-type": "http.content_type",
} as const;

/** One HTTP message as `mmstrace http` prints it. */
export function makeHttpRecord(
	message: HttpMessage,
	connection: HttpConnection,
	manyCaptures: boolean,
): HttpRecord {
	const { client, clientPort, server, serverPort, family } = connection;
	const { carriage, method, status, reason } = message;
	const fromClient = message.kind === "request";
	const url = fromClient ? requestUrl(message, connection) : undefined;
	return {
		type: "http",
		...frameFields(carriage, manyCaptures),
		...(fromClient
			? addressFields(family, client, server)
			: addressFields(family, server, client)),
		"tcp.srcport": fromClient ? clientPort : serverPort,
		"tcp.dstport": fromClient ? serverPort : clientPort,
		"tcp.stream": connection.stream,
		...(method && { "http.request.method": method }),
		...(url && { "http.request.full_uri": url }),
		...(status !== undefined && { "http.response.code": status }),
		...(reason && { "http.response.phrase": reason }),
		...headerFields(message),
		bodyBytes: message.body.length,
		complete: carriage.complete,
		problems: message.problems,
	};
}

function headerFields(message: HttpMessage): Partial<HttpRecord> {
	const headers = headerMap(message);
	const fields: Partial<HttpRecord> = {};
	for (const [header, field] of Object.entries(FIELD_OF_HEADER)) {
		const value = headers.get(header);
		if (value) fields[field] = value;
	}
	const length = headers.get("content-length");
	if (length && /^\d{1,15}$/.test(length))
		fields["http.content_length"] = Number(length);
	return fields;
}
