import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../../../src/filter/fields/names.js";
import {
	SHEETS,
	type SheetCommand,
} from "../../../../src/report/csv/columns.js";
import { reportCsv } from "../../../../src/report/csv/csv.js";
import type {
	ReportCommand,
	ReportRecord,
} from "../../../../src/report/index.js";
import { reportText } from "../collect.js";
import * as samples from "../samples.js";

/** Rows as objects; RFC 4180 2, nothing else is accepted. */
function parse(text: string): Record<string, string>[] {
	const rows: string[][] = [[]];
	let rest = text;
	while (rest !== "") {
		const cell = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
		if (!cell) throw new Error(`not RFC 4180: ${rest.slice(0, 40)}`);
		const [whole, quoted, plain = "", end] = cell;
		rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
		if (end === "\r\n") rows.push([]);
		rest = rest.slice(whole.length);
	}
	const [titles = [], ...lines] = rows.slice(0, -1);
	return lines.map((line) => {
		expect(line.length).toBe(titles.length);
		return Object.fromEntries(titles.map((title, i) => [title, line[i]!]));
	});
}

const rows = async (command: ReportCommand, ...records: ReportRecord[]) =>
	parse(await reportText(reportCsv, command, records));

describe("csv", () => {
	it("of messages has a row for each recipient, one for a message without any", async () => {
		const { delivered, refused, partly } = samples;
		const found = await rows("analyze", delivered, refused, partly);
		expect(found.map(({ uid }) => uid)).toEqual([
			delivered.uid,
			refused.uid,
			partly.uid,
			partly.uid,
		]);
		expect(found.map((row) => row["recipients.reason"])).toEqual([
			"retrieved-acknowledged",
			"",
			"retrieved-acknowledged",
			"retrieve-http-404",
		]);
		expect(found[0]).toMatchObject({
			time: "2023-11-14 22:13:20.091",
			firstTime: "1700000000.091394",
			verdict: "delivered",
			from: "'+447900003615/TYPE=PLMN",
			subject: "Photo",
			size: "41235",
			frame: "14",
			"send.client": "10.20.14.31",
			"send.phases.submit_total": "0.565234",
			"recipients.phases.end_to_end": "4.4",
			"recipients.reports.reason": "report-retrieved",
			cc: "",
		});
		expect(found[1]).toMatchObject({
			subject: "\\x1b[2J\\x9b31mred line",
			"send.detail.mmse.response_status": "225",
		});
	});

	it("of PDUs, HTTP, exchanges and captures has a row for each", async () => {
		expect(await rows("pdus", samples.pdu)).toMatchObject([
			{
				pdu: "m-send-conf",
				"mmse.transaction_id": "T1",
				"ip.src": "192.0.2.10",
			},
		]);
		expect(await rows("http", samples.http)).toMatchObject([
			{ "http.request.method": "POST", "tcp.dstport": "80" },
		]);
		expect(await rows("exchanges", samples.exchange)).toMatchObject([
			{ kind: "request", "response.http.response.code": "200", ended: "fin" },
		]);
		expect(await rows("info", { type: "info", ...samples.info })).toMatchObject(
			[{ file: "a.pcapng", linktypes: "EN10MB 2275" }],
		);
		const file = { type: "pdu", file: "=a.mms", complete: true, problems: [] };
		expect(await rows("decode", file as never)).toMatchObject([
			{ file: "'=a.mms", pdu: "", complete: "true" },
		]);
	});

	it("has a line of titles without records, and a byte order mark when asked", async () => {
		const text = await reportText(reportCsv, "http", [], { bom: true });
		expect(text).toMatch(/^\ufefftime,frame\.number,.*\r\n$/);
		expect(await rows("http")).toEqual([]);
	});

	it("names its columns as filters do", () => {
		const kinds = {
			analyze: "message",
			pdus: "pdu",
			http: "http",
			exchanges: "exchange",
		} as const;
		for (const [command, kind] of Object.entries(kinds)) {
			const { titles } = SHEETS[command as SheetCommand]();
			const computed = ["time", "frame", "pdu"];
			for (const title of titles)
				if (!computed.includes(title))
					expect(fieldsOf(kind).has(title), title).toBe(true);
			expect(new Set(titles).size).toBe(titles.length);
		}
	});

	it("gives back any text, and is never a formula", async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: "binary" }), async (subject) => {
				const [row] = await rows("analyze", { ...samples.delivered, subject });
				expect(row?.subject).not.toMatch(/^\s*[=+\-@]/);
				if (/^[\w ,;."!?]*$/.test(subject)) expect(row?.subject).toBe(subject);
			}),
		);
	});
});
