import fc from "fast-check";
import { expect, it } from "vitest";
import {
	Arena,
	REGION_ARENA,
	REGION_ARENA_SIZE,
	REGION_WAP_ARENA,
} from "../../../src/wasm/arena.js";
import {
	REGION_HEADS,
	REGION_HEADS_SIZE,
} from "../../../src/wasm/headlayout.js";
import { createCore } from "../../../src/wasm/instance.js";
import {
	REGION_ETHERTYPES,
	REGION_ETHERTYPES_SIZE,
	REGION_INPUT,
	REGION_RESOLUTIONS,
	REGION_RESOLUTIONS_SIZE,
} from "../../../src/wasm/layout.js";

const core = await createCore();

it("lies between the regions of the layout, and so do the heads", () => {
	expect(REGION_ETHERTYPES + REGION_ETHERTYPES_SIZE).toBe(REGION_ARENA);
	expect(REGION_ARENA + REGION_ARENA_SIZE).toBe(REGION_WAP_ARENA);
	expect(REGION_WAP_ARENA + REGION_ARENA_SIZE).toBe(REGION_INPUT);
	expect(REGION_RESOLUTIONS + REGION_RESOLUTIONS_SIZE).toBe(REGION_HEADS);
	expect(REGION_HEADS + REGION_HEADS_SIZE).toBeLessThanOrEqual(
		REGION_ETHERTYPES,
	);
});

it("gives blocks that never overlap, and all of it again at the end", () => {
	const size = fc.integer({ min: 1, max: 300_000 });
	const step = fc.oneof(size, fc.constant(-1), fc.constant(-2));
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
			const arena = new Arena(core);
			const taken: { at: number; size: number }[] = [];
			for (const wanted of steps) {
				if (wanted < 0) {
					const gone = taken.splice(wanted === -1 ? 0 : -1, 1)[0];
					if (gone) arena.give(gone.at);
					continue;
				}
				const at = arena.take(wanted);
				if (at === 0) continue;
				const room = arena.sizeOf(at);
				expect(room).toBeGreaterThanOrEqual(wanted);
				for (const other of taken)
					expect(at + room <= other.at || other.at + other.size <= at).toBe(
						true,
					);
				taken.push({ at, size: room });
			}
			for (const { at } of taken) arena.give(at);
			for (let n = 0; n < 4; n++) expect(arena.take(1 << 20)).not.toBe(0);
			expect(arena.take(1)).toBe(0);
		}),
	);
});

it("has no room for what is larger than its largest block", () => {
	expect(new Arena(core).take((1 << 20) + 1)).toBe(0);
});

it("copies octets of its own memory and of others", () => {
	const arena = new Arena(core);
	const one = arena.take(10);
	const other = arena.take(10);
	arena.copy(Uint8Array.of(1, 2, 3, 4), 1, 3, one);
	arena.copy(core.bytes, one, 3, other + 1);
	expect([...arena.view(other + 1, 3)]).toEqual([2, 3, 4]);
});
