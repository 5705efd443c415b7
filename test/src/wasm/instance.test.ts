import { expect, it } from "vitest";
import { createCore, ROOM_AHEAD } from "../../../src/wasm/instance.js";
import {
	INPUT_SLOT_SIZE,
	REGION_INPUT,
	REGION_SCRATCH,
} from "../../../src/wasm/layout.js";

it("loads the core into a memory of its own", async () => {
	const [a, b] = [await createCore(), await createCore()];
	expect(a.exports.version()).toBe(1);
	a.toScratch(Uint8Array.of(1, 2, 3));
	expect(a.bytes[REGION_SCRATCH]).toBe(1);
	expect(b.bytes[REGION_SCRATCH]).toBe(0);
});

it("hands out fresh views after the memory has grown", async () => {
	const core = await createCore();
	const before = core.bytes;
	core.reserve(before.length + 1);
	expect(before.length).toBe(0);
	expect(core.bytes.length).toBeGreaterThan(0);
	core.view.setUint8(REGION_SCRATCH, 7);
	expect(core.bytes[REGION_SCRATCH]).toBe(7);
});

it("has room ahead, so that its buffer is hardly ever detached", async () => {
	const core = await createCore();
	const { bytes } = core;
	core.reserve(REGION_INPUT + INPUT_SLOT_SIZE + ROOM_AHEAD);
	expect(core.bytes).toBe(bytes);
	core.reserve(bytes.length + 1);
	const grown = core.bytes;
	core.reserve(bytes.length + ROOM_AHEAD);
	expect(core.bytes).toBe(grown);
});
