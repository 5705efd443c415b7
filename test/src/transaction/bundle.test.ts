import { expect, test } from "vitest";
import { Bundles } from "../../../src/transaction/bundle.js";
import {
	type Evidence,
	evidenceOfBundle,
} from "../../../src/transaction/evidence.js";

function evidence(firstFrame: number): Evidence {
	return { role: "attempt", firstFrame, lastTime: 0 } as Evidence;
}

test("evidence of bundles that become one is in that one", () => {
	const bundles = new Bundles(1);
	const [a, b, c] = [1, 2, 3].map(evidence) as [Evidence, Evidence, Evidence];
	const first = bundles.add(a);
	const second = bundles.add(b);
	bundles.add(c, undefined, undefined, second);
	const joined = bundles.connect(first, second);
	expect([a, b, c].map(({ bundle }) => bundle)).toEqual([
		joined,
		joined,
		joined,
	]);
	expect(evidenceOfBundle(joined)).toEqual([b, c, a]);
	expect(bundles.size).toBe(1);
});

test("what waits for its deadline by its number is not taken for a later bundle", () => {
	const bundles = new Bundles(1);
	const first = bundles.add(evidence(1));
	expect(bundles.enqueue(first)).toBe(true);
	expect(bundles.enqueue(first)).toBe(false);
	bundles.close(first);
	const second = bundles.add(evidence(2));
	expect(second.number).not.toBe(first.number);
	expect(bundles.dequeue(first.number)).toBeUndefined();
	expect(bundles.add(evidence(3)).number).toBe(first.number);
	bundles.enqueue(second);
	expect(bundles.dequeue(second.number)).toBe(second);
	expect(bundles.enqueue(second)).toBe(true);
});
