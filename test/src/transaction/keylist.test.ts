import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOfText, KeyList } from "../../../src/transaction/keylist.js";

function told(keys: KeyList): string[] {
	return Array.from(
		{ length: keys.count },
		(_, i) =>
			`${keys.high(i)} ${keys.low(i)} ${keys.words[i * KeyList.WORDS + 2]}`,
	);
}

describe("keys", () => {
	it("are equal for equal kinds and texts alone", () => {
		const keys = new KeyList();
		keys.add(1, "a");
		keys.add(1, "a");
		keys.add(2, "a");
		keys.add(1, "b");
		keys.add(1, "");
		keys.addJoined(1, "a", "bc");
		keys.addJoined(1, "ab", "c");
		keys.addJoined(1, "a", "b", "c");
		keys.addJoined(1, "a", "bc", "");
		const [one, again, ...others] = told(keys);
		expect(again).toBe(one);
		expect(new Set([one, ...others]).size).toBe(others.length + 1);
	});

	it("of a piece are those of its text", () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.string(), (a, text, b) => {
				const keys = new KeyList();
				keys.addPiece(7, a + text + b, a.length, a.length + text.length);
				keys.add(7, text);
				const [piece, whole] = told(keys);
				expect(piece).toBe(whole);
			}),
		);
	});

	it("stay as they are when there are many, and go when the list is cleared", () => {
		const keys = new KeyList();
		const names = Array.from({ length: 1000 }, (_, i) => `name ${i}`);
		for (const name of names) keys.add(3, name);
		const all = told(keys);
		expect(new Set(all).size).toBe(1000);
		expect(keys.clear().count).toBe(0);
		keys.add(3, "name 999");
		expect(told(keys)).toEqual(all.slice(-1));
	});

	it("that repeat are dropped from where it is said", () => {
		const names = fc.array(fc.constantFrom("a", "b", "c", "d"));
		fc.assert(
			fc.property(names, names, (before, list) => {
				const keys = new KeyList();
				for (const name of before) keys.add(1, name);
				const kept = told(keys);
				for (const name of list) keys.add(1, name);
				keys.dropRepeats(before.length);
				const expected = new KeyList();
				for (const name of new Set(list)) expected.add(1, name);
				expect(told(keys)).toEqual([...kept, ...told(expected)]);
			}),
		);
	});
});

it("the hash of a text is never 0, and tells texts apart", () => {
	const hashes = new Set<number>();
	for (let i = 0; i < 1000; i++) hashes.add(hashOfText(`text ${i}`));
	// Two of so many are equal once in 8,000 runs.
	expect(hashes.size).toBeGreaterThan(997);
	expect(hashes).not.toContain(0);
	expect(hashOfText("a")).toBe(hashOfText("a"));
});
