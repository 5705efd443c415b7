import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KEY } from "../../../src/transaction/keykind.js";
import { KeyList } from "../../../src/transaction/keylist.js";
import { tailsOf, wordsOf } from "../../../src/transaction/location.js";
import { addNames, addParts } from "../../../src/transaction/names.js";

/** Keys as one can compare them. */
function told(keys: KeyList): string[] {
	return Array.from(
		{ length: keys.count },
		(_, i) => `${keys.high(i)} ${keys.low(i)} ${keys.words[i * 3 + 2]}`,
	);
}

/** Keys of these names, and of these ends of mixed ids. */
function keysOf(names: readonly string[], ends: readonly string[] = []) {
	const keys = new KeyList();
	for (const name of names) keys.add(KEY.messageId, name);
	for (const end of ends) keys.add(KEY.end, end);
	return told(keys);
}

function namesOf(location: string): { keys: string[]; isNamed: boolean } {
	const keys = new KeyList();
	const isNamed = addNames(keys, location);
	return { keys: told(keys), isNamed };
}

function partsOf(text: string): string[] {
	const keys = new KeyList();
	addParts(keys, text, 0, text.length);
	return told(keys);
}

describe("names in a location (STATES 4.4)", () => {
	it.each<[string, string, string[], string[]]>([
		["none", "http://mmsc.example/mms/get", [], []],
		["one too short", "http://h/a/1234567", [], []],
		["one without a digit", "http://h/a/abcdefghijklmnop", [], []],
		["digits", "http://h/a/12345678", ["12345678", "12345678"], []],
		[
			"a mixed one",
			"http://h/a/abc123456789",
			["abc123456789", "abc123456789"],
			["abc123456789"],
		],
		[
			"a longer mixed one",
			"http://h/a/xyzabc123456789",
			["xyzabc123456789", "xyzabc123456789"],
			["abc123456789"],
		],
		[
			"one of several parts",
			"http://h/a/12345678-abcd-87654321",
			["12345678-abcd-87654321", "12345678", "87654321"],
			[],
		],
		[
			"a query",
			"http://h/program?id=12345678&to=87654321",
			["12345678", "87654321", "12345678", "87654321"],
			[],
		],
		["a bare id", "12345678", ["12345678", "12345678"], []],
	])("%s", (_, location, names, ends) => {
		const { keys, isNamed } = namesOf(location);
		expect(new Set(keys)).toEqual(new Set(keysOf(names, ends)));
		expect(isNamed).toBe(names.length > 0);
	});

	it("are told once each", () => {
		const { keys } = namesOf(
			"http://h/12345678/12345678?m=12345678&n=12345678",
		);
		// Once as a name of the location, once as a part of a word.
		expect(keys).toEqual(keysOf(["12345678", "12345678"]));
	});

	it("stand for what they say, when they are escaped", () => {
		const plain = namesOf("http://h/get?m=12345678x@mmsc.example");
		const escaped = namesOf("http://h/get?m=%3C12345678x%40mmsc.example%3E");
		expect(escaped.isNamed).toBe(true);
		for (const key of keysOf(["12345678x@mmsc.example", "12345678x"]))
			for (const { keys } of [plain, escaped]) expect(keys).toContain(key);
	});

	it("are the same on the short way and on the long one", () => {
		const piece = fc.oneof(
			fc.stringMatching(/^[a-z0-9]{7,14}$/),
			fc.stringMatching(/^[a-z0-9.@_-]{1,30}$/),
		);
		const location = fc
			.tuple(fc.array(piece), fc.array(piece))
			.map(([path, query]) => {
				const values = query.map((value, i) => `n${i}=${value}`).join("&");
				return `http://h.example/${path.join("/")}${values && `?${values}`}`;
			});
		fc.assert(
			fc.property(location, (url) => {
				const keys = new KeyList();
				for (const tail of tailsOf(url)) keys.add(KEY.messageId, tail);
				for (const word of wordsOf(url)) keys.add(KEY.messageId, word);
				const own = new Set(told(keys));
				keys.clear();
				for (const word of wordsOf(url)) addParts(keys, word, 0, word.length);
				const parts = new Set(told(keys));
				expect(namesOf(url)).toEqual({
					keys: [...own, ...parts],
					isNamed: own.size > 0,
				});
			}),
			{ numRuns: 500 },
		);
	});

	it("survive any text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				namesOf(text);
				namesOf(`http://h/${text}?${text}`);
			}),
		);
	});
});

describe("parts of an id", () => {
	it("are what stands between other characters than letters and digits", () => {
		expect(partsOf("12345678.short1.abcdefgh.a2345678@host1234")).toEqual(
			keysOf(["12345678", "a2345678", "host1234"]),
		);
	});

	it("begin and end where it is said", () => {
		const keys = new KeyList();
		addParts(keys, "a12345678b", 1, 9);
		expect(told(keys)).toEqual(keysOf(["12345678"]));
	});

	it("are no more than six, however many there are", () => {
		const parts = Array.from({ length: 9 }, (_, i) => `1234567${i}`);
		expect(partsOf(parts.join("-"))).toEqual(keysOf(parts.slice(0, 6)));
		const mixed = Array.from({ length: 9 }, (_, i) => `abcdefghijk${i}`);
		expect(new Set(partsOf(mixed.join("-")))).toEqual(
			new Set(keysOf(mixed.slice(0, 6), mixed.slice(0, 6))),
		);
	});

	it("have an end of their own when they are long and mixed", () => {
		const long = "0123456789abcdef";
		expect(partsOf(long)).toEqual(keysOf([long], [long.slice(-12)]));
		expect(partsOf("01234567890123")).toEqual(keysOf(["01234567890123"]));
		expect(partsOf("0123456789a")).toEqual(keysOf(["0123456789a"]));
	});
});
