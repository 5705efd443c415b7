import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../src/filter/compile.js";
import { FilterError } from "../../../src/filter/error.js";
import { fieldsOf, type RecordKind } from "../../../src/filter/fields/names.js";
import { printFilter } from "../../../src/filter/print.js";
import type { Message } from "../../../src/record.js";
import * as samples from "../report/samples.js";
import { anExpression } from "./expressions.js";

const { delivered, refused, partly } = samples;
const RECORDS = { delivered, refused, partly };

/** Names of the sample messages that a filter lets through. */
function kept(filter: string): string[] {
	const keeps = compileFilter(filter, ["message"]);
	return Object.entries(RECORDS)
		.filter(([, message]) => keeps(message))
		.map(([name]) => name);
}

describe("filters on messages", () => {
	it.each<[string, string[]]>([
		// Names: the message, any leg, exact paths.
		['verdict == "failed"', ["refused"]],
		['leg.verdict == "failed"', ["refused", "partly"]],
		['reason == "retrieve-http-404"', ["partly"]],
		['reason == "send-accepted"', ["delivered", "partly"]],
		['message.reason == "send-accepted"', []],
		['send.reason == "send-accepted"', ["delivered", "partly"]],
		['recipients.reason == "send-accepted"', []],
		["end_to_end > 4", ["delivered", "partly"]],
		["recipients.phases.end_to_end > 4s", ["delivered", "partly"]],
		["send.phases.end_to_end > 4", []],
		['userAgent contains "Phone"', ["delivered", "refused", "partly"]],
		["mmse.response_status == 225", ["refused"]],
		['mmse.response_status == "error-permanent-service-denied"', ["refused"]],
		['mmse.response_status contains "denied"', ["refused"]],
		["http.response.code in {400..599}", ["partly"]],
		['mmse.status == "Retrieved"', ["delivered", "partly"]],
		['send.steps.event == "m-send-conf"', ["delivered", "refused", "partly"]],
		['links.confidence == "certain"', ["delivered", "partly"]],
		// Several values.
		['to == "someone.with.a.long.name@mail.example"', ["partly"]],
		['to != "someone.with.a.long.name@mail.example"', ["delivered", "refused"]],
		[
			'any to != "someone.with.a.long.name@mail.example"',
			["delivered", "refused", "partly"],
		],
		['all recipients.verdict == "ok"', ["delivered"]],
		['recipients.verdict === "ok"', ["delivered"]],
		['recipients.verdict !== "ok"', ["partly"]],
		// Absent fields.
		["recipients", ["delivered", "partly"]],
		["!recipients", ["refused"]],
		['recipients.address != "x"', ["delivered", "partly"]],
		['!(recipients.address == "x")', ["delivered", "refused", "partly"]],
		["notify_to_get > 100 or download > 100", ["partly"]],
		["final", ["delivered", "refused", "partly"]],
		["final == false", []],
		["mayRetry", []],
		// Texts.
		['subject contains "pho"', []],
		['subject matches "PHO"', ["delivered"]],
		['lower(subject) == "photo"', ["delivered"]],
		["upper(from) contains 'INSERT'", ["refused"]],
		["len(subject) == 5", ["delivered"]],
		["len(subject) < 12", ["delivered", "partly"]],
		['subject matches "größe|写真"', ["partly"]],
		["count(recipients) >= 2", ["partly"]],
		["count(recipients) == 0", ["refused"]],
		// Numbers, sizes, times, addresses.
		["size < 5000", ["refused"]],
		["5000 > size", ["refused"]],
		["size in {1..4, 0xc30}", ["refused"]],
		["firstTime > 2023-11-15", ["partly"]],
		["firstTime < 1700080000", ["delivered", "refused"]],
		['firstTime >= "2023-11-15 23:13:20+00:00"', ["partly"]],
		["client == 10.20.161.0/24", ["delivered", "partly"]],
		["client == 10.20.161.85", ["delivered", "partly"]],
		["client != 10.20.161.85", ["refused"]],
		["client in {10.20.161.80 .. 10.20.161.90, ::1}", ["delivered", "partly"]],
		["client == 2001:db8::/32", []],
		// Two fields.
		["upload < submit_wait", ["delivered", "refused", "partly"]],
		["messageId == send.transactionId", []],
		["to == recipients.address", ["delivered", "partly"]],
		// Numbers of subscribers.
		['party is "07900 041301"', ["delivered", "refused", "partly"]],
		['from is "+447900003615"', ["delivered", "partly"]],
		['from is "+447900003616"', []],
	])("%s", (filter, expected) => {
		expect(kept(filter)).toEqual(expected);
	});

	it("reads national numbers by the country", () => {
		const keeps = (country?: string) =>
			compileFilter('from is "07900003615"', ["message"], country)(delivered);
		expect([keeps(), keeps("44"), keeps("49")]).toEqual([true, true, false]);
	});
});

