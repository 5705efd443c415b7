import { describe, expect, it } from "vitest";
import { Waiting } from "../../../src/exchange/waiting.js";
import type { HttpMessage, HttpPair } from "../../../src/http/message.js";
import type { Carriage } from "../../../src/record.js";
import type { WapTransaction } from "../../../src/wap/transaction.js";

function waiting() {
	const taken: unknown[] = [];
	let rows = 0;
	const queue = new Waiting({
		onTime: (seconds) => taken.push(seconds),
		onPair: (pair) =>
			taken.push([
				pair.index,
				pair.request?.carriage.retransmissions,
				pair.request?.problems.length,
			]),
		onTransaction: ({ tid }, opened) => taken.push(`${tid} ${opened?.time}`),
		onNotification: (fields) => taken.push(fields),
		onTaken: () => {
			rows++;
		},
	});
	return { queue, taken, rows: () => rows };
}

function pairOf(index: number): HttpPair {
	const carriage = { retransmissions: 1 } as Carriage;
	const request = { carriage, problems: [] as unknown } as HttpMessage;
	return { index, request } as HttpPair;
}

const OPENED = { time: 5, firstTime: 4, frames: [] };

describe("what is over and waits", () => {
	it("is taken in the order in which it happened", () => {
		const { queue, taken } = waiting();
		const notification = { "mmse.message_type": 0x82 };
		queue.time(1);
		queue.time(2);
		queue.pair(pairOf(7));
		queue.pdu({ "mmse.message_type": 0x80 });
		queue.pdu(notification);
		queue.time(3);
		queue.transaction({ tid: 8 } as WapTransaction, OPENED);
		queue.transaction({ tid: 9 } as WapTransaction, undefined);
		expect(taken).toEqual([]);
		queue.settle();
		queue.settle();
		expect(taken).toEqual([
			2,
			[7, 1, 0],
			notification,
			3,
			"8 5",
			"9 undefined",
		]);
	});

	it("is taken as it was told, whatever is repeated behind it", () => {
		const { queue, taken } = waiting();
		const pair = pairOf(0);
		queue.pair(pair);
		pair.request!.carriage.retransmissions++;
		pair.request!.problems.push({ layer: "tcp", code: "conflict" });
		queue.settle();
		expect(taken).toEqual([[0, 1, 0]]);
	});

	it("does not wait without bound, and says when a row is over", () => {
		const { queue, taken, rows } = waiting();
		for (let index = 0; index < 1000; index++) queue.pair(pairOf(index));
		expect(taken.length).toBeGreaterThan(700);
		expect(rows()).toBe(3);
		queue.settle();
		expect(taken.map((one) => (one as number[])[0])).toEqual(
			Array.from({ length: 1000 }, (_, index) => index),
		);
	});
});
