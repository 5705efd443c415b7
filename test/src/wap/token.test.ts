import { beforeAll, expect, it } from "vitest";
import { readHeaders } from "../../../src/wap/header.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { TEXT_LONGEST, TEXT_SLOTS } from "../../../src/wasm/token.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

/** Values of named fields, as they are read from a block of them. */
function readBack(texts: readonly string[]): unknown[] {
	const block = texts.map((text) => `x-a\0${text}\0`).join("");
	const octets = Buffer.from(block, "utf8");
	return readHeaders(core, octets, false).headers.map(({ value }) => value);
}

it("reads short texts again and again, however many share a slot", () => {
	const texts = Array.from({ length: 3 * TEXT_SLOTS }, (_, i) => `text ${i}`);
	for (let round = 0; round < 2; round++)
		for (let at = 0; at < texts.length; at += 100) {
			const some = texts.slice(at, at + 100);
			expect(readBack([...some, ...some])).toEqual([...some, ...some]);
		}
	expect(new Set(core.texts).size).toBeLessThanOrEqual(TEXT_SLOTS + 1);
});

it("tells texts apart that begin or end alike", () => {
	const long = "0123456789".repeat(8);
	const texts = [1, 7, 8, 9, 15, 16, 17, TEXT_LONGEST, TEXT_LONGEST + 1]
		.flatMap((length) => [length - 1, length])
		.flatMap((length) => [long.slice(0, length), `${long.slice(0, length)}x`])
		.filter((text) => text !== "");
	expect(readBack(texts)).toEqual(texts);
	expect(readBack([...texts].reverse())).toEqual([...texts].reverse());
});

it("keeps no string of a text that a charset must explain", () => {
	const texts = ["Grüße", "=?utf-8?q?a?=", "a=b?c", "5 €"];
	expect(readBack(texts)).toEqual(texts);
	expect(core.texts).not.toContain("Grüße");
	expect(core.texts).not.toContain("=?utf-8?q?a?=");
	expect(core.texts).toContain("a=b?c");
});
