import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { WapLimits } from "../../../src/wap/limits.js";
import type { WapTransaction } from "../../../src/wap/transaction.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { join, pdus, wsp, wtp } from "../../builder/index.js";
import { gateway, type Packet, phone, rowsFrom } from "./packets.js";
import { track } from "./record.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const run = (packets: readonly Packet[], limits: Partial<WapLimits> = {}) =>
	track(core, rowsFrom(core, packets), limits);

const url = (name: string) => `http://mmsc.example/${name}`;
const ok = (size = 10) =>
	wsp.reply(wsp.STATUS.ok, new Uint8Array(size).fill(0x41));

/** A Get with its reply, both in one packet. */
function get(tid: number, name = `m${tid}`): Packet[] {
	return [
		phone(wtp.invoke(tid, wsp.get(url(name)))),
		gateway(wtp.result(tid, ok())),
		phone(wtp.ack(tid)),
	];
}

/** A segmented Post: groups of three, each acknowledged. */
function post(tid: number, size: number): Packet[] {
	const sdu = wsp.post(url("mms"), new Uint8Array(size).fill(tid & 0xff));
	const options = { size: 100, group: 3 };
	const packets = wtp
		.segmented("invoke", tid, sdu, options)
		.map((o) => phone(o));
	const acks = packets.length / 3 - 1;
	for (let group = 0; group < acks; group++) {
		const tpis = [wtp.psnTpi(group * 3 + 2)];
		const ack = gateway(wtp.ack(tid, { responder: true, tpis }));
		packets.splice(group * 4 + 3, 0, ack);
	}
	return [...packets, gateway(wtp.result(tid, ok())), phone(wtp.ack(tid))];
}

/** A Get with a segmented reply. */
function retrieve(tid: number, size: number): Packet[] {
	const options = { size: 100, group: 4 };
	return [
		phone(wtp.invoke(tid, wsp.get(url(`r${tid}`)))),
		gateway(wtp.ack(tid, { responder: true })),
		...wtp.segmented("result", tid, ok(size), options).map((o) => gateway(o)),
		phone(wtp.ack(tid)),
	];
}

const connect = (tid: number): Packet[] => [
	phone(wtp.invoke(tid, wsp.connect([wsp.header.userAgent("Phone/1.0")]))),
	gateway(wtp.result(tid, wsp.connectReply(5, []))),
	phone(wtp.ack(tid)),
];

function one(packets: readonly Packet[]): WapTransaction {
	const { transactions } = run(packets);
	expect(transactions).toHaveLength(1);
	return transactions[0] as WapTransaction;
}

/** What messages a set of packets gives, whatever their order. */
function essence({ transactions }: { transactions: WapTransaction[] }) {
	return transactions
		.map(({ tid, ended, request, response }) => ({
			tid,
			ended,
			request: request && Buffer.from(request.bytes).toString("hex"),
			response: response && Buffer.from(response.bytes).toString("hex"),
			complete: [request?.carriage.complete, response?.carriage.complete],
		}))
		.sort((a, b) => a.tid - b.tid);
}

function setRid({ from, octets }: Packet): Packet {
	const again = octets.slice();
	again[0] = (again[0] ?? 0) | 1;
	return { from, octets: again };
}

