import { beforeAll, describe, expect, it, vi } from "vitest";
import type { WapLimits } from "../../../src/wap/limits.js";
import { Peers } from "../../../src/wap/peers.js";
import type { WapFlow } from "../../../src/wap/row.js";
import { WapTracker } from "../../../src/wap/tracker.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { pdus, wsp } from "../../builder/index.js";
import { type Packet, rowsFrom } from "./packets.js";
import { track } from "./record.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const FLOW: WapFlow = {
	addressA: "10.9.9.8",
	portA: 9200,
	addressB: "10.0.0.1",
	portB: 2948,
	family: 4,
	stream: 3,
};
const kind = "wsp-cl";
const flow = FLOW;

const run = (packets: readonly Packet[], limits: Partial<WapLimits> = {}) =>
	track(core, rowsFrom(core, packets), limits);

// The flow's A is the gateway here.
function request(tid: number, name: string, after = 0.1): Packet {
	const octets = wsp.connectionless(tid, wsp.get(`http://h/${name}`));
	return { from: "gateway", octets, after, kind, flow };
}

function reply(tid: number, size: number, after = 0.1): Packet {
	const pdu = wsp.reply(wsp.STATUS.ok, new Uint8Array(size));
	const octets = wsp.connectionless(tid, pdu);
	return { from: "phone", octets, after, kind, flow };
}

function push(tid: number, name: string, after = 0.1): Packet {
	const contentLocation = `http://h/${name}`;
	const pdu = wsp.push(pdus.notification({ contentLocation }));
	const octets = wsp.connectionless(tid, pdu);
	return { from: "phone", octets, after, kind, flow };
}

describe("connectionless WSP", () => {
	it("pairs a reply with the nearest earlier request without one", () => {
		const told = run([
			request(1, "a"),
			request(1, "b"),
			reply(1, 5),
			reply(1, 6),
			request(2, "c"),
			reply(2, 7),
		]);
		const pairs = told.transactions.map((t) => [
			t.request?.pdu.uri,
			t.response?.pdu.dataLength,
		]);
		expect(pairs).toEqual([
			["http://h/b", 5],
			["http://h/a", 6],
			["http://h/c", 7],
		]);
		expect(told.transactions[0]).toMatchObject({
			mode: "wsp-cl",
			kind: "method",
			client: "10.0.0.1",
			clientPort: 2948,
			server: "10.9.9.8",
			serverPort: 9200,
			tid: 1,
			session: "3.cl",
			ended: "done",
		});
	});

	it("tells repeats, before the reply and after it", () => {
		const told = run([
			request(1, "a"),
			request(1, "a", 5),
			reply(1, 5),
			reply(1, 5),
			request(1, "a", 5),
			reply(1, 5),
		]);
		expect(told.lines).toEqual([
			"1 request Get",
			"2 request Get again",
			"3 response Reply",
			"4 response Reply again",
			"5 request Get again",
			"6 response Reply again",
		]);
		expect(told.transactions).toHaveLength(1);
		const [transaction] = told.transactions;
		// What is over changes no more.
		expect(transaction?.request?.carriage.retransmissions).toBe(1);
	});

	it("reports a push at once, and its repeat as one", () => {
		const told = run([
			push(1, "x"),
			push(1, "x"),
			push(1, "y"),
			push(1, "x", 90),
		]);
		expect(told.lines).toEqual([
			"1 push Push",
			"2 push Push again",
			"3 push Push",
			"4 push Push",
		]);
		expect(told.transactions.map(({ mode, client }) => [mode, client])).toEqual(
			Array.from({ length: 3 }, () => ["wsp-push", "10.0.0.1"]),
		);
	});

	it("gives up after a minute", () => {
		const told = run([request(1, "a"), reply(1, 5, 61), request(2, "b")]);
		expect(
			told.transactions.map(({ tid, ended, request, response }) => [
				tid,
				ended,
				request !== undefined,
				response !== undefined,
			]),
		).toEqual([
			[1, "timeout", true, false],
			[1, "done", false, true],
			[2, "open", true, false],
		]);
	});

	it("knows which requests ICMP is about", () => {
		const told: [number, string, string | undefined][] = [];
		const tracker = new WapTracker(core, {
			onTransaction: ({ tid, ended, request }) =>
				told.push([tid, ended, request?.pdu.uri]),
		});
		const moment = { time: 0, frame: 9, capture: 0, captureFrame: 9 };
		const icmp = { type: 3, code: 3 };
		const packets = [
			request(1, "a"),
			request(255, "b"),
			request(1, "c"),
			reply(1, 5),
			{ ...request(7, "d"), flow: { ...FLOW, addressB: "10.0.0.2" } },
		];
		for (const row of rowsFrom(core, packets)) tracker.onRow(row);
		// What the gateway sent says nothing of requests of the phone.
		tracker.onUnreachable(FLOW, 0, moment, { type: 3, code: 1 });
		tracker.onUnreachable(FLOW, 1, moment, icmp);
		tracker.finish();
		expect(told).toEqual([
			[1, "done", "http://h/c"],
			[1, "unreachable", "http://h/a"],
			[255, "unreachable", "http://h/b"],
			[7, "open", "http://h/d"],
		]);
	});

	it("goes through what waits once, however often ICMP comes", () => {
		const told: string[] = [];
		const tracker = new WapTracker(core, {
			onTransaction: ({ ended }) => told.push(ended),
		});
		const moment = { time: 0, frame: 9, capture: 0, captureFrame: 9 };
		const hear = () =>
			tracker.onUnreachable(FLOW, 1, moment, { type: 3, code: 3 });
		const looked = vi.spyOn(Peers.prototype, "newestFirst");
		const packets = Array.from({ length: 700 }, (_, i) =>
			request(i % 100, `${i}`, 0.01),
		);
		let count = 0;
		for (const row of rowsFrom(core, packets)) {
			tracker.onRow(row);
			count++;
			// With each, and after more than are noted alone.
			if (count <= 100 || count === packets.length) hear();
		}
		const calls = looked.mock.calls.length;
		looked.mockRestore();
		for (let again = 0; again < 3; again++) hear();
		tracker.finish();
		expect(told).toEqual(new Array(700).fill("unreachable"));
		expect(calls).toBeLessThanOrEqual(101);
	});

	it("reads what the snap length left", () => {
		const told = run([{ ...push(1, "x"), keep: 40 }]);
		const message = told.transactions[0]?.request;
		expect(message?.carriage).toMatchObject({
			complete: false,
			missingCause: "sliced",
		});
		expect(message?.problems[0]?.code).toBe("sliced");
	});

	it("makes nothing of other PDUs and of datagrams that are too short", () => {
		const octets = [[], [1], [1, 0x05, 1], [1, 0xff, 0xff]];
		const packets = octets.map(
			(list): Packet => ({
				from: "phone",
				octets: Uint8Array.from(list),
				kind,
				flow,
			}),
		);
		expect(run(packets).transactions).toEqual([]);
	});

	it("bounds what it remembers", () => {
		const many = Array.from({ length: 10 }, (_, i) => request(i, "a"));
		const told = run(many, { openTransactions: 4 });
		expect(told.limits).toEqual({ "open-transactions": 6 });
		expect(told.transactions).toHaveLength(10);
		const same = Array.from({ length: 100 }, (_, i) =>
			request(1, `${i}`, 0.01),
		);
		expect(run(same).transactions).toHaveLength(100);
	});
});
