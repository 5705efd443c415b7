import fc from "fast-check";
import { expect, it } from "vitest";
import { addToUid, beginUid, endUid, hex32, uidOf } from "../../src/uid.js";

it("writes eight hexadecimal digits", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
			expect(hex32(value)).toBe(value.toString(16).padStart(8, "0"));
		}),
	);
	expect(hex32(-1)).toBe("ffffffff");
});

it("names equal things equally and others differently", () => {
	const names = new Set<string>();
	for (let i = 0; i < 10_000; i++) names.add(uidOf("x", `10.0.0.${i}`));
	expect(names.size).toBe(10_000);
	expect(uidOf("x", "a")).toBe(uidOf("x", "a"));
	expect(uidOf("m", "a")).toMatch(/^m-[0-9a-f]{16}$/);
});

function uidOfWords(words: readonly (string | number | undefined)[]): string {
	beginUid("");
	for (const word of words) addToUid(word);
	return endUid("x");
}

it("names words as the text of them", () => {
	const millionths = fc
		.integer({ min: 0, max: 5_000_000_000_000_000 })
		.map((count) => count / 1e6);
	const word = fc.oneof(
		fc.string(),
		fc.double(),
		fc.nat(),
		millionths,
		fc.tuple(millionths, fc.nat(5)).map(([n, places]) => +n.toFixed(places)),
		// Times that are a bit off.
		millionths.map((time) => time + 2 ** -21),
	);
	fc.assert(
		fc.property(fc.array(word), (words) => {
			expect(uidOfWords(words)).toBe(uidOf("x", ["", ...words].join(" ")));
		}),
		{ numRuns: 2000 },
	);
	for (const edge of [0, 1, 0.000001, 1e-7, 4294967295.999999, 2 ** 32, -1.5])
		expect(uidOfWords([edge])).toBe(uidOf("x", ` ${edge}`));
	expect(uidOfWords([undefined])).toBe(uidOf("x", " undefined"));
});

it("keeps the names that it has always given", () => {
	expect(uidOf("x", "10.0.0.1 40001")).toBe("x-9b7a3168eb2674c4");
});