describe("WTP transactions", () => {
	it("reports a transaction at its last Ack, messages in their frames", () => {
		const told = run([...connect(1), ...get(2)]);
		expect(told.lines).toEqual([
			"1 request Connect",
			"2 response ConnectReply",
			"4 request Get",
			"5 response Reply",
		]);
		const [, method] = told.transactions;
		expect(method).toMatchObject({
			mode: "wsp",
			kind: "method",
			client: "10.0.0.1",
			clientPort: 40001,
			server: "10.9.9.8",
			serverPort: 9201,
			session: "7.1",
			sessionHeaders: [{ name: "user-agent", value: "Phone/1.0" }],
			transactionClass: 2,
			ended: "done",
			lastAck: { frame: 6 },
		});
		expect(method?.request?.carriage).toMatchObject({
			frames: [4],
			complete: true,
			acknowledged: true,
		});
		expect(method?.response?.carriage.acknowledged).toBe(true);
	});

	it("puts groups together, with repeats after a Negative Ack", () => {
		const packets = post(3, 1000);
		const lost = packets.splice(1, 1)[0] as Packet;
		const asked = gateway(wtp.negativeAck(3, [1], { responder: true }));
		packets.splice(2, 0, asked, setRid(lost));
		const { request, response } = one(packets);
		expect(request?.pdu.dataLength).toBe(1000);
		expect(request?.carriage).toMatchObject({
			complete: true,
			retransmissions: 0,
		});
		expect(response?.carriage.complete).toBe(true);
	});

	it("tells repeats of whole messages again, and counts those of segments", () => {
		const [invoke, result, ack] = get(4) as [Packet, Packet, Packet];
		const told = run([
			invoke,
			setRid(invoke),
			invoke,
			result,
			ack,
			setRid(result),
			setRid(ack),
		]);
		expect(told.lines).toEqual([
			"1 request Get",
			"2 request Get again",
			"3 request Get again",
			"4 response Reply",
			"6 response Reply again",
		]);
		expect(told.transactions).toHaveLength(1);
		const [transaction] = told.transactions;
		expect(transaction?.request?.carriage.retransmissions).toBe(2);
		const segments = retrieve(5, 500);
		segments.splice(4, 0, setRid(segments[3] as Packet));
		const { response } = one(segments);
		expect(response?.carriage.retransmissions).toBe(1);
	});

	it("tells a hold-on Ack from TID verification", () => {
		const [invoke, result, ack] = get(6) as [Packet, Packet, Packet];
		const verified = one([
			invoke,
			gateway(wtp.ack(6, { responder: true, tve: true })),
			phone(wtp.ack(6, { tve: true })),
			result,
			ack,
		]);
		expect(verified.holdOn).toBeUndefined();
		expect(verified.lastAck?.frame).toBe(5);
		const held = one([
			invoke,
			gateway(wtp.ack(6, { responder: true })),
			result,
			ack,
		]);
		expect(held.holdOn?.frame).toBe(2);
	});

	it("knows who aborted, and why", () => {
		const [invoke] = get(7) as [Packet];
		const byServer = gateway(wtp.abort(7, 1, 0xe6, { responder: true }));
		expect(one([invoke, byServer])).toMatchObject({
			ended: "abort",
			endedBy: "server",
			abort: { type: 1, reason: 0xe6 },
			end: { frame: 2 },
		});
		expect(one([invoke, phone(wtp.abort(7, 0, 8))])).toMatchObject({
			ended: "abort",
			endedBy: "client",
			abort: { type: 0, reason: 8 },
		});
		expect(one([byServer])).toMatchObject({ ended: "abort", kind: "unknown" });
	});

	it("reads classes 0 and 1, started by the gateway", () => {
		const push = wsp.push(pdus.notification({ contentLocation: url("x") }));
		const confirmed = wsp.push(new Uint8Array(9), { confirmed: true });
		const { transactions } = run([
			gateway(wtp.invoke(1, push, { transactionClass: 0 })),
			gateway(wtp.invoke(2, confirmed, { transactionClass: 1 })),
			phone(wtp.ack(2, { responder: true })),
			gateway(wtp.invoke(3, confirmed, { transactionClass: 1 })),
		]);
		expect(
			transactions.map((t) => [
				t.mode,
				t.client,
				t.ended,
				t.acknowledged?.frame,
			]),
		).toEqual([
			["wsp-push", "10.0.0.1", "done", undefined],
			["wsp-push", "10.0.0.1", "done", 3],
			["wsp-push", "10.0.0.1", "open", undefined],
		]);
	});

	it("takes an Invoke of the same TID for a new transaction when it differs", () => {
		const told = run([
			...get(8, "a"),
			...get(8, "b"),
			...get(8, "b").map((packet, i) => ({ ...packet, after: i ? 0.1 : 50 })),
		]);
		expect(told.transactions.map((t) => t.request?.pdu.uri)).toEqual([
			url("a"),
			url("b"),
			url("b"),
		]);
		const replies = told.transactions.map((t) => t.response?.carriage.frame);
		expect(replies).toEqual([2, 5, 8]);
	});

	it("takes the same Invoke without RID some seconds later for a new one", () => {
		const again = (after: number) =>
			get(8).map((packet, i) => ({ ...packet, after: i ? 0.1 : after }));
		expect(run([...get(8), ...again(5)]).transactions).toHaveLength(2);
		expect(run([...get(8), ...again(1)]).transactions).toHaveLength(1);
		const repeats = again(5).map((packet) => ({
			...packet,
			octets: setRid(packet).octets,
		}));
		expect(run([...get(8), ...repeats]).transactions).toHaveLength(1);
	});

	it("wraps TIDs", () => {
		const tids = [0x7ffe, 0x7fff, 0, 1];
		const { transactions } = run(tids.flatMap((tid) => get(tid)));
		expect(transactions.map(({ tid }) => tid)).toEqual(tids);
		expect(transactions.every(({ ended }) => ended === "done")).toBe(true);
	});

	it("keeps both directions with one TID apart", () => {
		const push = wsp.push(new Uint8Array(9), { confirmed: true });
		const [invoke, result, ack] = get(9) as [Packet, Packet, Packet];
		const { transactions } = run([
			invoke,
			gateway(wtp.invoke(9, push, { transactionClass: 1 })),
			result,
			phone(wtp.ack(9, { responder: true })),
			ack,
		]);
		expect(transactions.map(({ kind, ended }) => [kind, ended])).toEqual([
			["push", "done"],
			["method", "done"],
		]);
	});

	it("lets a late Result repeat pass when its TID is in use again", () => {
		const old = retrieve(10, 300);
		const last = old[old.length - 2] as Packet;
		const close = wtp.invoke(10, wsp.disconnect(5), { transactionClass: 0 });
		const { transactions } = run([...old, phone(close), last]);
		expect(transactions.map(({ kind }) => kind)).toEqual(["method", "session"]);
	});
});

