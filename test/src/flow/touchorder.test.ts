import fc from "fast-check";
import { expect, it } from "vitest";
import { type Touched, TouchOrder } from "../../../src/flow/touchorder.js";

class Thing implements Touched<Thing> {
	older: Thing | undefined;
	newer: Thing | undefined;

	constructor(readonly name: number) {}
}

/** Names from the oldest on, which must be those from the newest on turned round. */
function namesOf(order: TouchOrder<Thing>): number[] {
	const names: number[] = [];
	let last: Thing | undefined;
	for (let one = order.oldest; one; one = one.newer) {
		expect(one.older).toBe(last);
		names.push(one.name);
		last = one;
	}
	return names;
}

it("keeps things in the order of their touches, whatever is taken out", () => {
	const steps = fc.array(
		fc.tuple(fc.constantFrom("add", "touch", "remove"), fc.nat(6)),
	);
	fc.assert(
		fc.property(steps, (list) => {
			const things = Array.from({ length: 7 }, (_, name) => new Thing(name));
			const order = new TouchOrder<Thing>();
			let expected: number[] = [];
			for (const [step, name] of list) {
				const isIn = expected.includes(name);
				if ((step === "add") === isIn) continue;
				order[step as "add" | "touch" | "remove"](things[name]!);
				expected = expected.filter((one) => one !== name);
				if (step !== "remove") expected.push(name);
				expect(namesOf(order)).toEqual(expected);
			}
		}),
	);
});
