import type { Exchange, Half, Identity } from "../../record.js";
import { createPalette } from "./colours.js";
import { timeColumn } from "./columns.js";
import type { Column } from "./layout.js";
import { messageTypeName } from "./names.js";
import type { Lines, TableShape } from "./stream.js";
import { formatDuration } from "./text.js";

/** The table that `exchanges` prints; who had which address is for `correlate`. */
export const exchangeLines: Lines<Exchange | Identity, Exchange> = {
	columns: exchangeColumns,
	lines: (record) => (record.type === "exchange" ? [record] : []),
	time: exchangeTime,
};

function exchangeColumns({ colour, width }: TableShape): Column<Exchange>[] {
	const palette = createPalette(colour);
	return [
		timeColumn(palette, width, exchangeTime),
		{
			title: "Client",
			value: (exchange) => exchange.client,
			minimum: 13,
			maximum: 20,
			dropped: 0,
		},
		{
			title: "Server",
			value: (exchange) => exchange.server,
			minimum: 13,
			maximum: 20,
			dropped: 2,
		},
		{
			title: "Over",
			value: (exchange) => exchange.transport,
			minimum: 8,
			maximum: 8,
			dropped: 1,
		},
		{
			title: "Request",
			value: requestText,
			minimum: 14,
			maximum: 60,
			grows: true,
			dropped: 0,
		},
		{
			title: "Answer",
			value: answerText,
			paint: (text, exchange) =>
				exchange.response === undefined && exchange.kind === "request"
					? palette.bad(text)
					: text,
			minimum: 15,
			maximum: 30,
			dropped: 0,
		},
		...endColumns(),
	];
}

function endColumns(): Column<Exchange>[] {
	return [
		{
			title: "Took",
			value: tookText,
			minimum: 6,
			maximum: 9,
			align: "right",
			dropped: 3,
		},
		{
			title: "Ended",
			value: ({ ended, endedBy }) =>
				endedBy === undefined ? ended : `${ended} by ${endedBy}`,
			minimum: 5,
			maximum: 16,
			dropped: 4,
		},
	];
}

// When the first frame of an exchange came.
function exchangeTime({ request, response, endTime }: Exchange): number {
	return request?.firstTime ?? response?.firstTime ?? endTime ?? 0;
}

function requestText(exchange: Exchange): string {
	const { request, url, kind, tls } = exchange;
	if (kind === "attempt")
		return tls ? `TLS to ${tls.serverName}` : "connection not made";
	if (!request) return "not seen";
	const name = pduName(request);
	if (name !== "") return kind === "push" ? `push of ${name}` : name;
	const method = request["http.request.method"] ?? kind;
	return url === undefined ? method : `${method} ${url}`;
}

function answerText(exchange: Exchange): string {
	const { response, kind, acknowledged, answerInGap } = exchange;
	if (!response) {
		if (acknowledged) return "acknowledged";
		if (answerInGap) return "not captured";
		return kind === "push" ? "" : "none";
	}
	const name = pduName(response);
	if (name !== "") return name;
	const code = response["http.response.code"] ?? response["wsp.reply.status"];
	return `${code ?? ""} ${response["http.response.phrase"] ?? ""}`.trim();
}

function pduName(half: Half): string {
	const type = half["mmse.message_type"];
	return type === undefined ? "" : messageTypeName(type);
}

function tookText({ request, response }: Exchange): string {
	if (!request || !response) return "";
	return formatDuration(response.time - request.firstTime);
}
