import fc from "fast-check";
import { expect, test } from "vitest";
import { judgedAttempt } from "../../../src/exchange/judgedattempt.js";
import type { Exchange } from "../../../src/record.js";
import { LAYOUTS } from "../../../src/transaction/layouts.js";

const attempt: Exchange = {
	type: "exchange",
	uid: "x-0123456789abcdef",
	kind: "attempt",
	transport: "http",
	client: "10.0.0.1",
	clientPort: 40001,
	server: "192.0.2.10",
	serverPort: 80,
	connection: "tcp-1",
	ended: "rst",
	problems: [],
};
const KEYS = LAYOUTS.of(attempt)!.keys;

test("an attempt has the keys of an exchange of HTTP in their order, and no others", () => {
	const few = judgedAttempt(attempt);
	expect(Object.keys(few)).toEqual(KEYS);
	expect(few).toEqual(attempt);
});

test("an attempt has all that its exchange has, in any order", () => {
	const keys = fc.shuffledSubarray([...KEYS]);
	fc.assert(
		fc.property(keys, (some) => {
			const values = some.map((key) => [key, { of: key }]);
			const exchange = Object.fromEntries(values);
			const judged = judgedAttempt(exchange as Exchange);
			expect(judged).toEqual(exchange);
			expect(Object.keys(judged)).toEqual(KEYS);
		}),
	);
});
