import { expect, it } from "vitest";
import { Pieces, Room, roomFor } from "../../../src/wap/pieces.js";
import { Arena, REGION_WAP_ARENA } from "../../../src/wasm/arena.js";
import { createCore } from "../../../src/wasm/instance.js";

const SOURCE = Uint8Array.from({ length: 5000 }, (_, at) => at % 251);
const core = await createCore();
const inArena = () => new Room(new Arena(core, REGION_WAP_ARENA));
const rooms = [
	["arrays", () => new Room()],
	["the core's memory", inArena],
] as const;

it.each(rooms)("gives back what was put in, from %s", (_, roomOf) => {
	const pieces = new Pieces(roomOf());
	const all: Uint8Array[] = [];
	for (let times = 0; times < 40; times++)
		for (let length = 0; length < 4990; length += 487) {
			pieces.append({ bytes: SOURCE, offset: 10, length });
			all.push(SOURCE.subarray(10, 10 + length));
		}
	const octets = Buffer.concat(all);
	expect(octets.length).toBeGreaterThan(800_000);
	expect(pieces.used).toBe(octets.length);
	expect(pieces.size).toBeLessThan(1.3 * octets.length);
	expect(octets.equals(pieces.view(octets.length))).toBe(true);
	const target = Buffer.alloc(20);
	pieces.copy(4000, 15, target, 4);
	expect(octets.compare(target, 4, 19, 4000, 4015)).toBe(0);
});

it.each(rooms)("puts packets where they belong, in %s", (_, roomOf) => {
	const pieces = new Pieces(roomOf());
	const put = (psn: number) =>
		pieces.put(psn * 500, { bytes: SOURCE, offset: psn * 500, length: 500 });
	for (const psn of [0, 7, 3, 1, 9, 2, 8, 4, 6, 5]) put(psn);
	expect(pieces.used).toBe(5000);
	expect(Buffer.compare(pieces.view(5000), SOURCE)).toBe(0);
});

it("takes a block that is free again, and arrays when there is none", () => {
	const room = inArena();
	const fill = () => {
		const pieces = new Pieces(room);
		pieces.append({ bytes: SOURCE, offset: 0, length: 5000 });
		return pieces;
	};
	const isInCore = (pieces: Pieces) =>
		pieces.view(1).buffer === core.bytes.buffer;
	const many = Array.from({ length: 33 }, fill);
	expect(many.filter(isInCore)).toHaveLength(32);
	for (const pieces of many)
		expect(Buffer.compare(pieces.view(5000), SOURCE)).toBe(0);
	const last = many.pop() as Pieces;
	expect(last.size).toBeLessThan(1.7 * 5000);
	for (const pieces of many) pieces.release();
	expect(many[0]?.used).toBe(0);
	expect(isInCore(fill())).toBe(true);
	last.append({ bytes: SOURCE, offset: 0, length: 5000 });
	expect(isInCore(last)).toBe(true);
	const twice = Buffer.concat([SOURCE, SOURCE]);
	expect(twice.equals(last.view(10_000))).toBe(true);
});

it("leaves little empty where the core's memory has no room", () => {
	const pieces = new Pieces(new Room());
	for (let times = 1; times <= 600; times++) {
		pieces.append({ bytes: SOURCE, offset: 0, length: 1400 });
		const { size, used } = pieces;
		expect(size).toBeLessThanOrEqual(used + used / 8 + 4096);
	}
});

it("takes memory of its own only for what does not fit", () => {
	const room = new Uint8Array(10);
	expect(roomFor(10, room).buffer).toBe(room.buffer);
	expect(roomFor(11, room)).toHaveLength(11);
	expect(roomFor(3)).toHaveLength(3);
});
