import { expect, it } from "vitest";
import { ClosedExchanges } from "../../../src/wap/closed.js";
import type { WtpExchange } from "../../../src/wap/wtpexchange.js";

const exchanges = (count: number) =>
	Array.from({ length: count }, () => ({}) as WtpExchange);

it("gives the oldest that is still remembered", () => {
	const closed = new ClosedExchanges();
	const [one, two, three] = exchanges(3) as [
		WtpExchange,
		WtpExchange,
		WtpExchange,
	];
	closed.add(one, 10, 40);
	closed.add(two, 20, 41);
	closed.add(three, 0, 42);
	closed.remove(two);
	closed.remove(two);
	expect([closed.count, closed.octets]).toEqual([2, 10]);
	expect(closed.oldest).toBe(one);
	closed.remove(one);
	expect(closed.oldest).toBe(three);
	expect(closed.oldest?.rememberedUntil).toBe(42);
	closed.remove(three);
	expect(closed.oldest).toBeUndefined();
	expect([closed.count, closed.octets]).toEqual([0, 0]);
});

it("goes on after all were forgotten", () => {
	const closed = new ClosedExchanges();
	const all = exchanges(100);
	for (const [number, exchange] of all.entries()) {
		closed.add(exchange, 1, number);
		if (number % 3 > 0) closed.remove(exchange);
	}
	const left: number[] = [];
	for (let { oldest } = closed; oldest; { oldest } = closed) {
		left.push(oldest.rememberedUntil);
		closed.remove(oldest);
	}
	expect(left).toEqual(Array.from({ length: 34 }, (_, i) => 3 * i));
	closed.add(all[7] as WtpExchange, 5, 50);
	expect(closed.oldest).toBe(all[7]);
});
