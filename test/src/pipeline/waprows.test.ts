import { expect, it } from "vitest";
import { CaptureReader } from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import { Pipeline } from "../../../src/pipeline/pipeline.js";
import type { WapLimits } from "../../../src/wap/limits.js";
import { ROW_IS_WTP, ROW_IS_WTP_RUN } from "../../../src/wasm/layout.js";
import {
	endpoint,
	type Packet,
	pcap,
	pdus,
	Random,
	udp,
	wsp,
	wtp,
} from "../../builder/index.js";
import { sharedCore } from "../../read.js";

const GATEWAY = endpoint("10.9.9.8", 9201);

/** What becomes of a capture: records in their order, limits, and how many rows of WTP there were. */
async function outcome(
	file: Uint8Array,
	runs: boolean,
	wap: Partial<WapLimits>,
) {
	const core = await sharedCore();
	const reader = new CaptureReader(core, [bytesSource(file)], { runs });
	const told: string[] = [];
	const pipeline = new Pipeline({
		reader,
		core,
		sink: {
			onExchange: (exchange) => told.push(JSON.stringify(exchange)),
			onPdu: (pdu) => told.push(JSON.stringify(pdu)),
		},
		limits: { reader: {}, http: {}, wap, correlation: {}, subscriber: {} },
		manyCaptures: false,
		mmsc: [],
	});
	let rowsOfWtp = 0;
	for (;;) {
		const rows = await reader.next();
		if (!rows) break;
		for (let i = 0; i < rows.count; i++) {
			const { kind } = rows.select(i);
			if (kind === ROW_IS_WTP || kind === ROW_IS_WTP_RUN) rowsOfWtp++;
		}
		pipeline.process(rows);
	}
	pipeline.finish();
	return { told, limits: pipeline.limitHits(), rowsOfWtp };
}

interface Sent {
	phone: number;
	octets: Uint8Array;
	/** By the phone, else by the gateway. */
	isUp: boolean;
	time: number;
}

/** A retrieval (or with `up` a submission) of several packets, with the Acks of its groups. */
function transfer(phone: number, up: boolean, octets: number): Sent[] {
	const random = new Random(phone);
	const text = "x".repeat(octets);
	const tid = phone % 3;
	const content = pdus.plainText(text);
	const from = "+1/TYPE=PLMN";
	const retrieved = pdus.retrieveConf({ from, content });
	const sent = pdus.sendReq({ from, to: [from], content });
	const request = up
		? wsp.post("http://mmsc/", sent)
		: wsp.get(`http://mmsc/${phone}`);
	const answer = wsp.reply(wsp.STATUS.ok, retrieved);
	const list: Sent[] = [];
	let time = 1_700_000_000e6 + Math.floor(random.next() * 3e6);
	const send = (isUp: boolean, ...packets: Uint8Array[]) => {
		for (const packet of packets) {
			time += 5_000 + Math.floor(random.next() * 20_000);
			list.push({ phone, octets: packet, isUp, time });
		}
	};
	const group = (isUp: boolean, kind: "invoke" | "result", sdu: Uint8Array) => {
		const packets = wtp.segmented(kind, tid, sdu, { size: 90, group: 3 });
		packets.forEach((packet, psn) => {
			send(isUp, packet);
			const tpis = [wtp.psnTpi(psn)];
			if (psn % 3 === 2) send(!isUp, wtp.ack(tid, { tpis, responder: isUp }));
		});
	};
	group(true, "invoke", request);
	if (up) send(false, wtp.ack(tid, { responder: true }));
	group(false, "result", answer);
	send(true, wtp.ack(tid));
	return list;
}

/** Transfers of several phones at once, of which packets are lost, doubled and change places. */
function capture(seed: number): Uint8Array {
	const random = new Random(seed);
	const sent: Sent[] = [];
	for (let phone = 1; phone <= 8; phone++)
		sent.push(...transfer(phone, phone % 2 === 0, 300 + 150 * phone));
	const packets: Packet[] = [];
	for (const { phone, octets, isUp, time } of sent) {
		const end = endpoint(`10.0.0.${(phone % 6) + 1}`, 40_000);
		const [from, to] = isUp ? [end, GATEWAY] : [GATEWAY, end];
		const datagram = udp(from, to, octets);
		const chance = random.next();
		if (chance < 0.04) continue;
		const late = chance > 0.9 ? Math.floor(random.next() * 60_000) : 0;
		packets.push({ time: time + late, datagram });
		if (chance > 0.5 && chance < 0.54)
			packets.push({ time: time + 40_000, datagram });
	}
	packets.sort((a, b) => a.time - b.time);
	return pcap(packets, { link: "raw" });
}

const LIMITS: Partial<WapLimits>[] = [
	{},
	{ messageOctets: 500 },
	{ partialOctets: 1000 },
	{ openTransactions: 2 },
	{ sessions: 1 },
];

it.each(LIMITS)(
	"tells the same of runs as of single packets, limits %o",
	async (limits) => {
		for (let seed = 1; seed <= 12; seed++) {
			const file = capture(seed);
			const single = await outcome(file, false, limits);
			const run = await outcome(file, true, limits);
			expect(run.told).toEqual(single.told);
			expect(run.limits).toEqual(single.limits);
			expect(single.told.length).toBeGreaterThan(2);
			expect(run.rowsOfWtp).toBeLessThan(0.75 * single.rowsOfWtp);
		}
	},
);
