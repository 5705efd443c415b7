import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Names, safeName } from "../../../src/parts/name.js";

describe("names of part files", () => {
	it.each([
		["sunrise.png", "image/png", "sunrise.png"],
		["grüße aus köln.jpg", "image/jpeg", "grüße aus köln.jpg"],
		["生日快乐.png", "image/png", "生日快乐.png"],
		[undefined, "image/jpeg", "part-4.jpg"],
		["", "text/plain", "part-4.txt"],
		["picture", "image/gif", "picture.gif"],
		["<0001.smil>", "application/smil", "0001.smil"],
		["<cid-1>", "image/jpeg", "cid-1.jpg"],
		["v1.2 final", "text/plain", "v1.2 final.txt"],
		["unknown", "application/x-nothing", "unknown.bin"],
		["../../etc/passwd", "text/plain", "passwd.txt"],
		["..", "text/plain", "part-4.txt"],
		["/", "text/plain", "part-4.txt"],
		["C:\\Windows\\evil.exe", "image/jpeg", "evil.exe"],
		["a/b\\c.jpg", "image/jpeg", "c.jpg"],
		["c:d.jpg", "image/jpeg", "c_d.jpg"],
		['a<b>c"d|e?f*g.jpg', "image/jpeg", "a_b_c_d_e_f_g.jpg"],
		[".bashrc", "text/plain", "bashrc.txt"],
		["-rf.txt", "text/plain", "rf.txt"],
		["photo.jpg. .", "image/jpeg", "photo.jpg"],
		["a\u0000b\u001b[31m\n.txt", "text/plain", "ab[31m.txt"],
		["gpj.\u202eexe.jpg", "image/jpeg", "gpj.exe.jpg"],
		["CON", "text/plain", "_CON.txt"],
		["nul.tar.gz", "application/gzip", "_nul.tar.gz"],
		["com1.txt", "text/plain", "_com1.txt"],
		["LPT\u00b9", "text/plain", "_LPT\u00b9.txt"],
		["console.txt", "text/plain", "console.txt"],
		["e\u0301.txt", "text/plain", "\u00e9.txt"],
	])("%j of %s is %s", (name, type, expected) => {
		expect(safeName(name, type, 3)).toBe(expected);
	});

	it("are short, with their extension, and no character is cut", () => {
		const name = safeName(`${"日".repeat(300)}.jpeg`, "image/jpeg", 0);
		expect(name).toBe(`${"日".repeat(38)}.jpeg`);
		expect(safeName("a".repeat(500), "image/png", 0)).toHaveLength(120);
	});

	it("take no media type for a property of objects", () => {
		for (const type of ["valueOf", "constructor", "__proto__", "toString"])
			expect(safeName("", type, 0)).toBe("part-1.bin");
	});

	it("are safe whatever the message says", () => {
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.string({
				unit: fc.constantFrom(
					"/",
					"\\",
					".",
					" ",
					"~",
					":",
					"a",
					"N",
					"UL",
					"\u0000",
					"-",
					"<",
					">",
					"\ud800",
				),
			}),
		);
		fc.assert(
			fc.property(text, text, (name, type) => {
				const safe = safeName(name, type, 0);
				expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/u);
				expect(safe).not.toMatch(/^[.\s-]|[.\s]$/);
				expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
				expect(new TextEncoder().encode(safe).length).toBeLessThanOrEqual(140);
				expect(safe).toMatch(/.\.[A-Za-z0-9]+$/);
			}),
		);
	});

	it("are given once, whatever the capitals and accents", () => {
		const names = new Names();
		const given = [
			"a.jpg",
			"A.JPG",
			"a-2.jpg",
			"é.txt",
			"e\u0301.txt",
			"ß",
			"SS",
			"a.jpg",
		];
		const taken = given.map((name) => names.take(name));
		expect(taken).toEqual([
			"a.jpg",
			"A-2.JPG",
			"a-2-2.jpg",
			"é.txt",
			"e\u0301-2.txt",
			"ß",
			"SS-2",
			"a-3.jpg",
		]);
	});
});