describe("filters on other records", () => {
	it.each<[string, RecordKind, object, boolean]>([
		["mmse.message_type == 129", "pdu", samples.pdu, true],
		['mmse.message_type == "m-send-conf"', "pdu", samples.pdu, true],
		['mmse.message_type == "m-send-req"', "pdu", samples.pdu, false],
		["ip.addr == 10.20.0.0/16", "pdu", samples.pdu, true],
		["parts.size > 1000 && complete", "pdu", samples.pdu, true],
		["tcp.port == 80", "http", samples.http, true],
		["http.request.method == 'POST'", "http", samples.http, true],
		["http.response.code", "http", samples.http, false],
		["http.response.code == 200", "exchange", samples.exchange, true],
		["request.http.response.code == 200", "exchange", samples.exchange, false],
		['mmse.message_type == "m-send-req"', "exchange", samples.exchange, true],
		['kind == "push" or ended == "fin"', "exchange", samples.exchange, true],
	])("%s on %s", (filter, kind, record, expected) => {
		expect(compileFilter(filter, [kind])({ type: kind, ...record })).toBe(
			expected,
		);
	});

	it("know the records of the command", () => {
		const keeps = compileFilter('imsi == "26201"', ["exchange", "identity"]);
		const identity = { type: "identity", address: "10.0.0.1", imsi: "26201" };
		expect(keeps(identity)).toBe(true);
		expect(keeps(samples.exchange)).toBe(false);
	});

	it("read values that belong to a place in the request", () => {
		const keeps = compileFilter("mmse.response_status == 128", ["pdu"]);
		const values = [{ index: 1, value: 128 }];
		expect(
			keeps({ ...samples.pdu, "mmse.response_status": values } as never),
		).toBe(true);
	});
});

describe("mistakes", () => {
	it.each([
		["reazon == 1", "1:1", "did you mean reason?"],
		["size > 1 && nothing_like_it", "1:13", "unknown field nothing_like_it"],
		["verdict == failed", "1:12", 'needs quotes: "failed"'],
		["tcp.stream == 1", "1:1", "only records of http have it"],
		['verdict == "faild"', "1:12", "did you mean failed?"],
		['outcome == "refuzed"', "1:12", "did you mean refused?"],
		['outcome == "xyzzy"', "1:12", "lists its words"],
		['verdict == "lost"', "1:12", "one of delivered, partly"],
		['reason in {"rejected", "x"}', "1:24", "reason is never x"],
		['size > "5"', "1:8", "a number"],
		["size > 5s", "1:8", "a number"],
		["end_to_end > 5parsecs", "1:14", "a duration"],
		["firstTime > 2026-02-30", "1:13", "a time"],
		["firstTime > 2026-13-01", "1:13", "a time"],
		["client == 10.20.0.0/33", "1:11", "an address"],
		["client == 10.20.0", "1:11", "an address"],
		["client > 10.0.0.0/8", "1:10", "a single address"],
		['final > "true"', "1:9", "true or false"],
		["final == 2", "1:10", "true or false"],
		["recipients == 5", "1:1", "name one of its fields"],
		["len(size) == 5", "1:1", "takes a text"],
		["firstTime contains '5'", "1:20", "takes a text"],
		["size is '5'", "1:9", "no number of a subscriber"],
		["from is ''", "1:9", "expected a number"],
		["1 == 1", "1:1", "neither side is a field"],
		["'x' contains from", "1:1", "expected a field before contains"],
		["from == size", "1:1", "from is a text and size is a number"],
		["subject matches from", "1:1", "a text in quotes"],
		["subject matches '('", "1:17", "a ( without a )"],
		["mmse.status == 'Gone'", "1:16", "mmse.status is never Gone"],
		["mmse.status > 'Retrieved'", "1:15", "takes a number"],
	])("%s", (filter, place, reason) => {
		let message = "";
		try {
			compileFilter(filter, ["message"]);
		} catch (error) {
			expect(error).toBeInstanceOf(FilterError);
			message = (error as Error).message;
		}
		expect(message).toContain(`filter:${place}: `);
		expect(message).toContain(reason);
	});
});

describe("any filter", () => {
	it("is compiled or is a FilterError, and takes any record", () => {
		fc.assert(
			fc.property(anExpression, (expression) => {
				try {
					const keeps = compileFilter(printFilter(expression), ["message"]);
					expect(typeof keeps(delivered)).toBe("boolean");
				} catch (error) {
					expect(error).toBeInstanceOf(FilterError);
				}
			}),
		);
	});

	it.each(["message", "pdu", "http", "exchange", "identity"] as const)(
		"can name every field of %s",
		(kind) => {
			const record = { type: kind } as unknown as Message;
			for (const { name, type } of fieldsOf(kind).values()) {
				expect(compileFilter(name, [kind])(record)).toBe(
					/^(message\.)?type$/.test(name),
				);
				if (type !== "group")
					expect(compileFilter(`count(${name}) > 1`, [kind])(record)).toBe(
						false,
					);
			}
		},
	);
});
