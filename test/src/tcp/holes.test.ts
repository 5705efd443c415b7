import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Buffers } from "../../../src/tcp/buffers.js";
import { type Chunk, Chunks } from "../../../src/tcp/chunks.js";
import { Holes } from "../../../src/tcp/holes.js";

const stamp = {
	frame: 1,
	seconds: 0,
	nanoseconds: 0,
	fine: false,
	capture: 0,
	captureFrame: 1,
};

function chunk(
	sequence: number,
	octets: number[],
	wire = octets.length,
): Chunk {
	return {
		sequence: sequence | 0,
		wireLength: wire,
		bytes: Uint8Array.from(octets),
		offset: 0,
		length: octets.length,
		stamp,
		acknowledges: 0,
		isAcknowledging: false,
		copies: 0,
		conflict: false,
		isBorrowed: false,
	};
}

function octetsOf({ bytes, offset, length }: Chunk): number[] {
	return [...bytes.subarray(offset, offset + length)];
}

function drained(holes: Holes): Chunk[] {
	const chunks: Chunk[] = [];
	for (;;) {
		const next = holes.shift();
		if (!next) return chunks;
		chunks.push(next);
	}
}

describe("Holes", () => {
	it("keeps the first copy and says that another differs", () => {
		const holes = new Holes(new Chunks(new Buffers()));
		holes.insert(chunk(10, [1, 2, 3]));
		holes.insert(chunk(12, [3, 4]));
		holes.insert(chunk(8, [8, 9, 1, 9, 3, 4, 5]));
		const chunks = drained(holes);
		expect(chunks.map(({ sequence }) => sequence)).toEqual([8, 10, 13, 14]);
		expect(chunks.flatMap(octetsOf)).toEqual([8, 9, 1, 2, 3, 4, 5]);
		expect(chunks.map(({ conflict }) => conflict)).toEqual([
			false,
			true,
			false,
			false,
		]);
		expect(chunks.map(({ copies }) => copies)).toEqual([0, 2, 1, 0]);
	});

	it("covers octets that the capture cut", () => {
		const holes = new Holes(new Chunks(new Buffers()));
		holes.insert(chunk(10, [1, 2], 10));
		holes.insert(chunk(15, [6, 7, 8, 9, 10, 11]));
		const chunks = drained(holes);
		expect(chunks.map(({ wireLength }) => wireLength)).toEqual([10, 1]);
		expect(chunks.map(({ length }) => length)).toEqual([2, 1]);
	});

	it("can be cut", () => {
		const holes = new Holes(new Chunks(new Buffers()));
		holes.insert(chunk(10, [1, 2, 3]));
		holes.insert(chunk(20, [4, 5, 6], 5));
		holes.insert(chunk(30, [7]));
		expect(holes.cutAt(21)).toBe(5);
		expect(holes.octets).toBe(4);
		expect(holes.cutAt(40)).toBe(0);
		const chunks = drained(holes);
		expect(chunks.map(({ wireLength }) => wireLength)).toEqual([3, 1]);
		expect(holes.cost).toBe(0);
	});

	it("has no overlap, in order, whatever comes, across the wrap", () => {
		const piece = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }));
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 30 }),
				fc.constantFrom(0, 0xffff_ffe0),
				(pieces, base) => {
					const holes = new Holes(new Chunks(new Buffers()));
					const covered = new Set<number>();
					for (const [at, length] of pieces) {
						const octets = Array.from({ length }, (_, n) => at + n);
						holes.insert(chunk(base + at, octets));
						for (const octet of octets) covered.add(octet);
					}
					expect(holes.octets).toBe(covered.size);
					const octets = drained(holes).flatMap((held) => {
						const start = (held.sequence - base) >>> 0;
						expect(held.conflict).toBe(false);
						expect(held.bytes[0]).toBe(start);
						return octetsOf(held);
					});
					expect(octets).toEqual([...covered].sort((a, b) => a - b));
					expect(holes.cost).toBe(0);
				},
			),
		);
	});
});
