import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { HASHES_LIMIT } from "../../../src/pack/tag.js";
import { TextRows } from "../../../src/pack/textrows.js";

const HASH = "0123456789abcdef";
let rows: TextRows;
beforeEach(() => {
	rows = new TextRows();
});

/** All that was added. */
function copied(): Buffer {
	const to = Buffer.alloc(rows.length + 2, 0xaa);
	rows.copy(to, 1);
	expect([to[0], to.at(-1)]).toEqual([0xaa, 0xaa]);
	return to.subarray(1, -1);
}

describe("rows of hashes and texts", () => {
	it("have hashes in front of texts, in the order of their coming", () => {
		expect(rows.addText("one")).toBe(true);
		expect(rows.addHash(HASH, 0)).toBe(true);
		expect(rows.addText("")).toBe(true);
		expect(rows.addText("two")).toBe(true);
		expect(rows.addHash("x-fedcba9876543210", 2)).toBe(true);
		expect(rows.length).toBe(22);
		expect(copied().toString("latin1")).toBe(
			`${Buffer.from(`${HASH}fedcba9876543210`, "hex").toString("latin1")}onetwo`,
		);
	});

	it.each([
		["upper case", "0123456789ABCDEF"],
		["another letter in front", "g123456789abcdef"],
		["another letter behind", "0123456789abcdeg"],
		["a letter that is not ASCII", "0123456789abcdeé"],
		["a letter whose low octet is a digit's", "0123456789abcde\u0130"],
	])("take no hash with %s, and keep nothing of it", (_, text) => {
		expect(rows.addHash(text, 0)).toBe(false);
		expect(rows.length).toBe(0);
		rows.addHash(HASH, 0);
		expect(copied().toString("hex")).toBe(HASH);
	});

	it("take any hash", () => {
		const octets = fc.uint8Array({ minLength: 8, maxLength: 8 });
		fc.assert(
			fc.property(octets, (hash) => {
				rows = new TextRows();
				expect(rows.addHash(Buffer.from(hash).toString("hex"), 0)).toBe(true);
				expect(copied()).toEqual(Buffer.from(hash));
			}),
		);
	});

	it("take as many hashes as one octet counts", () => {
		for (let i = 0; i < HASHES_LIMIT; i++)
			expect(rows.addHash(HASH, 0)).toBe(true);
		expect(rows.addHash(HASH, 0)).toBe(false);
		expect(copied().toString("hex")).toBe(HASH.repeat(HASHES_LIMIT));
	});

	it.each(["é", "a\u0080", "漢", "\ud800"])(
		"take ASCII only, and keep nothing of %j",
		(text) => {
			rows.addText("before");
			expect(rows.addText(`abc${text}`)).toBe(false);
			rows.addText("\u0000\u007f");
			expect(copied().toString("latin1")).toBe("before\u0000\u007f");
		},
	);

	it("grow, with what is in them", () => {
		const texts = [4095, 1, 1, 9000, 5].map((count, i) =>
			String(i).repeat(count),
		);
		for (const text of texts) expect(rows.addText(text)).toBe(true);
		expect(copied().toString("latin1")).toBe(texts.join(""));
	});
});
