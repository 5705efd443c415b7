import { expect, it } from "vitest";
import type { Exchange, Identity } from "../../../src/record.js";
import { MetSubscribers } from "../../../src/subscriber/met.js";

const identity = (
	address: string,
	from: number,
	to?: number,
	source = "radius",
): Identity => ({
	type: "identity",
	address,
	from,
	...(to !== undefined && { to }),
	number: `+${from}`,
	source,
});

const exchange = (client: string, time: number, clientAddress?: string) =>
	({ client, request: { firstTime: time, clientAddress } }) as Exchange;

function meeting(limit?: number) {
	const given: number[] = [];
	const met = new MetSubscribers(({ from }) => given.push(from), limit);
	return { met, given };
}

it("gives those of addresses that exchanges have, once", () => {
	const { met, given } = meeting();
	met.onIdentity(identity("10.0.0.1", 1));
	met.onIdentity(identity("10.0.0.2", 2));
	expect(given).toEqual([]);
	met.meet(exchange("10.0.0.1", 5));
	met.meet(exchange("10.0.0.1", 6));
	expect(given).toEqual([1]);
	met.onIdentity(identity("10.0.0.1", 7));
	met.onIdentity(identity("10.0.0.3", 8));
	expect(given).toEqual([1, 7]);
});

it("gives those of the phone behind a gateway", () => {
	const { met, given } = meeting();
	met.onIdentity(identity("10.0.0.1", 1));
	met.meet(exchange("10.9.9.9", 5, "10.0.0.1"));
	expect(given).toEqual([1]);
});

it("takes the /64 for the phone, and gives wider blocks at once", () => {
	const { met, given } = meeting();
	met.onIdentity(identity("2001:db8:1:2::/64", 1));
	met.onIdentity(identity("2001:db8:1::/48", 2));
	met.onIdentity(identity("10.0.0.0/24", 3));
	expect(given).toEqual([2, 3]);
	met.meet(exchange("2001:db8:1:2:3::4", 5));
	expect(given).toEqual([2, 3, 1]);
	met.onIdentity(identity("2001:db8:1:2::9", 6));
	expect(given).toEqual([2, 3, 1, 6]);
});

it("leaves what ended long before", () => {
	const { met, given } = meeting();
	met.onIdentity(identity("10.0.0.1", 1, 100));
	met.onIdentity(identity("10.0.0.1", 200, 4000));
	met.meet(exchange("10.0.0.1", 7000));
	expect(given).toEqual([200]);
	met.meet({ client: "x" } as Exchange);
});

it("is limited", () => {
	const { met, given } = meeting(1);
	met.meet(exchange("10.0.0.1", 1));
	met.meet(exchange("10.0.0.2", 2));
	met.onIdentity(identity("10.0.0.1", 3));
	met.onIdentity(identity("10.0.0.2", 4));
	expect(given).toEqual([4]);
	expect(met.dropped).toBe(1);
});
