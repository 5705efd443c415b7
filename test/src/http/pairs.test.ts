import { expect, it } from "vitest";
import { readHead } from "../../../src/http/head.js";
import type { HttpConnection } from "../../../src/http/message.js";
import { OpenPairs } from "../../../src/http/pairs.js";
import { octets } from "./exchange.js";

const connection = {} as HttpConnection;
const ANSWER = octets("HTTP/1.1 200 OK\r\n\r\n");

it("keeps pairs in order, however many wait", () => {
	for (const waiting of [1, 2, 5]) {
		const pairs = new OpenPairs();
		const added = Array.from({ length: waiting }, (_, n) =>
			pairs.add(connection, n),
		);
		expect(pairs.length).toBe(waiting);
		for (const [n, open] of added.entries()) {
			expect(pairs.first).toBe(open);
			expect(pairs.unanswered()).toBe(open);
			expect(pairs.after(open)).toBe(added[n + 1]);
			open.pair.response = readHead(ANSWER, 0, ANSWER.length);
			expect(pairs.unanswered()).toBe(added[n + 1]);
			expect(pairs.shift()).toBe(open);
			expect(open.isTold).toBe(true);
			expect(pairs.length).toBe(waiting - n - 1);
		}
		expect(pairs.first).toBeUndefined();
		expect(pairs.shift()).toBeUndefined();
		expect(pairs.add(connection, 0).pair.index).toBe(waiting);
	}
});
