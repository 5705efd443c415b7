import { describe, expect, it } from "vitest";
import { analyze, UsageError } from "../../../src/index.js";
import type { Message } from "../../../src/record.js";
import { StatisticsCollector } from "../../../src/statistics/collector.js";
import * as build from "../../builder/index.js";
import { schemaErrors } from "../../schema.js";
import { delivered, partly, refused, sendLeg } from "../report/samples.js";

function collect(messages: readonly Message[], options = {}) {
	const collector = new StatisticsCollector(options);
	for (const message of messages) collector.add(message);
	return collector.statistics;
}

function sent(
	server: string,
	verdict: "ok" | "failed" | "pending",
	more = {},
): Message {
	const send = { ...sendLeg, server, verdict, ...more };
	return { ...delivered, send, recipients: [] };
}

function times(count: number, message: Message): Message[] {
	return Array.from({ length: count }, () => message);
}

describe("figures of messages", () => {
	it("count verdicts, reasons of legs, servers and quality", () => {
		const figures = collect([delivered, refused, partly]);
		expect(figures).toMatchObject({
			messages: 3,
			verdicts: [
				{ name: "delivered", count: 1, share: 0.333333 },
				{ name: "failed", count: 1 },
				{ name: "partly", count: 1 },
			],
		});
		expect(figures.legs.send).toBe(3);
		const reasons = figures.reasons.filter(({ leg }) => leg === "send");
		expect(reasons.map(({ name, count }) => [name, count])).toEqual([
			["send-accepted", 2],
			["send-refused-permanent", 1],
		]);
		expect(reasons[0]?.title).toMatch(/accepted/);
		expect(figures.ratios[0]).toMatchObject({
			name: "send-failure",
			failures: 1,
			cases: 3,
			ratio: 0.333333,
		});
		expect(schemaErrors(figures)).toEqual([]);
	});

	it("leave out what is not final", () => {
		expect(collect([{ ...delivered, final: false }]).messages).toBe(0);
	});

	it("are those of the records of a capture", async () => {
		const made = build.scenario({ seed: 3, messages: 150, mix: "every" });
		const octets = build.pcap([...made], { link: "ethernet" });
		const messages = await analyze(octets).toArray();
		const figures = collect(messages, { by: "server,userAgent" });
		expect(schemaErrors(figures)).toEqual([]);
		const failed = messages.filter(({ verdict }) => verdict === "failed");
		expect(figures.verdicts.find(({ name }) => name === "failed")?.count).toBe(
			failed.length,
		);
		const uploads = messages.flatMap(({ send }) => send?.phases.upload ?? []);
		const phase = figures.phases.find((one) => one.phase === "upload");
		expect(phase).toMatchObject({
			count: uploads.length,
			max: Math.max(...uploads),
		});
		const legs = figures.legs.send + figures.legs.recipient;
		expect(figures.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(
			legs,
		);
	});
});

describe("comparing legs", () => {
	it("finds the value that fails more", () => {
		const [comparison] = collect(
			[
				...times(90, sent("good", "ok")),
				...times(10, sent("good", "failed")),
				...times(60, sent("bad", "ok")),
				...times(40, sent("bad", "failed")),
				...times(5, sent("bad", "pending")),
			],
			{ by: "server" },
		).by;
		expect(comparison).toMatchObject({
			field: "server",
			legs: 200,
			failures: 50,
			open: 5,
		});
		const [bad, good] = comparison!.values;
		expect(bad).toMatchObject({
			value: "bad",
			finding: "more",
			ratio: 0.4,
			others: 0.1,
			lift: 4,
			excess: 30,
		});
		expect(bad?.p).toBeLessThan(0.001);
		expect(good).toMatchObject({ value: "good", finding: "less", excess: -30 });
	});

	it("says nothing of few legs, and of a field with one value", () => {
		const messages = [
			...times(60, sent("a", "ok")),
			...times(50, sent("a", "failed")),
			...times(30, sent("c", "ok")),
			...times(24, sent("c", "failed")),
			...times(2, sent("b", "failed")),
		];
		const [few, only] = collect(messages, { by: "server,transport" }).by;
		expect(few?.values.map(({ value, finding }) => [value, finding])).toEqual([
			["a", "same"],
			["c", "same"],
			["b", "too-few"],
		]);
		expect(only?.values).toMatchObject([{ value: "http", finding: "only" }]);
	});

	it("calls no chance a difference when many values are compared", () => {
		let state = 1;
		const chance = () => {
			state = (state * 48271) % 2147483647;
			return state / 2147483647;
		};
		const messages = Array.from({ length: 20_000 }, (_, i) =>
			sent(`server-${i % 200}`, chance() < 0.2 ? "failed" : "ok"),
		);
		const [comparison] = collect(messages, { by: "server", rows: 1000 }).by;
		const found = comparison!.values.filter(
			({ finding }) => finding === "more",
		);
		expect(found).toEqual([]);
	});

	it("joins fields, and counts legs without a value apart", () => {
		const roaming = { access: { apn: "mms", rat: "GERAN" } };
		const [both] = collect(
			[
				...times(30, sent("a", "failed", roaming)),
				...times(30, sent("b", "ok", roaming)),
				...times(7, sent("a", "ok")),
			],
			{ by: ["access.apn+server"] },
		).by;
		expect(both).toMatchObject({
			field: "access.apn+server",
			legs: 60,
			without: 7,
		});
		expect(
			both!.values.map(({ value, failures }) => [value, failures]),
		).toEqual([
			["mms + a", 30],
			["mms + b", 0],
		]);
	});

	it("takes fields of one side, of all legs and of the message", () => {
		const { by } = collect([delivered, partly], {
			by: "send.server,leg.transport,message.verdict,recipients.transport",
		});
		expect(by.map(({ legs, open }) => legs + open)).toEqual([2, 5, 5, 3]);
	});

	it.each([
		["nonsense", /unknown field nonsense/],
		["serfer", /did you mean server\?/],
		["", /unknown field \(empty\)/],
		["server,", /unknown field \(empty\)/],
		["download", /a duration/],
		["access", /a group/],
	])("refuses %s", (by, expected) => {
		expect(() => new StatisticsCollector({ by })).toThrow(UsageError);
		expect(() => new StatisticsCollector({ by })).toThrow(expected);
	});

	it("needs no memory for more values than it may keep", () => {
		const messages = Array.from({ length: 5000 }, (_, i) =>
			sent(`server-${i}`, "ok"),
		);
		messages.push(...times(500, sent("busy", "failed")));
		const figures = collect(messages, { by: "server", values: 50, rows: 10 });
		const [comparison] = figures.by;
		expect(comparison!.distinct).toBeLessThanOrEqual(100);
		expect(comparison!.values[0]).toMatchObject({
			value: "busy",
			finding: "more",
		});
		expect(comparison!.missed).toBeLessThanOrEqual(messages.length / 50);
		expect(figures.servers[0]).toMatchObject({
			name: "busy",
			failures: 500,
		});
	});
});
