import type { Octets, Random } from "../bytes.js";
import { type Endpoint, fragments, udp } from "../ip.js";
import type { Tap } from "../tap.js";
import * as value from "../value.js";
import * as wsp from "../wsp.js";
import * as wtp from "../wtp.js";
import type { Answer, Ask, Carrier, End, Step } from "./carrier.js";
import type { Phone } from "./world.js";

const SECOND = 1e6;
const SEGMENT = 1340;

/** Status octet of an HTTP status (WAP-230 table 36). */
function wspStatus(answer: Answer): number {
	if (answer.wspStatus !== undefined) return answer.wspStatus;
	const status = answer.status ?? 200;
	const base = { 2: 0x20, 3: 0x30, 4: 0x40, 5: 0x60 }[Math.floor(status / 100)];
	return (base ?? 0x20) + (status % 100);
}

function replyPdu(answer: Answer): Octets {
	const headers = answer.location ? [wsp.header.location(answer.location)] : [];
	if (!answer.body && headers.length === 0) {
		return wsp.reply(wspStatus(answer));
	}
	const type = answer.type
		? value.contentType(answer.type)
		: wsp.MMS_CONTENT_TYPE;
	return wsp.reply(wspStatus(answer), answer.body ?? new Uint8Array(0), {
		type,
		headers,
	});
}

function requestPdu(ask: Ask, headers: readonly Octets[]): Octets {
	if (ask.method === "GET" || !ask.pdu) return wsp.get(ask.url, headers);
	return wsp.post(ask.url, ask.pdu, { headers });
}

/** Requests of one phone over a WSP session (WAP-230 6, WAP-224). */
export class WspCarrier implements Carrier {
	readonly transport = "wsp";
	readonly #tap: Tap;
	readonly #random: Random;
	readonly #phone: Phone;
	readonly #gateway: Endpoint;
	readonly #me: Endpoint;
	readonly #disturbed: boolean;
	readonly #session: number;
	#connected = false;

	constructor(
		tap: Tap,
		random: Random,
		phone: Phone,
		gateway: Endpoint,
		disturbed: boolean,
	) {
		this.#tap = tap;
		this.#random = random;
		this.#phone = phone;
		this.#gateway = gateway;
		this.#me = phone.endpoint();
		this.#disturbed = disturbed;
		this.#session = random.integer(1, 100_000);
	}

	/** Connect and ConnectReply. */
	connect(): void {
		if (this.#connected) return;
		this.#connected = true;
		const tid = this.#phone.nextTid();
		const headers = [wsp.header.userAgent(this.#phone.userAgent)];
		this.#up(wtp.invoke(tid, wsp.connect(headers)));
		this.#down(wtp.result(tid, wsp.connectReply(this.#session)));
		this.#up(wtp.ack(tid));
	}

	/** A Connect that the gateway refuses: by a Reply, an Abort, or not at all. */
	*refused(): Step {
		const tid = this.#phone.nextTid();
		const packet = wtp.invoke(tid, wsp.connect());
		const way = this.#random.integer(0, 2);
		this.#up(packet);
		if (way === 0) {
			this.#down(wtp.result(tid, wsp.reply(0x63)));
			this.#up(wtp.ack(tid));
		} else if (way === 1) {
			this.#down(wtp.abort(tid, 1, 0xe5, { responder: true }));
		} else {
			for (let tries = 0; tries < 3; tries++) {
				yield;
				this.#tap.wait(5 * SECOND);
				this.#up(repeated(packet));
			}
		}
		yield;
		this.#tap.wait(5 * SECOND);
	}

	*exchange(ask: Ask, answer: Answer | undefined, end?: End): Step {
		this.connect();
		const tid = this.#phone.nextTid();
		const sdu = requestPdu(ask, []);
		const share = ask.share ?? 1;
		const packets = wtp.segmented("invoke", tid, sdu, { size: SEGMENT });
		const sent =
			share < 1 ? Math.floor(packets.length * share) || 1 : undefined;
		this.#transfer(tid, packets.slice(0, sent), false);
		yield;
		const due = answer !== undefined && sent === undefined;
		if (end?.holdOn || (due && this.#random.chance(0.2))) {
			this.#down(wtp.ack(tid, { responder: true }));
		}
		if (due) yield* this.#answer(tid, answer);
		if (end) yield* this.#end(tid, packets[0] as Octets, end);
		yield;
	}

	/** ConfirmedPush by the server on this session. */
	*confirmedPush(pdu: Octets, end: "ack" | readonly [0 | 1, number]): Step {
		this.connect();
		this.#tap.wait(0.3 * SECOND);
		const tid = this.#random.integer(1, 0x7fff);
		const sdu = wsp.push(pdu, { confirmed: true });
		this.#down(wtp.invoke(tid, sdu, { transactionClass: 1 }));
		if (end === "ack") this.#up(wtp.ack(tid, { responder: true }));
		else this.#up(wtp.abort(tid, end[0], end[1], { responder: true }));
		yield;
	}

	*close(): Step {
		if (this.#connected) {
			this.#tap.wait(SECOND);
			const options = { transactionClass: 0, up: false } as const;
			const tid = this.#phone.nextTid();
			this.#up(wtp.invoke(tid, wsp.disconnect(this.#session), options));
			this.#connected = false;
		}
		yield;
	}

	#up(packet: Octets): void {
		this.#tap.wait(this.#random.integer(10_000, 60_000));
		this.#tap.udp(this.#me, this.#gateway, packet);
	}

	#down(packet: Octets): void {
		this.#tap.wait(this.#random.integer(10_000, 60_000));
		this.#tap.udp(this.#gateway, this.#me, packet);
	}

	*#answer(tid: number, answer: Answer): Step {
		this.#tap.wait(this.#random.integer(50_000, 400_000));
		const packets = wtp.segmented("result", tid, replyPdu(answer), {
			size: SEGMENT,
		});
		if (answer.share !== undefined) {
			yield* this.#incomplete(tid, packets);
			return;
		}
		const lost = answer.missing === "body" && packets.length > 2 ? 1 : -1;
		this.#transfer(tid, packets, true, lost);
		// The last Ack may be lost, unless it is what proves that all of it arrived.
		const provable = lost < 0 && this.#disturbed;
		if (!provable || this.#random.chance(0.9)) this.#up(wtp.ack(tid));
	}

	/** The last packets never come; the phone asks for them in vain. */
	*#incomplete(tid: number, packets: readonly Octets[]): Step {
		const keep = Math.max(1, packets.length - 2);
		this.#transfer(tid, packets.slice(0, keep), true);
		for (let tries = 0; tries < 3; tries++) {
			yield;
			this.#tap.wait(5 * SECOND);
			this.#up(wtp.negativeAck(tid, []));
		}
	}

	/** The packets of one message in groups of 5, each group acknowledged by its receiver. */
	#transfer(
		tid: number,
		packets: readonly Octets[],
		toPhone: boolean,
		lost = -1,
	): void {
		const responder = !toPhone;
		for (let at = 0; at < packets.length; at += 5) {
			const group = packets.slice(at, at + 5);
			this.#group(tid, group, at, toPhone, lost - at);
			if (at + 5 < packets.length) {
				const tpis = [wtp.psnTpi(at + 4)];
				this.#send(wtp.ack(tid, { responder, tpis }), !toPhone);
			}
		}
	}

