import { expect, it } from "vitest";
import { Buffers } from "../../../src/tcp/buffers.js";
import { type Chunk, Chunks, newChunk } from "../../../src/tcp/chunks.js";

function octetsOf({ bytes, offset, length }: Chunk): number[] {
	return [...bytes.subarray(offset, offset + length)];
}

/** As it is handed in: four octets in memory that is used again. */
function handedIn(memory: Uint8Array, isBorrowed: boolean): Chunk {
	const chunk = newChunk();
	chunk.sequence = 0x7fff_ffff;
	chunk.wireLength = 6;
	chunk.bytes = memory;
	chunk.offset = 2;
	chunk.length = 4;
	chunk.stamp.frame = 7;
	chunk.isBorrowed = isBorrowed;
	return chunk;
}

it("copies octets at once, or at the end of the batch when their memory lasts so long", () => {
	const memory = Uint8Array.of(0, 0, 1, 2, 3, 4);
	const chunks = new Chunks(new Buffers());
	const own = chunks.take(handedIn(memory, false), 1, 6);
	const borrowed = chunks.take(handedIn(memory, true), 1, 3);
	const returned = chunks.take(handedIn(memory, true), 0, 1);
	expect([own.bytes === memory, borrowed.bytes === memory]).toEqual([
		false,
		true,
	]);
	expect(own).toMatchObject({ sequence: -0x8000_0000, wireLength: 5 });
	chunks.give(returned);
	// The same chunk is in use again.
	const again = chunks.take(handedIn(memory, true), 3, 4);
	chunks.settle();
	memory.fill(9);
	expect(octetsOf(own)).toEqual([2, 3, 4]);
	expect(octetsOf(borrowed)).toEqual([2, 3]);
	expect(octetsOf(again)).toEqual([4]);
	expect(own.stamp.frame).toBe(7);
});

it("does not copy what was given back within the batch", () => {
	const buffers = new Buffers();
	const chunks = new Chunks(buffers);
	const memory = new Uint8Array(100);
	for (let i = 0; i < 10; i++)
		chunks.give(chunks.take(handedIn(memory, true), 0, 4));
	chunks.settle();
	expect(buffers.made).toBe(0);
});
