import type { Octets, Random } from "../bytes.js";
import { type Endpoint, fragments, udp } from "../ip.js";
import * as value from "../value.js";
import * as wsp from "../wsp.js";
import * as wtp from "../wtp.js";
import type { Answer, Ask, End, Fate, Marks, Way } from "./carry.js";
import type { HttpWay } from "./httpway.js";
import type { Wire } from "./road.js";
import type { Mark } from "./truth.js";
import { type Phone, SECOND } from "./world.js";

const SEGMENT = 1340;

/** WSP status of an HTTP status (WAP-230 table 36). */
function statusOctet(answer: Answer): number {
	if (answer.octet !== undefined) return answer.octet;
	const base = [0, 0x10, 0x20, 0x30, 0x40, 0x60];
	const { status } = answer;
	return (base[Math.floor(status / 100)] ?? 0x20) + (status % 100);
}

function replyOf(answer: Answer): Octets {
	const headers = answer.location ? [wsp.header.location(answer.location)] : [];
	const octet = statusOctet(answer);
	if (!answer.body && headers.length === 0) return wsp.reply(octet);
	const type = answer.type
		? value.contentType(answer.type)
		: wsp.MMS_CONTENT_TYPE;
	const body = answer.body ?? new Uint8Array(0);
	return wsp.reply(octet, body, { type, headers });
}

function requestOf(ask: Ask, headers: readonly Octets[]): Octets {
	if (ask.method === "GET" || !ask.pdu) return wsp.get(ask.url, headers);
	return wsp.post(ask.url, ask.pdu, { headers });
}

function again(packet: Octets): Octets {
	const out = packet.slice();
	out[0] = (out[0] as number) | 1;
	return out;
}

export interface WapStyle {
	disturbed: boolean;
	userAgent: string;
	/** The gateway's side, where it passes the capture too. */
	next?: HttpWay | undefined;
}

/** Requests and pushes of one phone on a WSP session (WAP-230 6, WAP-224). */
export class WspWay implements Way {
	readonly transport = "wsp";
	readonly #wire: Wire;
	readonly #random: Random;
	readonly #phone: Phone;
	readonly #gateway: Endpoint;
	readonly #style: WapStyle;
	readonly #me: Endpoint;
	readonly #session: number;
	#connected = false;
	#relayed = false;
	#pushes: number;

	constructor(
		wire: Wire,
		random: Random,
		ends: { phone: Phone; gateway: Endpoint },
		style: WapStyle,
	) {
		this.#wire = wire;
		this.#random = random;
		this.#phone = ends.phone;
		this.#gateway = ends.gateway;
		this.#me = ends.phone.endpoint();
		this.#style = style;
		this.#session = random.integer(1, 1_000_000);
		this.#pushes = random.integer(1, 0x7000);
	}

	get hops(): number {
		return this.#relayed ? 2 : 1;
	}

	get relays(): boolean {
		return this.#style.next !== undefined;
	}

