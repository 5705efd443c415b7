import { beforeAll, describe, expect, it } from "vitest";
import type { WapRow } from "../../../src/wap/row.js";
import {
	WTP_TIMERS,
	WtpTransaction,
	wtpLifetime,
} from "../../../src/wap/wtp.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { wsp, wtp } from "../../builder/index.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import { phone, rowsFrom } from "./packets.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const rowOf = (octets: Uint8Array, after = 0): WapRow =>
	[...rowsFrom(core, [phone(octets, after)])][0] as WapRow;

const GET = wsp.get("http://h/a");
const REPLY = wsp.reply(wsp.STATUS.ok);

function fed(...packets: Uint8Array[]): WtpTransaction {
	const transaction = new WtpTransaction(1000);
	for (const packet of packets) transaction.accept(rowOf(packet));
	return transaction;
}

describe("what a class calls for (WAP-224 6)", () => {
	const invoke = (transactionClass: 0 | 1 | 2) =>
		wtp.invoke(1, GET, { transactionClass });
	const responderAck = wtp.ack(1, { responder: true });

	it.each([
		["class 0: the Invoke", [invoke(0)], true],
		["class 1: an Ack too", [invoke(1)], false],
		["class 1 with its Ack", [invoke(1), responderAck], true],
		["class 2: a Result too", [invoke(2), responderAck], false],
		["class 2: the last Ack too", [invoke(2), wtp.result(1, REPLY)], false],
		["class 2 with all", [invoke(2), wtp.result(1, REPLY), wtp.ack(1)], true],
	])("%s", (_, packets, done) => {
		expect(fed(...packets).isDone).toBe(done);
	});

	it("takes an Ack that names the last packet for the last Ack, before or after it", () => {
		const segments = wtp.segmented("result", 1, new Uint8Array(30), {
			size: 10,
		});
		const last = wtp.ack(1, { tpis: [wtp.psnTpi(2)] });
		const group = wtp.ack(1, { tpis: [wtp.psnTpi(1)] });
		expect(fed(invoke(2), ...segments, group).isDone).toBe(false);
		expect(fed(invoke(2), ...segments, group, last).isDone).toBe(true);
		expect(fed(invoke(2), last, ...segments).isDone).toBe(true);
	});

	it("does not take a group's Ack for the hold-on Ack", () => {
		const segments = wtp.segmented("invoke", 1, new Uint8Array(30), {
			size: 10,
		});
		const tpis = [wtp.psnTpi(1)];
		const group = wtp.ack(1, { responder: true, tpis });
		const transaction = fed(...segments, group, wtp.result(1, REPLY));
		expect(transaction.responderAck).toBeUndefined();
		expect(transaction.invoke.acknowledged).toBe(true);
	});
});

describe("isAnother (SPEC 7.3)", () => {
	const first = wtp.invoke(1, GET);
	const other = wtp.invoke(1, wsp.get("http://h/b"));
	const repeated = wtp.invoke(1, GET, { rid: true });

	it("tells a new Invoke from a repeat", () => {
		const open = fed(first);
		expect(open.isAnother(rowOf(first))).toBe(false);
		expect(open.isAnother(rowOf(repeated))).toBe(false);
		expect(open.isAnother(rowOf(other))).toBe(true);
		const differs = wtp.invoke(1, GET, { rid: true, tidNew: true });
		expect(open.isAnother(rowOf(differs))).toBe(false);
	});

	it("expects only repeats after the end", () => {
		const closed = fed(first, wtp.result(1, REPLY), wtp.ack(1));
		const { seconds } = rowOf(first).stamp;
		closed.close(seconds);
		expect(closed.isAnother(rowOf(first))).toBe(false);
		expect(closed.isAnother(rowOf(first, 9))).toBe(true);
		expect(closed.isAnother(rowOf(repeated, 9))).toBe(false);
		expect(closed.isAnother(rowOf(wtp.result(1, REPLY), 9))).toBe(false);
		expect(closed.isAnother(rowOf(wtp.result(1, GET)))).toBe(true);
		expect(closed.isAnother(rowOf(wtp.segmentedResult(1, 1, GET)))).toBe(true);
		expect(closed.isAnother(rowOf(wtp.ack(1)))).toBe(false);
	});

	it("expects packets in flight after an Abort", () => {
		const aborted = fed(first, wtp.abort(1, 0, 8));
		aborted.close(0);
		expect(aborted.isAnother(rowOf(wtp.result(1, REPLY)))).toBe(false);
		expect(aborted.accept(rowOf(wtp.result(1, REPLY))).arrival).toBe("refused");
	});
});

describe("accept", () => {
	it("ignores what its side cannot have sent", () => {
		const transaction = fed(wtp.invoke(1, GET));
		const result = wtp.result(1, REPLY, { responder: false });
		expect(transaction.accept(rowOf(result)).arrival).toBe("ignored");
		const invoke = wtp.invoke(1, GET, { responder: true });
		expect(transaction.accept(rowOf(invoke)).arrival).toBe("ignored");
	});

	it("keeps the first Abort", () => {
		const responder = true;
		const transaction = fed(
			wtp.abort(1, 1, 0xe4, { responder }),
			wtp.abort(1, 0, 8),
		);
		expect(transaction.abort).toMatchObject({
			type: 1,
			reason: 0xe4,
			byInitiator: false,
		});
	});
});

interface Timers {
	entries: {
		bearer: string;
		retryLong: { stackAck: number };
		wait: { stackAck: number };
		maxRetransmissions: { stackAck: number };
	}[];
}

it.skipIf(!hasShared)(`has the timers of WAP-224${SKIP_SHARED}`, () => {
	const { entries } = readJson<Timers>(sharedPath("spec", "wtp-timers.json"));
	const timers = entries.map((entry) => ({
		retry: entry.retryLong.stackAck,
		maxRetransmissions: entry.maxRetransmissions.stackAck,
		wait: entry.wait.stackAck,
	}));
	expect(timers).toEqual([WTP_TIMERS.SMS, WTP_TIMERS.USSD, WTP_TIMERS.IP]);
	expect(wtpLifetime(WTP_TIMERS.IP)).toBe(96);
});
