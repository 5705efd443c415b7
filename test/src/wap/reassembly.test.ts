import { beforeAll, describe, expect, it } from "vitest";
import { octetsOf, Room } from "../../../src/wap/pieces.js";
import { SduReassembly } from "../../../src/wap/reassembly.js";
import type { WapRow } from "../../../src/wap/row.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { wtp } from "../../builder/index.js";
import { gateway, type Packet, rowsFrom } from "./packets.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const SDU = Uint8Array.from({ length: 50 }, (_, i) => i);
const packets = () =>
	wtp
		.segmented("result", 1, SDU, { size: 10, group: 2 })
		.map((o) => gateway(o));

function rows(list: readonly Packet[]): WapRow[] {
	return [...rowsFrom(core, list)];
}

function feed(list: readonly Packet[], limit = 1000) {
	const sdu = new SduReassembly(limit);
	const arrivals = rows(list).map((row) => sdu.add(row));
	return { sdu, arrivals };
}

const pick = (...psns: number[]) => {
	const all = packets();
	return psns.map((psn) => all[psn] as Packet);
};

describe("SduReassembly", () => {
	it("takes packets in any order (WAP-224 7.14)", () => {
		const { sdu, arrivals } = feed(pick(4, 2, 0, 3, 2, 1));
		expect(arrivals).toEqual([
			"added",
			"added",
			"added",
			"added",
			"repeated",
			"completed",
		]);
		expect(octetsOf(sdu.assemble())).toEqual(SDU);
		expect(sdu.carriage()).toMatchObject({
			frame: 6,
			frames: [1, 2, 3, 4, 6],
			bytes: 50,
			complete: true,
			retransmissions: 1,
		});
		expect(sdu.carriage()?.firstTime).toBeCloseTo(1700000000.3, 5);
		expect(sdu.problems()).toEqual([]);
	});

	it("puts packets together that have no places of their own", () => {
		const result = (psn: number, data: Uint8Array, ttr = false) =>
			gateway(
				psn === 0
					? wtp.result(1, data, { ttr: false })
					: wtp.segmentedResult(1, psn, data, { ttr }),
			);
		// A last one that is too large, one in the middle, and all of different sizes: from there on they lie as they came.
		const lists = [
			[0, 10, 20, 30, 50],
			[0, 10, 25, 30, 50],
			[0, 5, 20, 48, 50],
		];
		for (const order of [
			[0, 2, 1, 3],
			[3, 2, 1, 0],
			[2, 3, 0, 1],
			[1, 0, 3, 2],
		])
			for (const at of lists) {
				const { sdu, arrivals } = feed(
					order.map((psn) =>
						result(psn, SDU.subarray(at[psn], at[psn + 1]), psn === 3),
					),
				);
				expect(arrivals[3]).toBe("completed");
				expect(octetsOf(sdu.assemble())).toEqual(SDU);
			}
	});

	it("copies each octet once, in whatever order packets come", () => {
		for (const order of [
			[0, 1, 2, 3, 4],
			[0, 2, 1, 4, 3],
			[1, 0, 2, 4, 3],
		]) {
			const room = new Room();
			const sdu = new SduReassembly(1000, room);
			for (const row of rows(pick(...order))) sdu.add(row);
			expect(octetsOf(sdu.assemble())).toEqual(SDU);
			expect(room.copied).toBe(50);
		}
	});

	it("goes up to the hole", () => {
		const { sdu } = feed(pick(0, 1, 4));
		expect(octetsOf(sdu.assemble())).toEqual(SDU.subarray(0, 20));
		expect(sdu.carriage()).toMatchObject({
			complete: false,
			bytes: 30,
			missingCause: "network-loss",
		});
		expect(sdu.problems()).toEqual([
			{
				layer: "wtp",
				code: "network-loss",
				offset: 20,
				available: 30,
				frame: 3,
				note: "packets 2, 3 missing",
			},
		]);
		expect(feed(pick(0, 1)).sdu.problems()[0]?.note).toBe(
			"all after packet 1 missing",
		);
	});

	it("takes an Ack beyond the hole for proof that the capture lost it", () => {
		const { sdu } = feed(pick(0, 1, 4));
		sdu.prove(1);
		expect(sdu.carriage()?.missingCause).toBe("network-loss");
		sdu.prove(3);
		expect(sdu.carriage()?.missingCause).toBe("capture-gap");
		expect(sdu.acknowledged).toBe(false);
		sdu.prove();
		expect(sdu.carriage()?.acknowledged).toBe(true);
	});

	it("takes a packet of a later group for the same proof", () => {
		// Groups end at 1 and 3: packet 2 proves 0 and 1.
		expect(feed(pick(1, 2)).sdu.carriage()?.missingCause).toBe("capture-gap");
		expect(feed(pick(0, 2)).sdu.carriage()?.missingCause).toBe("network-loss");
	});

	it("keeps the first of two copies that differ", () => {
		const [first, second] = pick(0, 0) as [Packet, Packet];
		const other = second.octets.slice();
		other[5] = 0xff;
		const { sdu, arrivals } = feed([first, { ...second, octets: other }]);
		expect(arrivals).toEqual(["added", "repeated"]);
		expect(octetsOf(sdu.assemble())).toEqual(SDU.subarray(0, 10));
		expect(sdu.problems()[0]).toEqual({
			layer: "wtp",
			code: "conflict",
			frame: 2,
		});
	});

	it("prefers a whole copy to one that the snap length cut", () => {
		const [cut, whole] = pick(0, 0) as [Packet, Packet];
		const { sdu } = feed([{ ...cut, keep: 6 }, whole, ...pick(1, 2, 3, 4)]);
		expect(octetsOf(sdu.assemble())).toEqual(SDU);
		expect(sdu.carriage()?.complete).toBe(true);
	});

	it("ends a cut message at the cut", () => {
		const all = packets();
		all[1] = { ...(all[1] as Packet), keep: 8 };
		const { sdu, arrivals } = feed(all);
		expect(arrivals.at(-1)).toBe("completed");
		expect(octetsOf(sdu.assemble())).toEqual(SDU.subarray(0, 14));
		expect(sdu.carriage()).toMatchObject({
			complete: false,
			missing: 6,
			missingCause: "sliced",
		});
	});

	it("drops what claims to be behind the last packet", () => {
		const beyond = gateway(wtp.segmentedResult(1, 9, SDU));
		const { sdu, arrivals } = feed([beyond, ...packets(), beyond]);
		expect(arrivals.at(-1)).toBe("refused");
		expect(octetsOf(sdu.assemble())).toEqual(SDU);
		expect(sdu.octets).toBe(50);
	});

	it("keeps 256 packets apart, and more in extended SAR (WAP-224 7.15)", () => {
		const count = 600;
		const long = Array.from({ length: count }, (_, psn) => {
			const piece = Uint8Array.of(psn & 0xff, psn >> 8);
			if (psn === 0) return gateway(wtp.result(1, piece, { ttr: false }));
			const tpis =
				psn > 255 ? [[wtp.TPI_PSN, Uint8Array.of(psn >> 8)] as const] : [];
			const ttr = psn === count - 1;
			return gateway(wtp.segmentedResult(1, psn & 0xff, piece, { tpis, ttr }));
		});
		const { sdu } = feed(long.reverse(), 10_000);
		expect(sdu.finished).toBe(true);
		const octets = octetsOf(sdu.assemble());
		expect(octets.length).toBe(2 * count);
		expect([octets[1198], octets[1199]]).toEqual([599 & 0xff, 2]);
	});

	it("stays within its limit", () => {
		const { sdu, arrivals } = feed(packets(), 25);
		expect(arrivals.filter((arrival) => arrival === "refused")).toHaveLength(3);
		expect(sdu.octets).toBe(20);
		expect(sdu.problems()[0]?.code).toBe("limit-message-octets");
	});

	it("knows repeats after its octets were dropped", () => {
		const { sdu } = feed(packets());
		sdu.release();
		expect(sdu.octets).toBe(0);
		const [again, another] = rows([
			...pick(2),
			gateway(wtp.segmentedResult(1, 2, Uint8Array.of(1))),
		]) as [WapRow, WapRow];
		expect(sdu.add(again)).toBe("repeated");
		expect(sdu.add(another)).toBe("repeated");
		expect(sdu.octets).toBe(0);
	});

	it("has no carriage without a packet", () => {
		expect(new SduReassembly(10).carriage()).toBeUndefined();
	});
});
