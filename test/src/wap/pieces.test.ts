import { expect, it } from "vitest";
import { CHUNK, Chunks, Pieces, roomFor } from "../../../src/wap/pieces.js";

const SOURCE = Uint8Array.from({ length: 5000 }, (_, at) => at % 251);

it("gives back what was put in, from any place", () => {
	const pieces = new Pieces(new Chunks());
	const all: number[] = [];
	for (let length = 0; length < 5000; length += 487) {
		pieces.append(SOURCE, 10, length);
		all.push(...SOURCE.subarray(10, 10 + length));
	}
	expect(pieces.used).toBe(all.length);
	expect(pieces.used).toBeGreaterThan(2 * CHUNK);
	for (const at of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1]) {
		const target = new Uint8Array(CHUNK + 9);
		pieces.copy(at, CHUNK + 5, target, 4);
		expect([...target.subarray(4)]).toEqual(all.slice(at, at + CHUNK + 5));
	}
});

it("uses chunks again, and keeps 4 MiB of them at most", () => {
	const chunks = new Chunks();
	const pieces = new Pieces(chunks);
	pieces.append(SOURCE, 0, 5000);
	pieces.append(SOURCE, 0, 5000);
	pieces.release();
	expect(pieces.used).toBe(0);
	const [one, two] = [chunks.take(), chunks.take()];
	const other = chunks.take();
	expect(new Set([one, two, other]).size).toBe(3);
	const many = Array.from(
		{ length: 1100 },
		(): Uint8Array => new Uint8Array(CHUNK),
	);
	for (const chunk of many) chunks.give(chunk);
	const known = new Set<Uint8Array>(many);
	let again = 0;
	while (known.has(chunks.take())) again++;
	expect(again).toBe(1024);
});

it("takes memory of its own only for what does not fit", () => {
	const room = new Uint8Array(10);
	expect(roomFor(10, room).buffer).toBe(room.buffer);
	expect(roomFor(11, room)).toHaveLength(11);
	expect(roomFor(3)).toHaveLength(3);
});
