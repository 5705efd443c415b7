import { describe, expect, it } from "vitest";
import { REPORTS, recordsIn } from "../../../src/report/index.js";
import { formatJson } from "../../../src/report/jsontext.js";
import { contextOf, reportText } from "./collect.js";
import { delivered, header, info, pdu, refused, summary } from "./samples.js";

describe("ndjson", () => {
	it("writes header, records and summary, one per line", async () => {
		const text = await reportText(REPORTS.ndjson, "analyze", [
			delivered,
			refused,
		]);
		expect(text.endsWith("\n")).toBe(true);
		const lines = text.trimEnd().split("\n");
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			header,
			delivered,
			refused,
			summary,
		]);
	});

	it("writes many records at a time in pieces", async () => {
		const records = Array.from({ length: 100 }, () => delivered);
		const line = JSON.stringify(delivered).length + 1;
		const report = REPORTS.ndjson(
			recordsIn(async function* () {
				yield records;
			}),
			contextOf("analyze"),
		);
		const pieces: number[] = [];
		for await (const piece of report) pieces.push(piece.length);
		const most = Math.max(...pieces);
		expect(most).toBeLessThan(65_536 + line);
		expect(pieces.length).toBeGreaterThan(2);
		const alone = await reportText(REPORTS.ndjson, "analyze", records);
		expect(pieces.reduce((sum, one) => sum + one)).toBe(alone.length);
	});

	it("leaves the summary out when there is none", async () => {
		const text = await reportText(REPORTS.ndjson, "pdus", [pdu], {
			summary: async () => undefined,
		});
		expect(text.trimEnd().split("\n")).toHaveLength(2);
	});

	it("gives text from the network no way to steer a terminal", () => {
		const hostile = "\u001b[2J \u009b31m \u202e \u2028 \u007f é 写 😀";
		const text = formatJson({ subject: hostile });
		expect(text).not.toMatch(/[\p{Cc}\u2028-\u202e]/u);
		expect(JSON.parse(text)).toEqual({ subject: hostile });
	});
});

describe("json", () => {
	it("is one document", async () => {
		const text = await reportText(REPORTS.json, "analyze", [
			delivered,
			refused,
		]);
		expect(JSON.parse(text)).toEqual({
			header,
			messages: [delivered, refused],
			summary,
		});
	});

	it("is a whole document without records and without summary", async () => {
		const text = await reportText(REPORTS.json, "http", [], {
			summary: async () => undefined,
		});
		expect(JSON.parse(text)).toEqual({ header, http: [] });
	});

	it("prints info as one object", async () => {
		const text = await reportText(REPORTS.json, "info", [
			{ type: "info", ...info },
		]);
		expect(JSON.parse(text)).toEqual(info);
	});
});
