import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import {
	REPORTS,
	type ReportCommand,
	type ReportRecord,
} from "../../../src/report/index.js";
import { textWidth } from "../../../src/report/table/text.js";
import { reportText } from "./collect.js";
import {
	capture,
	delivered,
	exchange,
	http,
	info,
	partly,
	pdu,
	recipientLeg,
	refused,
	summary,
} from "./samples.js";

const RECORDS: [ReportCommand, ReportRecord[]][] = [
	["analyze", [delivered, refused, partly]],
	["pdus", [pdu]],
	["http", [http]],
	["exchanges", [exchange]],
	[
		"decode",
		[
			{
				type: "pdu",
				file: "a.mms",
				"mmse.message_type": 132,
				complete: false,
				problems: [{ layer: "mmse", code: "truncated" }],
			},
		],
	],
	["info", [{ type: "info", ...info }]],
];

describe.each(RECORDS)("table of %s", (command, records) => {
	it.each([60, 80, 100, 120, 160, 200])("fits %i characters", async (width) => {
		const text = await reportText(REPORTS.table, command, records, { width });
		for (const line of text.split("\n")) {
			expect(textWidth(line), line).toBeLessThanOrEqual(width);
			expect(line).toBe(line.trimEnd());
		}
	});

	it("says the same with and without colour", async () => {
		const plain = await reportText(REPORTS.table, command, records);
		const coloured = await reportText(REPORTS.table, command, records, {
			colour: true,
		});
		expect(coloured).not.toBe(plain);
		expect(stripVTControlCharacters(coloured)).toBe(plain);
	});
});

describe("table of messages", () => {
	it("has a line per message and recipient, under their days", async () => {
		const text = await reportText(REPORTS.table, "analyze", [
			delivered,
			refused,
			partly,
		]);
		expect(text.split("\n").slice(0, 8)).toEqual([
			"Time          From           To                Size  Verdict    Reason                                  Took  Id",
			"2023-11-14 UTC",
			"22:13:20.091  +447900003615  +447900041301  41.2 kB  delivered  retrieved and acknowledged            4.40 s  m-5f2c9a01",
			"22:13:20.091  10.20.14.31    +447900041301  3.12 kB  failed     submission refused (service denied …  565 ms  m-77e0c1aa",
			"2023-11-15 UTC",
			"23:13:20.500  +447900003615  +447900041301  41.2 kB  delivered  retrieved and acknowledged            4.40 s  m-91b3d7e2",
			"                             someone.with…           failed     download: not found (HTTP 404)        565 ms",
			"",
		]);
	});

	it("neutralises what the network sent", async () => {
		const text = await reportText(REPORTS.table, "analyze", [refused], {
			width: 200,
		});
		expect(text).toContain("\\x1b[2J\\x9b31mred line");
		expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
	});

	it("shows a leg that has no address by its client", async () => {
		const { address, ...unknown } = recipientLeg;
		const { from, to, ...rest } = delivered;
		const text = await reportText(REPORTS.table, "analyze", [
			{ ...rest, send: null, recipients: [unknown] },
		]);
		expect(text).toMatch(/ \? +10\.20\.161\.85 /);
	});

	it("keeps its columns over many lines", async () => {
		const many = Array.from({ length: 950 }, (_, id) => ({ ...delivered, id }));
		const text = await reportText(REPORTS.table, "analyze", many);
		const lines = text.split("\n").filter((line) => line.startsWith("22:"));
		expect(lines).toHaveLength(950);
		expect(new Set(lines).size).toBe(1);
	});
});

describe("summary", () => {
	it("names verdicts, reasons, problems and what to do next", async () => {
		const text = await reportText(REPORTS.table, "analyze", []);
		expect(text).toContain(
			"3 messages (3 sent, 3 received) in 2,275 packets, 1.86 MB",
		);
		expect(text).toContain("1 delivered, 1 partly, 1 failed");
		expect(text).toContain(
			"2  retrieved and acknowledged  retrieved-acknowledged",
		);
		expect(text).toContain("2  capture-gap: The peer acknowledged");
		expect(text).toContain("    To see when recipients were notified");
	});

	it("says what there was instead of messages", async () => {
		const text = await reportText(REPORTS.table, "analyze", [], {
			summary: async () => ({
				...summary,
				messages: 0,
				legs: { send: 0, recipient: 0 },
				verdicts: {},
				reasons: {},
				problems: {},
				coverage: [{ sign: "Only DNS here.", advice: "Capture at the APN." }],
			}),
		});
		expect(text).toBe(
			`0 messages (0 sent, 0 received) in 2,275 packets, 1.86 MB

What these captures can show
  Only DNS here.
    Capture at the APN.
`,
		);
	});
});

describe("table of info", () => {
	it("shows damage with its place", async () => {
		const damaged = {
			...capture,
			problems: [{ layer: "pcap", code: "truncated", offset: 123456 }],
		};
		const text = await reportText(REPORTS.table, "info", [
			{ type: "info", ...info, captures: [damaged] },
		]);
		expect(text).toContain("damage      truncated at octet 123,456");
	});
});
