import { describe, expect, it } from "vitest";
import { CarriageLog } from "../../../src/flow/carriage.js";
import { type Stamp, stampTime, stampTimeNs } from "../../../src/flow/stamp.js";

function stamp(frame: number, nanoseconds = 0, fine = false): Stamp {
	return {
		frame,
		seconds: 1_700_000_000 + frame,
		nanoseconds,
		fine,
		capture: 0,
		captureFrame: frame,
	};
}

describe("a stamp", () => {
	it("is seconds with at most six decimals, and text with nine", () => {
		const one = stamp(0, 91_394_999);
		expect(stampTime(one)).toBe(1700000000.091394);
		expect(String(stampTime(one))).toBe("1700000000.091394");
		expect(stampTimeNs(one)).toBe("1700000000.091394999");
	});
});

describe("a carriage", () => {
	it("ends at the frame that completed it", () => {
		const log = new CarriageLog(stamp(3, 1000));
		log.add(stamp(3), 10);
		log.add(stamp(7), 20);
		log.add(stamp(5), 5);
		log.retransmissions++;
		expect(log.finish(stamp(8, 0, true))).toEqual({
			firstTime: 1700000003.000001,
			time: 1700000008,
			timeNs: "1700000008.000000000",
			frame: 8,
			lastDataTime: 1700000005,
			frames: [3, 5, 7],
			capture: 0,
			captureFrame: 8,
			bytes: 35,
			complete: true,
			retransmissions: 1,
		});
	});

	it("without such a frame ends at the last that added to it", () => {
		const log = new CarriageLog(stamp(3));
		log.add(stamp(9), 1);
		log.add(stamp(4), 1);
		expect(log.finish()).toMatchObject({ frame: 9, complete: false, bytes: 2 });
	});
});