	#send(packet: Octets, toPhone: boolean): void {
		if (toPhone) this.#down(packet);
		else this.#up(packet);
	}

	#group(
		tid: number,
		group: readonly Octets[],
		first: number,
		toPhone: boolean,
		lost: number,
	): void {
		const random = this.#random;
		const kind = this.#disturbed ? random.integer(0, 7) : 7;
		const order = group.map((_, index) => index).filter((i) => i !== lost);
		if (kind === 0) order.reverse();
		const dropped = kind === 1 && order.length > 2 ? 1 : -1;
		for (const index of order) {
			if (index === dropped) continue;
			const packet = group[index] as Octets;
			this.#send(packet, toPhone);
			if (kind === 2 && index === 0) this.#send(repeated(packet), toPhone);
			if (kind === 3 && index === 0) this.#send(packet, toPhone);
		}
		if (dropped >= 0) {
			const missing = [first + dropped];
			const nack = wtp.negativeAck(tid, missing, { responder: !toPhone });
			this.#send(nack, !toPhone);
			this.#send(repeated(group[dropped] as Octets), toPhone);
		}
	}

	*#end(tid: number, invoke: Octets, end: End): Step {
		const byServer = (end.by ?? "server") === "server";
		if (end.how === "timeout" && !end.holdOn) {
			for (let tries = 0; tries < 4; tries++) {
				yield;
				this.#tap.wait(5 * SECOND);
				this.#up(repeated(invoke));
			}
		}
		if (end.after) {
			yield;
			this.#tap.wait(end.after);
		}
		if (!end.abort) return;
		const [type, reason] = end.abort;
		const packet = wtp.abort(tid, type, reason, { responder: byServer });
		this.#send(packet, byServer);
	}
}

/** The same packet with RID set (WAP-224 8.3). */
function repeated(packet: Octets): Octets {
	const out = packet.slice();
	out[0] = (out[0] as number) | 1;
	return out;
}

/** Requests of one phone over connectionless WSP (WAP-230 7). */
export class ConnectionlessCarrier implements Carrier {
	readonly transport = "wsp-cl";
	readonly #tap: Tap;
	readonly #random: Random;
	readonly #phone: Phone;
	readonly #me: Endpoint;
	readonly #gateway: Endpoint;
	#tid: number;

	constructor(tap: Tap, random: Random, phone: Phone, gateway: Endpoint) {
		this.#tap = tap;
		this.#random = random;
		this.#phone = phone;
		this.#me = phone.endpoint();
		this.#gateway = gateway;
		this.#tid = random.integer(0, 255);
	}

	*exchange(ask: Ask, answer: Answer | undefined, end?: End): Step {
		this.#tid = (this.#tid + 1) & 255;
		const tid = this.#tid;
		const headers = [wsp.header.userAgent(this.#phone.userAgent)];
		const request = wsp.connectionless(tid, requestPdu(ask, headers));
		this.#datagram(this.#me, this.#gateway, request);
		yield;
		this.#tap.wait(this.#random.integer(50_000, 400_000));
		if (answer) {
			const octets = wsp.connectionless(tid, replyPdu(answer));
			this.#datagram(this.#gateway, this.#me, octets);
		}
		if (end?.after) {
			yield;
			this.#tap.wait(end.after);
		}
		yield;
	}

	*close(): Step {}

	/** Fragmented by IP when it is larger than a packet; some fragments overtake others. */
	#datagram(from: Endpoint, to: Endpoint, octets: Octets): void {
		this.#tap.wait(20_000);
		const whole = udp(from, to, octets);
		if (whole.length <= 1500) {
			this.#tap.pass(whole);
			return;
		}
		const id = this.#random.integer(1, 65535);
		const pieces = fragments(whole, 1400, id);
		if (this.#random.chance(0.3)) pieces.reverse();
		for (const piece of pieces) {
			this.#tap.wait(100);
			this.#tap.pass(piece);
		}
	}
}
