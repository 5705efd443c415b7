import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketCounts } from "../../../src/pipeline/packetcounts.js";

function packetOf(n: number): Uint32Array {
	return Uint32Array.of(n % 3, n, 0xffff_ffff - n, 7, n >>> 4);
}

describe("counts of packets", () => {
	it("are those of a map of lists", () => {
		const step = fc.record({
			packet: fc.nat(40),
			capture: fc.nat(3),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
				const counts = new PacketCounts();
				const model = new Map<number, Map<number, number>>();
				for (const { packet, capture } of steps) {
					const words = packetOf(packet);
					const known = model.get(packet);
					const own = known?.get(capture) ?? 0;
					expect(counts.look(words, capture)).toBe(known ? own : -1);
					const others = [...(known ?? [])].filter(([c]) => c !== capture);
					expect(counts.others).toBe(
						Math.max(0, ...others.map(([, count]) => count)),
					);
					counts.add(words, capture);
					model.set(packet, new Map(known).set(capture, own + 1));
				}
				const sizes = [...model.values()].map(({ size }) => size);
				expect(counts.size).toBe(sizes.reduce((a, b) => a + b, 0));
			}),
		);
	});

	it("keep all while they grow, and go over to others", () => {
		const counts = new PacketCounts();
		for (let n = 0; n < 20_000; n++) {
			counts.look(packetOf(n), n % 5);
			counts.add(packetOf(n), n % 5);
		}
		const other = new PacketCounts();
		for (let n = 0; n < 20_000; n++) {
			expect(counts.look(packetOf(n), n % 5)).toBe(1);
			other.copy(packetOf(n), counts);
		}
		expect(other.size).toBe(20_000);
		expect(other.look(packetOf(77), 4)).toBe(0);
		expect(other.others).toBe(1);
		counts.clear();
		expect(counts.look(packetOf(77), 2)).toBe(-1);
	});
});
