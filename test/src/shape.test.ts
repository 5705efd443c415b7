import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { emptyList, settle } from "../../src/shape.js";

setFlagsFromString("--allow-natives-syntax");
const haveSameMap: (a: object, b: object) => boolean = runInNewContext(
	"(a, b) => %HaveSameMap(a, b)",
);

interface Thing {
	count: number;
	time: number | undefined;
}

const newThing = (): Thing => ({ count: 0, time: undefined });

it("leaves one shape, whatever fields get later", () => {
	settle(newThing(), { count: 0.5 });
	const early = newThing();
	const late = newThing();
	late.count = 1.5;
	late.time = 2;
	const last = newThing();
	last.time = 2.5;
	expect(haveSameMap(early, late)).toBe(true);
	expect(haveSameMap(early, last)).toBe(true);
});

it("makes empty lists of the kind of lists of objects", () => {
	const list = emptyList<object>();
	expect(list).toEqual([]);
	expect(haveSameMap(list, [{}])).toBe(true);
	expect(haveSameMap([], [{}])).toBe(false);
});