	exchange(ask: Ask, fate: Fate, marks: Marks): void {
		this.#connect();
		this.#wire.current = marks.request;
		const tid = this.#phone.nextTid();
		const sdu = requestOf(ask, []);
		const packets = wtp.segmented("invoke", tid, sdu, { size: SEGMENT });
		const { cutRequest, answer, end } = fate;
		if (cutRequest !== undefined && packets.length > 1) {
			const count = Math.max(1, Math.floor(packets.length * cutRequest));
			this.#transfer(tid, packets.slice(0, count), false);
		} else this.#transfer(tid, packets, false);
		this.#wire.current = marks.answer;
		if (end?.holdOn || (answer && this.#random.chance(0.25))) {
			this.#down(wtp.ack(tid, { responder: true }));
		}
		if (answer) {
			this.#relay(ask, answer, marks);
			this.#wire.current = marks.answer;
			this.#answer(tid, answer, fate);
		}
		this.#wire.current = end?.how === "abort" ? marks.answer : marks.request;
		if (end) this.#end(tid, packets, end);
		this.#wire.current = undefined;
	}

	refused(one: Mark): void {
		this.leave();
		this.#wire.current = one;
		const tid = this.#phone.nextTid();
		const packet = wtp.invoke(tid, wsp.connect());
		this.#up(packet);
		const way = this.#random.integer(0, 2);
		if (way === 0) {
			this.#down(wtp.result(tid, wsp.reply(0x63)));
			this.#up(wtp.ack(tid));
		} else if (way === 1) {
			this.#down(wtp.abort(tid, 1, 0xe5, { responder: true }));
		} else {
			for (let tries = 0; tries < 8; tries++) {
				this.#wire.wait(5 * SECOND);
				this.#up(again(packet));
			}
		}
		this.#wire.current = undefined;
		this.#wire.wait(3 * SECOND);
	}

	/** Push (class 0) or ConfirmedPush (class 1) by the gateway on this session. */
	push(
		pdu: Octets,
		how: "unconfirmed" | "acked" | "ignored" | readonly [0 | 1, number],
		one: Mark,
	): void {
		this.#connect();
		this.#wire.wait(300_000);
		this.#wire.current = one;
		const tid = ++this.#pushes & 0x7fff;
		if (how === "unconfirmed") {
			const options = { transactionClass: 0, up: false } as const;
			this.#down(wtp.invoke(tid, wsp.push(pdu), options));
		} else {
			const sdu = wsp.push(pdu, { confirmed: true });
			const packet = wtp.invoke(tid, sdu, { transactionClass: 1 });
			this.#down(packet);
			if (how === "acked") this.#up(wtp.ack(tid, { responder: true }));
			else if (how === "ignored") {
				this.#wire.wait(5 * SECOND);
				this.#down(again(packet));
			} else {
				this.#up(wtp.abort(tid, how[0], how[1], { responder: true }));
			}
		}
		this.#wire.current = undefined;
	}

	leave(): void {
		this.#wire.current = undefined;
		this.#style.next?.follow(this.#wire);
		this.#style.next?.leave();
		if (!this.#connected) return;
		this.#connected = false;
		this.#wire.wait(SECOND);
		const options = { transactionClass: 0, up: false } as const;
		const tid = this.#phone.nextTid();
		this.#up(wtp.invoke(tid, wsp.disconnect(this.#session), options));
	}

	#relay(ask: Ask, answer: Answer, marks: Marks): void {
		const { next } = this.#style;
		if (!next) return;
		this.#relayed = true;
		next.follow(this.#wire.wait(this.#random.integer(500, 8000)));
		next.exchange(ask, { answer }, marks);
		this.#wire.time = next.time + 500;
	}

	#connect(): void {
		if (this.#connected) return;
		this.#connected = true;
		this.#wire.current = undefined;
		const tid = this.#phone.nextTid();
		const headers = [wsp.header.userAgent(this.#style.userAgent)];
		this.#up(wtp.invoke(tid, wsp.connect(headers)));
		this.#down(wtp.result(tid, wsp.connectReply(this.#session)));
		this.#up(wtp.ack(tid));
	}

	#up(packet: Octets): void {
		this.#wire.wait(this.#random.integer(8_000, 60_000));
		this.#wire.udp(this.#me, this.#gateway, packet);
	}

	#down(packet: Octets): void {
		this.#wire.wait(this.#random.integer(8_000, 60_000));
		this.#wire.udp(this.#gateway, this.#me, packet);
	}

	#send(packet: Octets, toPhone: boolean): void {
		if (toPhone) this.#down(packet);
		else this.#up(packet);
	}

	#answer(tid: number, answer: Answer, fate: Fate): void {
		this.#wire.wait(this.#random.integer(50_000, 600_000));
		const sdu = replyOf(answer);
		const packets = wtp.segmented("result", tid, sdu, { size: SEGMENT });
		if (fate.cutAnswer !== undefined) {
			const count = Math.floor(packets.length * fate.cutAnswer);
			this.#transfer(tid, packets.slice(0, Math.max(1, count)), true);
			for (let tries = 0; tries < 3; tries++) {
				this.#wire.wait(5 * SECOND);
				this.#up(wtp.negativeAck(tid, []));
			}
			return;
		}
		const lost = fate.lose === "middle" && packets.length > 2 ? 1 : -1;
		this.#transfer(tid, packets, true, lost);
		const mayLose = lost < 0 && this.#style.disturbed;
		if (!mayLose || this.#random.chance(0.85)) this.#up(wtp.ack(tid));
		else if (this.#random.chance(0.5)) {
			this.#wire.wait(7 * SECOND);
			this.#down(again(packets.at(-1) as Octets));
		}
	}

	/** Groups of five packets, each acknowledged by its receiver before the next. */
	#transfer(
		tid: number,
		packets: readonly Octets[],
		toPhone: boolean,
		lost = -1,
	): void {
		for (let at = 0; at < packets.length; at += 5) {
			const group = packets.slice(at, at + 5);
			this.#group(tid, group, at, { toPhone, lost: lost - at });
			if (at + 5 < packets.length) {
				const tpis = [wtp.psnTpi(at + 4)];
				const about = { responder: !toPhone, tpis };
				this.#send(wtp.ack(tid, about), !toPhone);
			}
		}
	}

