import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder, sortAlmost } from "../../../src/transaction/order.js";

test("sorts as Array.sort does, equal things in their order", () => {
	const list = fc.array(fc.record({ time: fc.nat(20), name: fc.nat() }), {
		maxLength: 200,
	});
	fc.assert(
		fc.property(list, (things) => {
			const compare = (a: { time: number }, b: { time: number }) =>
				a.time - b.time;
			const sorted = [...things].sort(compare);
			expect(sortAlmost([...things], compare)).toEqual(sorted);
			expect(inOrder(things, compare)).toEqual(sorted);
			expect(inOrder(sorted, compare)).toBe(sorted);
		}),
	);
});

test("compares not much more than there is to do", () => {
	for (const isReverse of [false, true]) {
		const list = Array.from({ length: 5000 }, (_, i) => i);
		if (isReverse) list.reverse();
		let compared = 0;
		sortAlmost(list, (a, b) => {
			compared++;
			return a - b;
		});
		expect(list[0]).toBe(0);
		expect(compared).toBeLessThan(isReverse ? 25 * 5000 : 5000);
	}
});
