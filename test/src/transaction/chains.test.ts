import fc from "fast-check";
import { expect, test } from "vitest";
import { Chains } from "../../../src/transaction/chains.js";
import type { Evidence } from "../../../src/transaction/evidence.js";

test("each key has its own exchanges, oldest first, and no more than are asked for", () => {
	const key = fc.tuple(fc.integer({ min: -1, max: 0 }), fc.nat(1));
	const limit = fc.integer({ min: 1, max: 4 });
	fc.assert(
		fc.property(fc.array(key, { maxLength: 50 }), limit, (keys, most) => {
			const chains = new Chains();
			const model = new Map<string, Evidence[]>();
			const places: Evidence[] = [];
			for (const [high, low] of keys) {
				const name = `${high} ${low}`;
				const known = model.get(name);
				expect(chains.latest(high, low, most)).toEqual(known?.slice(-most));
				const evidence = { name, number: places.length } as unknown as Evidence;
				const before = chains.add(high, low, evidence);
				expect(before < 0 ? undefined : places[before]).toBe(known?.at(-1));
				expect(chains.from(before, most)).toEqual(known?.slice(-most) ?? []);
				places.push(evidence);
				model.set(name, [...(known ?? []), evidence]);
			}
		}),
	);
});
