import { expect, it } from "vitest";
import { formatIpv4, formatIpv6 } from "../../../src/frame/address.js";
import { AddressTexts } from "../../../src/frame/addresstexts.js";

it("tells each address, whatever came before it", () => {
	const words = new Uint32Array(4);
	const octets = new Uint8Array(words.buffer);
	const four = new AddressTexts(1, formatIpv4);
	const six = new AddressTexts(4, formatIpv6);
	for (let round = 0; round < 2; round++)
		for (let n = 0; n < 5000; n++) {
			words.fill(0);
			words[n & 3] = Math.imul(n, 0x10dcd);
			expect(four.at(octets, words, 0)).toBe(formatIpv4(octets, 0));
			expect(six.at(octets, words, 0)).toBe(formatIpv6(octets, 0));
		}
});

it("asks once for an address that comes again", () => {
	const words = Uint32Array.of(1, 2, 3, 4);
	const octets = new Uint8Array(words.buffer);
	let asked = 0;
	const texts = new AddressTexts(4, () => `text ${++asked}`);
	expect(texts.at(octets, words, 0)).toBe("text 1");
	expect(texts.at(octets, words, 0)).toBe("text 1");
	words[3] = 5;
	expect(texts.at(octets, words, 0)).toBe("text 2");
});
