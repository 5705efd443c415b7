import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange, Leg, Message } from "../../../src/record.js";
import { REASONS } from "../../../src/transaction/reasons.js";
import { STATES } from "../../../src/transaction/states.js";
import * as x from "./exchange.js";

const TYPES = Array.from({ length: 26 }, (_, n) => 128 + n);
const ENDS = ["open", "fin", "rst", "abort", "timeout", "unreachable"] as const;

const half = fc.record(
	{
		"mmse.message_type": fc.constantFrom(...TYPES),
		"mmse.transaction_id": fc.constantFrom("1", "2", "a1b2c3d4e5f60718"),
		"mmse.message_id": fc.constantFrom("M1", "<M1>", "M2-long-enough@x"),
		"mmse.content_location": fc.constantFrom(x.URL, "/short", `${x.URL}2`),
		"mmse.status": fc.integer({ min: 0x7f, max: 0x89 }),
		"mmse.response_status": fc.constantFrom(0x80, 0x88, 0xc0, 0xc4, 0xe1, 5),
		"mmse.retrieve_status": fc.constantFrom(0x80, 0xc0, 0xe2, 7),
		"mmse.read_status": fc.constantFrom(0x80, 0x81, 9),
		"mmse.expiry.rel": fc.constantFrom(0, 60, 1e9),
		"mmse.to": fc.constantFrom<string[]>([], [x.TO], [x.TO, x.FROM]),
		"mmse.from": fc.constantFrom(x.FROM, "<insert address>", ""),
		"mmstrace.cancel_id": fc.constantFrom("M1", "M3"),
		"mmstrace.replace_id": fc.constantFrom("M1", "M3"),
		"http.request.method": fc.constantFrom("GET", "POST", "CONNECT"),
		"http.response.code": fc.constantFrom(200, 206, 302, 404, 503),
		"http.content_range": fc.constantFrom("bytes 0-9/20", "bytes 9-1/x"),
		"http.location": fc.constantFrom("http://portal/", "/x", "??"),
		"wsp.reply.status": fc.integer({ min: 0, max: 255 }),
		bodyHash: fc.constantFrom("h1", "h2"),
		pduHash: fc.constantFrom("p1", "p2"),
		complete: fc.boolean(),
		acknowledged: fc.boolean(),
		garbled: fc.constant(true as const),
		missingCause: fc.constantFrom("capture-gap", "sliced", "cut"),
	},
	{ requiredKeys: [] },
);

const exchange = fc.record({
	client: fc.constantFrom(x.A, x.B, "2001:db8::1"),
	wait: fc.constantFrom(0, 1, 70, 700, 4000),
	request: fc.option(half, { nil: undefined }),
	response: fc.option(half, { nil: undefined }),
	more: fc.record(
		{
			kind: fc.constantFrom("request", "push", "attempt"),
			transport: fc.constantFrom("http", "wsp", "wsp-cl", "pap"),
			ended: fc.constantFrom(...ENDS),
			endedBy: fc.constantFrom("client", "server", "unknown"),
			endTime: fc.constantFrom(x.T0, x.T0 + 10),
			endFrame: fc.constantFrom(7, 9000),
			url: fc.constantFrom(x.URL, "/short", "::"),
			answerInGap: fc.boolean(),
			tls: fc.constant({ serverName: "mmsc.example" }),
			dns: fc.constantFrom({ name: "mmsc.example" }, { name: "m", rcode: 3 }),
			icmp: fc.constant({ type: 3, code: 1 }),
			mmsc: fc.constant(true as const),
			zeroWindow: fc.constantFrom("client", "server"),
			abort: fc.constant({ type: 1, reason: 0xe4 }),
		},
		{ requiredKeys: [] },
	),
});

function checkLeg(leg: Leg, message: Message): void {
	expect(REASONS).toHaveProperty([leg.reason]);
	expect(STATES).toHaveProperty([leg.state]);
	for (const { reason, time } of leg.reasons) {
		expect(REASONS).toHaveProperty([reason]);
		expect(Number.isFinite(time)).toBe(true);
	}
	for (const seconds of Object.values(leg.phases))
		expect(seconds).toBeGreaterThanOrEqual(0);
	if (leg.verdict === "ok") expect(leg.fault).toBeUndefined();
	expect(message.firstTime).toBeLessThanOrEqual(message.lastTime);
}

describe("whatever exchanges come", () => {
	test("each message has a reason, a state and times that make sense", () => {
		fc.assert(
			fc.property(fc.array(exchange, { maxLength: 12 }), (list) => {
				const story = new x.Story();
				for (const { client, wait, request, response, more } of list)
					story
						.wait(wait)
						.http(client, request, response, more as Partial<Exchange>);
				for (const message of story.run()) {
					if (message.send) checkLeg(message.send, message);
					for (const leg of message.recipients) checkLeg(leg, message);
				}
			}),
			{ numRuns: 300 },
		);
	});
});
