import { expect, test } from "vitest";
import { TextRows } from "../../../src/pack/textrows.js";
import { Texts } from "../../../src/pack/texts.js";

test("texts of any length are read after those of any other", () => {
	const texts = new Texts();
	for (const length of [0, 5, 1023, 1024, 1025, 9000, 5, 1024, 40_000, 7, 0]) {
		const rows = new TextRows();
		const text = "abcdefg".repeat(6000).slice(0, length);
		rows.addText(text);
		rows.addHash("0123456789abcdef", 0);
		rows.addText("end");
		const octets = new Uint8Array(rows.length + 3);
		rows.copy(octets, 3);
		texts.read(octets, 3, rows.hashAt, rows.letterAt);
		expect(texts.take(length)).toBe(text);
		expect(texts.hash()).toBe("0123456789abcdef");
		expect(texts.take(3)).toBe("end");
	}
});
