import { expect, it } from "vitest";
import { OctetStore } from "../../../src/wap/octetstore.js";
import { octetsOf } from "../../../src/wap/pieces.js";

it("keeps octets though their owner changes them", () => {
	const store = new OctetStore();
	const octets = new Uint8Array(3000);
	const kept = Array.from({ length: 100 }, (_, number) => {
		octets.fill(number);
		return store.keep({ bytes: octets, offset: 0, length: 10 * number }, []);
	});
	octets.fill(255);
	expect(kept.map((one) => [...octetsOf(one)])).toEqual(
		kept.map((_, number) => Array(10 * number).fill(number)),
	);
	const blocks = new Set(kept.map(({ bytes }) => bytes));
	expect(blocks.size).toBe(2);
});

it("gives long ones memory of their own", () => {
	const store = new OctetStore();
	const long = new Uint8Array(5000).fill(7);
	const kept = store.keep({ bytes: long, offset: 0, length: 5000 }, []);
	long.fill(0);
	expect(octetsOf(kept)).toEqual(new Uint8Array(5000).fill(7));
});
