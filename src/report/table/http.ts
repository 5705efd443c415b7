import type { HttpRecord } from "../../record.js";
import { createPalette } from "./colours.js";
import { frameColumn, problemsColumn, timeColumn } from "./columns.js";
import type { Column } from "./layout.js";
import type { Lines, TableShape } from "./stream.js";
import { formatEndpoint, formatSize } from "./text.js";

/** The table that `http` prints. */
export const httpLines: Lines<HttpRecord, HttpRecord> = {
	columns: httpColumns,
	lines: (http) => [http],
	time: (http) => http["frame.time_epoch"],
};

function httpColumns({ colour, width }: TableShape): Column<HttpRecord>[] {
	const palette = createPalette(colour);
	return [
		frameColumn(),
		timeColumn(palette, width, (http) => http["frame.time_epoch"]),
		{
			title: "Stream",
			value: (http) => String(http["tcp.stream"]),
			minimum: 6,
			maximum: 8,
			align: "right",
			dropped: 4,
		},
		{
			title: "Source",
			value: (http) =>
				formatEndpoint(http["ip.src"] ?? http["ipv6.src"], http["tcp.srcport"]),
			minimum: 18,
			maximum: 26,
			dropped: 1,
		},
		{
			title: "Destination",
			value: (http) =>
				formatEndpoint(http["ip.dst"] ?? http["ipv6.dst"], http["tcp.dstport"]),
			minimum: 18,
			maximum: 26,
			dropped: 1,
		},
		{
			title: "Message",
			value: startLine,
			paint: (text, http) =>
				(http["http.response.code"] ?? 0) >= 400 ? palette.bad(text) : text,
			minimum: 20,
			maximum: 80,
			grows: true,
			dropped: 0,
		},
		{
			title: "Type",
			value: (http) => http["http.content_type"] ?? "",
			minimum: 12,
			maximum: 34,
			dropped: 3,
		},
		{
			title: "Body",
			value: (http) => (http.bodyBytes > 0 ? formatSize(http.bodyBytes) : ""),
			minimum: 7,
			maximum: 7,
			align: "right",
			dropped: 0,
		},
		problemsColumn(palette, 2),
	];
}

function startLine(http: HttpRecord): string {
	const method = http["http.request.method"];
	if (method !== undefined)
		return `${method} ${http["http.request.full_uri"] ?? http["http.request.uri"] ?? ""}`;
	const code = http["http.response.code"];
	return code === undefined
		? "?"
		: `${code} ${http["http.response.phrase"] ?? ""}`;
}
