import { expect, it } from "vitest";
import { extensionOf } from "../../../src/parts/extension.js";

it.each([
	["image/jpeg", ".jpg"],
	["application/smil", ".smil"],
	["text/plain", ".txt"],
	["text/x-unknown", ".txt"],
	["application/x-unknown", ".bin"],
	["", ".bin"],
	["constructor", ".bin"],
	["__proto__", ".bin"],
])("%s has %s", (contentType, extension) => {
	expect(extensionOf(contentType)).toBe(extension);
});
