import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../src/filter/compile.js";
import { Sieve } from "../../../src/filter/sieve.js";
import type { Message } from "../../../src/record.js";
import { delivered, partly, pdu, refused, summary } from "../report/samples.js";

describe("a sieve", () => {
	it("counts what it lets through", () => {
		const sieve = new Sieve(
			compileFilter("count(recipients) > 0", ["message"]),
		);
		const kept = [delivered, refused, partly].filter((one) => sieve.keeps(one));
		expect(kept).toEqual([delivered, partly]);
		expect(sieve.summary(summary)).toEqual({
			...summary,
			messages: 2,
			legs: { send: 2, recipient: 3 },
			verdicts: { delivered: 1, partly: 1 },
			outcomes: { retrieved: 2 },
			reasons: {
				"send-accepted": 2,
				"retrieved-acknowledged": 2,
				"retrieve-http-404": 1,
			},
			hidden: 1,
		});
	});

	it("counts a message that is not final when it is", () => {
		const sieve = new Sieve(
			compileFilter('verdict == "delivered"', ["message"]),
		);
		const open = (message: Message): Message => ({ ...message, final: false });
		expect(sieve.keeps(open(delivered))).toBe(true);
		expect(sieve.keeps(open(refused))).toBe(false);
		expect(sieve.keeps(delivered)).toBe(true);
		expect(sieve.keeps(refused)).toBe(false);
		expect(sieve.summary(summary)).toMatchObject({ messages: 1, hidden: 1 });
	});

	it("lets records of other commands through", () => {
		const sieve = new Sieve(compileFilter("mmse.message_type == 129", ["pdu"]));
		expect(sieve.keeps(pdu)).toBe(true);
		expect(sieve.keeps({ ...pdu, "mmse.message_type": 128 } as never)).toBe(
			false,
		);
		expect(sieve.summary(summary)).toMatchObject({ messages: 0, hidden: 1 });
	});
});