describe("what the capture does not have", () => {
	it("reports a Result without its Invoke", () => {
		const [, result, ack] = get(1) as [Packet, Packet, Packet];
		expect(one([result, ack])).toMatchObject({
			kind: "method",
			client: "10.0.0.1",
			ended: "done",
			lastAck: { frame: 2 },
		});
	});

	it("blames the capture for a hole that the peer acknowledged", () => {
		const packets = retrieve(2, 1000);
		packets.splice(4, 2);
		const { response, ended } = one(packets);
		expect(ended).toBe("done");
		expect(response?.carriage).toMatchObject({
			complete: false,
			missingCause: "capture-gap",
			acknowledged: true,
		});
		expect(response?.bytes.length).toBe(200);
		expect(response?.problems).toMatchObject([
			{ code: "capture-gap", offset: 200, note: "packets 2, 3 missing" },
		]);
	});

	it("blames the capture when a later group shows that the hole arrived", () => {
		const packets = post(3, 1000).filter(({ from }) => from === "phone");
		packets.splice(1, 1);
		packets.splice(6);
		const { request, ended } = one(packets);
		expect(ended).toBe("open");
		expect(request?.carriage.missingCause).toBe("capture-gap");
	});

	it("blames the network for a hole that nobody acknowledged", () => {
		const packets = retrieve(4, 1000);
		packets.splice(4, 1);
		packets.splice(5);
		const { response } = one([...packets, phone(wtp.abort(4, 0, 8))]);
		expect(response?.carriage).toMatchObject({ missingCause: "network-loss" });
	});

	it("says how much is missing by Total Message Size", () => {
		const sdu = wsp.post(url("mms"), new Uint8Array(500));
		const tpis = [wtp.totalSizeTpi(sdu.length)];
		const packets = wtp.segmented("invoke", 5, sdu, { size: 100, tpis });
		const { request } = one(packets.slice(0, 3).map((o) => phone(o)));
		expect(request?.carriage).toMatchObject({
			bytes: 300,
			missing: sdu.length - 300,
			missingCause: "cut",
		});
	});

	it("keeps what the snap length left", () => {
		const [invoke, result, ack] = get(6) as [Packet, Packet, Packet];
		const { response } = one([invoke, { ...result, keep: 10 }, ack]);
		expect(response?.carriage).toMatchObject({
			complete: false,
			missingCause: "sliced",
			acknowledged: true,
			bytes: 7,
		});
	});

	it("makes nothing of acknowledgements alone", () => {
		const told = run([
			phone(wtp.ack(1)),
			gateway(wtp.ack(2, { responder: true })),
		]);
		expect(told.transactions).toEqual([]);
		expect(told.lines).toEqual([]);
	});
});

