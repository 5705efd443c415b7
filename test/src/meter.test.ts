import { describe, expect, it } from "vitest";
import { Meter, WORK_KINDS, type WorkKind } from "../../src/meter.js";

/** A clock that is set by hand, in milliseconds, and counts how often it was asked. */
function createClock() {
	const clock = { now: 1000, asked: 0 };
	const meter = new Meter(() => {
		clock.asked++;
		return clock.now;
	});
	const pass = (ms: number) => {
		clock.now += ms;
	};
	const work = (kind: WorkKind, ms: number) => {
		meter.turnTo(kind);
		pass(ms);
	};
	return { clock, meter, pass, work };
}

describe("Meter", () => {
	it("gives the time to one kind of work at a time", () => {
		const { meter, pass, work } = createClock();
		pass(5);
		meter.nextBatch();
		work("walk", 10);
		work("tcp", 20);
		const inner = meter.timed("mms", () => pass(7));
		const outer = meter.timed("exchanges", () => {
			pass(1);
			inner();
			pass(2);
		});
		outer();
		pass(4);
		const { seconds, work: times } = meter.seconds();
		expect(times).toMatchObject({
			read: 0.005,
			walk: 0.01,
			tcp: 0.024,
			mms: 0.007,
			exchanges: 0.003,
			output: 0,
		});
		expect(seconds).toBeCloseTo(0.049);
	});

	it("divides what it did not measure as what it did", () => {
		const { clock, meter, work } = createClock();
		for (let batch = 0; batch < 64; batch++) {
			meter.nextBatch();
			work("walk", 1);
			work("tcp", 1);
		}
		const asked = clock.asked;
		for (let batch = 64; batch < 64 + 160; batch++) {
			meter.nextBatch();
			work("walk", 1);
			work("tcp", 3);
		}
		// Ten of 160 batches were measured, with a question at each turn.
		expect(clock.asked - asked).toBeLessThan(160 + 10 * 4);
		meter.nextBatch(true);
		work("records", 6);
		const { seconds, work: times } = meter.seconds();
		expect(seconds).toBeCloseTo(0.128 + 0.64 + 0.006);
		expect(times.walk).toBeCloseTo(0.064 + 0.16);
		expect(times.tcp).toBeCloseTo(0.064 + 0.48);
		expect(times.records).toBeCloseTo(0.006);
		const all = WORK_KINDS.reduce((sum, kind) => sum + times[kind], 0);
		expect(all).toBeCloseTo(seconds);
	});

	it("counts calls, and what sources give", async () => {
		const { meter } = createClock();
		const functions = meter.counted({
			add: (a: number, b: number) => a + b,
			never: () => 0,
			__loader: () => 1,
			memory: 3,
		});
		expect(functions.add(1, 2) + functions.add(3, 4)).toBe(10);
		expect(functions.__loader() + functions.memory).toBe(4);
		expect(meter.calls).toEqual({ add: 2, never: 0 });
		let left = 3;
		let closed = false;
		const source = meter.source({
			name: "a.pcap",
			size: 30,
			read: () => (left-- > 1 ? 10 : Promise.resolve(left < 0 ? 0 : 10)),
			close: () => {
				closed = true;
			},
		});
		expect(source).toMatchObject({ name: "a.pcap", size: 30 });
		const into = new Uint8Array(10);
		while ((await source.read(into)) > 0);
		await source.close?.();
		expect(meter.octetsRead).toBe(30);
		expect(closed).toBe(true);
	});
});
