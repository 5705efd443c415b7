import { describe, expect, it } from "vitest";
import { type Packet, scenario, type TruthMessage } from "./index.js";

function run(seed: number): { packets: Packet[]; truth: TruthMessage[] } {
	const truth: TruthMessage[] = [];
	const packets = [
		...scenario({ seed, messages: 60, truth: (one) => truth.push(one) }),
	];
	return { packets, truth };
}

describe("scenario", () => {
	it("gives the same packets for the same seed", () => {
		const first = run(3);
		const again = run(3);
		expect(again.truth).toEqual(first.truth);
		expect(again.packets).toEqual(first.packets);
		expect(run(4).truth).not.toEqual(first.truth);
	});

	it("hands out packets in order of time", () => {
		const { packets } = run(5);
		const times = packets.map((packet) => packet.time);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});

	it("has as many disturbed clients and as large pictures as it is told", () => {
		const about = { seed: 7, messages: 20, pictureSize: 9000 };
		const packetsOf = (more: object): number => {
			const packets = scenario({ ...about, mix: "whole", ...more });
			return [...packets].length;
		};
		expect(packetsOf({ disturbed: 0.5 })).toBe(packetsOf({}));
		expect(packetsOf({ disturbed: 0 })).toBeLessThan(packetsOf({}));
		expect(packetsOf({ pictureRange: [1800, 16200] })).toBe(packetsOf({}));
		expect(packetsOf({ pictureRange: [0, 10] })).toBeLessThan(packetsOf({}));
	});

	it("names every leg once", () => {
		const { truth } = run(6);
		const places = truth.flatMap((message) =>
			message.recipients.flatMap((leg) => leg.contentLocation ?? []),
		);
		expect(new Set(places).size).toBe(places.length);
		const sends = truth.flatMap((message) =>
			message.send
				? message.send.transactionIds.map((id) => message.send?.client + id)
				: [],
		);
		expect(sends.length).toBeGreaterThan(10);
	});
});