describe("time", () => {
	const [invoke, result] = get(1) as [Packet, Packet];
	const much = (after: number) => ({ ...(get(99)[0] as Packet), after });

	it("ends a transaction that stays unanswered", () => {
		const { transactions } = run([invoke, much(200)]);
		expect(transactions.map(({ tid, ended }) => [tid, ended])).toEqual([
			[1, "timeout"],
			[99, "open"],
		]);
	});

	it("counts from the last packet", () => {
		const [again] = run([
			invoke,
			{ ...setRid(invoke), after: 90 },
			much(90),
		]).transactions;
		expect(again).toMatchObject({ tid: 1, ended: "open" });
	});

	it("takes a complete answer without its Ack for done", () => {
		expect(run([invoke, result, much(200)]).transactions[0]?.ended).toBe(
			"done",
		);
	});
});

describe("sessions", () => {
	const refusal = [
		wsp.reply(wsp.STATUS.unavailable),
		join(0x03, 0x80, 0x44, 0x23, 0xf1, 10, 0, 0, 9),
	];

	it("knows a refused Connect", () => {
		const [invoke] = connect(1) as [Packet];
		const results = refusal.map((pdu) => gateway(wtp.result(1, pdu)));
		const abort = gateway(wtp.abort(1, 1, 0xe5, { responder: true }));
		const answers = [...results, abort];
		expect(answers.map((answer) => one([invoke, answer]).connect)).toEqual([
			"refused",
			"redirected",
			"refused",
		]);
		expect(one([invoke]).connect).toBe("unanswered");
	});

	it("forgets the headers when the session ends", () => {
		const close = wtp.invoke(3, wsp.disconnect(5), { transactionClass: 0 });
		const { transactions } = run([
			...get(9),
			...connect(1),
			...get(2),
			phone(close),
			...get(4),
			...connect(5),
			...get(6),
		]);
		const sessions = transactions.map((t) => [
			t.session,
			t.sessionHeaders.length,
		]);
		expect(sessions).toEqual([
			["7.0", 0],
			["7.1", 1],
			["7.1", 1],
			["7.1", 1],
			["7.0", 0],
			["7.2", 1],
			["7.2", 1],
		]);
	});

	it("lets a session go on elsewhere after Resume", () => {
		const flow = {
			addressA: "10.0.0.77",
			portA: 40002,
			addressB: "10.9.9.8",
			portB: 9201,
			family: 4,
			stream: 8,
		} as const;
		const resume = [
			phone(wtp.invoke(1, wsp.resume(5, [wsp.header.accept("a/b")]))),
			gateway(wtp.result(1, wsp.reply(wsp.STATUS.ok))),
			phone(wtp.ack(1)),
			...get(2),
		].map((packet) => ({ ...packet, flow }));
		const { transactions } = run([...connect(1), ...resume]);
		expect(transactions[1]).toMatchObject({ connect: "accepted" });
		expect(transactions[2]).toMatchObject({
			session: "7.1",
			client: "10.0.0.77",
			sessionHeaders: [{ name: "user-agent" }, { name: "accept" }],
		});
	});

	it("names extended methods as the Connect did", () => {
		const capability = wsp.capability(5, 0x50, Buffer.from("FETCH\0"));
		const { transactions } = run([
			phone(wtp.invoke(1, wsp.connect([], [capability]))),
			phone(wtp.invoke(2, wsp.get("/", [], 0x50))),
		]);
		expect(transactions[1]?.request?.pdu.method).toBe("FETCH");
	});
});

