import { beforeAll, describe, expect, it } from "vitest";
import {
	CaptureReader,
	type CaptureReaderOptions,
} from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { CONTROL_FLOW_STEPS } from "../../../src/wasm/layout.js";
import { datagrams } from "./datagrams.js";

const FLOWS = 300_000;

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

async function walk(octets: Uint8Array, options: CaptureReaderOptions = {}) {
	const reader = new CaptureReader(core, [bytesSource(octets)], options);
	for (;;) {
		const rows = await reader.next();
		if (!rows) break;
	}
	return reader.counters();
}

/** Every flow once in order, then all of them again in another. */
function twice(): Uint32Array {
	const flows = new Uint32Array(FLOWS * 2);
	for (let i = 0; i < FLOWS; i++) {
		flows[i] = i;
		flows[FLOWS + i] = (i * 7919) % FLOWS;
	}
	return flows;
}

describe("a large flow table", () => {
	it("takes at most 120 octets for a flow, and hardly looks at others on the way", async () => {
		const before = core.memory.buffer.byteLength;
		const { flows, udpStreams } = await walk(datagrams(twice()));
		expect(flows).toEqual({ open: FLOWS, closed: 0, evicted: 0 });
		expect(udpStreams).toBe(FLOWS);
		const grown = core.memory.buffer.byteLength - before;
		// The last piece it grew by is not used up: an eighth at most.
		expect(grown / FLOWS).toBeLessThan(120 * 1.125);
		expect(core.getU64(CONTROL_FLOW_STEPS)).toBeLessThan(FLOWS * 3);
	});

	it("finds flows inside tunnels as well", async () => {
		const flows = twice().map((flow) => flow % 20_000);
		const { udpStreams, gtp } = await walk(datagrams(flows, () => 0, true));
		expect(gtp).toBe(flows.length);
		expect(udpStreams).toBe(20_001);
	});

	it("finds what is left when most of them have gone", async () => {
		const limit = 5000;
		const count = 60_000;
		const flows = new Uint32Array(count + limit / 2);
		for (let i = 0; i < count; i++) flows[i] = i;
		// The youngest ones again, in another order: none of them was silent for longest.
		for (let i = 0; i < limit / 2; i++)
			flows[count + i] = count - 1 - ((i * 977) % (limit / 2));
		const octets = datagrams(flows, (index) => index >> 4);
		const { flows: table, udpStreams } = await walk(octets, {
			flowLimit: limit,
		});
		expect(udpStreams).toBe(count);
		expect(table.open).toBe(limit);
		expect(table.closed + table.evicted).toBe(count - limit);
	});

	it("gives flows up when the clock jumps", async () => {
		const flows = new Uint32Array(30_000).map((_, i) => i);
		const seconds = [0, 5000, 200, 100, 0, 90_000, 40];
		const octets = datagrams(flows, (i) => seconds[(i >> 6) % 7] as number);
		for (const flowLimit of [1, 2, 1000]) {
			const { flows: table } = await walk(octets, { flowLimit });
			expect(table.open).toBe(flowLimit);
			expect(table.closed + table.evicted).toBe(flows.length - flowLimit);
		}
	});
});
