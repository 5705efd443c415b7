import { describe, expect, test } from "vitest";
import type { Packed } from "../../../src/pack/writer.js";
import { Arena, type Times } from "../../../src/transaction/arena.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function text(index: number, length: number): string {
	return `${index} `.repeat(Math.ceil(length / 2)).slice(0, length);
}

function textAt(arena: Arena, place: number, length: number): string {
	const from = arena.startOf(place);
	return decoder.decode(arena.octetsOf(place).subarray(from, from + length));
}

function packed(one: string): Packed {
	const octets = encoder.encode(`before${one}behind`);
	return { octets, from: 6, to: octets.length - 6 };
}

function timesOf(index: number): Times {
	return { firstTime: index / 7, lastTime: index / 3 };
}

describe("arena", () => {
	test("keeps texts of every length until they are freed", () => {
		const arena = new Arena();
		const places = new Map<number, string>();
		let random = 1;
		for (let step = 0; step < 20_000; step++) {
			random = (Math.imul(random, 1103515245) + 12345) >>> 0;
			const length =
				step % 500 === 0 ? random >>> 14 : 1 + ((random >>> 8) % 900);
			const one = text(step, length);
			const place = arena.put(packed(one), timesOf(step));
			expect(places.has(place)).toBe(false);
			places.set(place, one);
			if (places.size < 300) continue;
			const [oldest, known] = places.entries().next().value!;
			expect(textAt(arena, oldest, known.length)).toBe(known);
			arena.free(oldest);
			places.delete(oldest);
		}
		for (const [place, known] of places)
			expect(textAt(arena, place, known.length)).toBe(known);
		for (const place of places.keys()) arena.free(place);
		expect(arena.octets).toBeLessThanOrEqual(0x10000);
	});

	test("is as large as what is in it, however much went through", () => {
		const arena = new Arena();
		const places: number[] = [];
		for (let i = 0; i < 100_000; i++) {
			places.push(arena.put(packed(text(i, 300)), timesOf(i)));
			if (places.length > 1000) arena.free(places.shift()!);
		}
		expect(arena.octets).toBeLessThan(8 * 0x10000);
	});
});