describe("any order", () => {
	const sets = [...connect(1), ...post(2, 950), ...get(3), ...retrieve(4, 777)];
	const expected = () => essence(run(sets));

	it("gives the same messages from reordered, doubled and repeated packets", () => {
		const whole = expected();
		const orders = fc.shuffledSubarray(
			sets.map((_, i) => i),
			{ minLength: sets.length },
		);
		const extras = fc.array(
			fc.tuple(fc.nat(sets.length - 1), fc.nat(200), fc.boolean()),
			{ maxLength: 20 },
		);
		fc.assert(
			fc.property(orders, extras, (order, copies) => {
				const packets = order.map((i) => ({
					...(sets[i] as Packet),
					after: 0.001,
				}));
				for (const [i, at, rid] of copies) {
					const packet = sets[i] as Packet;
					const copy = rid ? setRid(packet) : packet;
					packets.splice(at, 0, { ...copy, after: 0.001 });
				}
				expect(essence(run(packets))).toEqual(whole);
			}),
			{ numRuns: 150 },
		);
	});

	it("never fails on arbitrary octets", () => {
		const octets = fc.uint8Array({ maxLength: 24 });
		const packet = fc.record({
			from: fc.constantFrom("phone" as const, "gateway" as const),
			octets,
			after: fc.constantFrom(0.1, 1, 50, 200),
			kind: fc.constantFrom("wtp" as const, "wsp-cl" as const),
		});
		fc.assert(
			fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
				const { transactions } = run(packets);
				for (const { ended } of transactions)
					expect(["abort", "timeout", "open", "done"]).toContain(ended);
			}),
			{ numRuns: 200 },
		);
	});
});

describe("limits", () => {
	it("ends the oldest of too many transactions", () => {
		const invokes = [1, 2, 3].map((tid) => get(tid)[0] as Packet);
		const told = run(invokes, { openTransactions: 2 });
		expect(told.limits).toEqual({ "open-transactions": 1 });
		expect(told.transactions[0]).toMatchObject({
			tid: 1,
			problems: [{ code: "limit-open-transactions" }],
		});
		expect(told.transactions).toHaveLength(3);
	});

	it("does not keep more octets than allowed", () => {
		const told = run(retrieve(1, 1000), { messageOctets: 350 });
		const response = told.transactions[0]?.response;
		expect(response?.bytes.length).toBe(300);
		expect(response?.problems.map(({ code }) => code)).toContain(
			"limit-message-octets",
		);
	});

	it("ends the oldest message when all together hold too much", () => {
		const halves = [1, 2, 3].flatMap((tid) => post(tid, 1000).slice(0, 3));
		const told = run(halves, { partialOctets: 700 });
		expect(told.limits).toEqual({ "partial-octets": 1 });
		expect(told.transactions[0]?.problems).toMatchObject([
			{ code: "limit-partial-octets" },
		]);
	});

	it("forgets the oldest pairs and sessions", () => {
		const packets = [1, 2, 3].flatMap((n) =>
			connect(1).map((packet) => ({
				...packet,
				flow: {
					addressA: `10.0.0.${n}`,
					portA: 40001,
					addressB: "10.9.9.8",
					portB: 9201,
					family: 4 as const,
					stream: n,
				},
			})),
		);
		const told = run(packets, { sessions: 2 });
		expect(told.limits).toEqual({ sessions: 1 });
		expect(told.transactions).toHaveLength(3);
	});

	it("remembers no more octets for repeats than allowed", () => {
		const packets = [1, 2, 3].flatMap((tid) => get(tid));
		const [, result] = packets;
		const again = [...packets, setRid(result as Packet)];
		expect(run(again).lines.at(-1)).toBe("10 response Reply again");
		expect(run(again, { rememberedOctets: 50 }).lines.at(-1)).not.toContain(
			"again",
		);
	});
});