	#group(
		tid: number,
		group: readonly Octets[],
		first: number,
		about: { toPhone: boolean; lost: number },
	): void {
		const { toPhone, lost } = about;
		const kind = this.#style.disturbed ? this.#random.integer(0, 6) : 9;
		const order = group.map((_, i) => i).filter((i) => i !== lost);
		if (kind === 0) order.reverse();
		const dropped = kind === 1 && order.length > 2 ? (order[1] ?? -1) : -1;
		for (const index of order) {
			if (index === dropped) continue;
			const packet = group[index] as Octets;
			this.#send(packet, toPhone);
			if (kind === 2 && index === 0) this.#send(again(packet), toPhone);
			if (kind === 3 && index === 0) this.#send(packet, toPhone);
		}
		if (dropped < 0) return;
		const missing = [first + dropped];
		const nack = wtp.negativeAck(tid, missing, { responder: !toPhone });
		this.#send(nack, !toPhone);
		this.#send(again(group[dropped] as Octets), toPhone);
	}

	#end(tid: number, packets: readonly Octets[], end: End): void {
		const byServer = (end.by ?? "server") === "server";
		if (end.how === "silence" && !end.holdOn) {
			for (let tries = 0; tries < 8; tries++) {
				this.#wire.wait(5 * SECOND);
				this.#up(again(packets[0] as Octets));
			}
		}
		this.#wire.wait(end.after ?? 0);
		if (!end.abort) return;
		const [type, reason] = end.abort;
		const about = { responder: byServer };
		this.#send(wtp.abort(tid, type, reason, about), byServer);
	}
}

/** Requests of one phone over connectionless WSP (WAP-230 7). */
export class ConnectionlessWay implements Way {
	readonly transport = "wsp-cl";
	readonly hops = 1;
	readonly relays = false;
	readonly #wire: Wire;
	readonly #random: Random;
	readonly #me: Endpoint;
	readonly #gateway: Endpoint;
	readonly #userAgent: string;
	#tid: number;

	constructor(
		wire: Wire,
		random: Random,
		ends: { phone: Phone; gateway: Endpoint },
	) {
		this.#wire = wire;
		this.#random = random;
		this.#me = ends.phone.endpoint();
		this.#gateway = { ...ends.gateway, port: 9200 };
		this.#userAgent = ends.phone.userAgent;
		this.#tid = random.integer(0, 255);
	}

	exchange(ask: Ask, fate: Fate, marks: Marks): void {
		this.#tid = (this.#tid + 1) & 255;
		const headers = [wsp.header.userAgent(this.#userAgent)];
		const request = requestOf(ask, headers);
		this.#wire.current = marks.request;
		this.#datagram(this.#me, this.#gateway, request);
		if (fate.answer) {
			this.#wire.wait(this.#random.integer(50_000, 600_000));
			this.#wire.current = marks.answer;
			this.#datagram(this.#gateway, this.#me, replyOf(fate.answer));
		}
		this.#wire.wait(fate.end?.after ?? 0);
		this.#wire.current = undefined;
	}

	/** There are no connections. */
	refused(): void {}

	leave(): void {
		this.#wire.current = undefined;
	}

	#datagram(from: Endpoint, to: Endpoint, pdu: Octets): void {
		this.#wire.wait(20_000);
		const whole = udp(from, to, wsp.connectionless(this.#tid, pdu));
		if (whole.length <= 1500) {
			this.#wire.pass(whole);
			return;
		}
		const pieces = fragments(whole, 1400, this.#random.integer(1, 65535));
		if (this.#random.chance(0.3)) pieces.reverse();
		for (const piece of pieces) this.#wire.wait(100).pass(piece);
	}
}
