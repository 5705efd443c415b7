import { expect, it } from "vitest";
import type { Datagrams } from "../../../src/wap/connectionless.js";
import type { Pair } from "../../../src/wap/pair.js";
import { Peers } from "../../../src/wap/peers.js";

const PAIR = {} as Pair;

function datagrams(print: number, isOpen = true): Datagrams {
	const request = {};
	const record = isOpen ? {} : undefined;
	return { requestPrint: print, request, record } as Datagrams;
}

it("finds what is left, in whatever order they are deleted", () => {
	const peers = new Peers(PAIR, 0, 1);
	const all = Array.from({ length: 60 }, (_, print) => datagrams(print + 1));
	for (const one of all) peers.add(one);
	const left = new Set(all);
	// Mostly the oldest; each twice.
	for (const at of [0, 1, 2, 5, 3, 4, ...Array(34).keys(), 59, 50]) {
		for (const one of [all[at]!, all[at]!]) peers.delete(one);
		left.delete(all[at]!);
		const expected = [...left];
		expect(peers.size).toBe(expected.length);
		expect(peers.oldest).toBe(expected[0]);
		expect([...peers.newestFirst()]).toEqual(expected.reverse());
		const found = all.map(({ requestPrint = 0 }) =>
			peers.findRequest(requestPrint),
		);
		expect(found).toEqual(all.map((one) => (left.has(one) ? one : undefined)));
	}
	const again = datagrams(7);
	peers.add(again);
	expect(peers.findRequest(7)).toBe(again);
});

it("pairs a reply with the nearest request that has none", () => {
	const peers = new Peers(PAIR, 1, 2);
	const all = [datagrams(1), datagrams(2), datagrams(3, false)];
	for (const one of all) peers.add(one);
	expect(peers.findOpen()).toBe(all[1]);
	peers.delete(all[1]!);
	expect(peers.findOpen()).toBe(all[0]);
	peers.delete(all[0]!);
	expect(peers.findOpen()).toBe(undefined);
});
