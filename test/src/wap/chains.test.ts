import fc from "fast-check";
import { expect, it } from "vitest";
import { Chains, hashOf } from "../../../src/wap/chains.js";

class Item {
	next: Item | undefined;
	constructor(readonly hash: number) {}
}

it("finds all with a hash, the newest first, however they come and go", () => {
	const step = fc.record({
		hash: fc.integer({ min: 0, max: 3 }),
		leaves: fc.nat(),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const chains = new Chains<Item>();
			let there: Item[] = [];
			for (const { hash, leaves } of steps) {
				const gone = there[leaves % 5];
				if (gone) {
					chains.delete(gone);
					there = there.filter((item) => item !== gone);
				}
				const item = new Item(hash);
				chains.add(item);
				there.unshift(item);
				expect(chains.size).toBe(there.length);
				for (let wanted = 0; wanted < 4; wanted++) {
					const found: Item[] = [];
					let one = chains.first(wanted);
					for (; one; one = one.next) found.push(one);
					expect(found).toEqual(there.filter((item) => item.hash === wanted));
				}
			}
		}),
	);
});

it("tells addresses, ports and scopes apart", () => {
	const hashes = new Set<number>();
	for (let port = 0; port < 1000; port++)
		for (const text of ["10.0.0.1", "10.0.0.2", "2001:db8::1", "vlan-5"])
			hashes.add(hashOf(text, port));
	expect(hashes.size).toBeGreaterThan(3990);
});
