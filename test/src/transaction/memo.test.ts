import { expect, test } from "vitest";
import { memoize } from "../../../src/transaction/memo.js";

/** A function that counts what it is asked, remembered. */
function counted(limit?: number) {
	const asked: string[] = [];
	const compute = (text: string) => {
		asked.push(text);
		return { text };
	};
	return { asked, remembered: memoize(compute, limit) };
}

test("a text is computed once", () => {
	const { asked, remembered } = counted();
	expect(remembered("a")).toBe(remembered("a"));
	expect(remembered("")).toEqual({ text: "" });
	remembered("");
	expect(asked).toEqual(["a", ""]);
});

test("no more are remembered than the limit says", () => {
	const { asked, remembered } = counted(2);
	for (const text of ["a", "b", "a", "b", "c", "c", "a"]) remembered(text);
	expect(asked).toEqual(["a", "b", "c", "a"]);
});

test("long texts are not remembered, and drive none out", () => {
	const { asked, remembered } = counted(1);
	const long = "x".repeat(257);
	for (const text of ["a", long, long, "a", long.slice(1), long.slice(1)])
		remembered(text);
	expect(asked).toEqual(["a", long, long, long.slice(1)]);
});
