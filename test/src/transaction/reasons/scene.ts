import { analyze } from "../../../../src/index.js";
import type { Message } from "../../../../src/record.js";
import type { AnalyzeOptions } from "../../../../src/run.js";
import {
	type Endpoint,
	endpoint,
	http,
	type IpOptions,
	type Octets,
	pcap,
	pdus,
	Random,
	Tap,
	TcpConnection,
	wsp,
	wtp,
} from "../../../builder/index.js";
import { clientHello } from "../../../builder/scenario/other.js";

export const A = "10.0.0.1";
export const B = "10.0.0.2";
export const MMSC = endpoint("192.0.2.10", 80);
export const GATEWAY = endpoint("192.0.2.20", 9201);
export const GATEWAY_CL = endpoint("192.0.2.20", 9200);
export const PUSHER = endpoint("198.51.100.7", 9200);
export const HOST = "http://mmsc.example";
export const URL = `${HOST}/mms?id=a1b2c3d4e5f6`;
export const TO = "+447700900123/TYPE=PLMN";
export const FROM = "+447700900456/TYPE=PLMN";
/** Limits run out within this time (STATES 6). */
export const LONG = 400;

/** A request with its answer: the frames that completed them, both sent as one segment each. */
export interface Talk {
	connection: TcpConnection;
	asked: number;
	answered: number;
}

/** A capture under way; the number of each frame is known when it passes. */
export class Scene extends Tap {
	/** Frames so far. */
	frames = 0;
	/** When they passed, in microseconds, by number. */
	readonly #times: number[] = [];
	#port = 40_000;
	#tid = 0;

	/** The datagram that passed last. */
	latest = new Uint8Array(0);

	override pass(...packet: Parameters<Tap["pass"]>): void {
		this.frames++;
		this.latest = packet[0].slice();
		this.#times[this.frames] = this.time;
		super.pass(...packet);
	}

	override udp(
		from: Endpoint,
		to: Endpoint,
		payload: Uint8Array,
		options?: IpOptions,
	): number {
		super.udp(from, to, payload, options);
		return this.frames;
	}

	/** Seconds from one frame to another. */
	between(from: number, to: number): number {
		return (this.#times[to]! - this.#times[from]!) / 1e6;
	}

	/** Number of the frame that passes next. */
	get next(): number {
		return this.frames + 1;
	}

	/** The capture begins only now. */
	forget(): void {
		this.take();
		this.frames = 0;
	}

	/** Seconds pass. */
	rest(seconds: number): this {
		this.wait(seconds * 1e6);
		return this;
	}

	/** Seconds pass, and the capture goes on: something else is seen. */
	later(seconds = LONG): void {
		this.rest(seconds);
		const other = endpoint("203.0.113.1", 9);
		this.udp(other, other, Uint8Array.of(0));
	}

	/** A connection to a server, before its handshake. */
	dial(client = A, server = MMSC): TcpConnection {
		return new TcpConnection(this, endpoint(client, this.#port++), server);
	}

	/** A request over HTTP and its answer, on a connection of its own unless one is given. */
	talk(
		client: string,
		request: Octets,
		answer?: Octets,
		connection = this.rest(0.2).dial(client).open(),
	): Talk {
		const asked = this.next;
		connection.send("client", request);
		this.rest(0.1);
		const answered = this.next;
		if (answer) connection.send("server", answer);
		return { connection, asked, answered };
	}

	post(client: string, pdu: Octets, answer?: Octets): Talk {
		return this.talk(client, http.post("/mms", pdu), answer);
	}

	/** m-send-req and the PDU that answers it. */
	submit(answer?: Octets, about: Partial<pdus.SendReq> = {}): Talk {
		return this.post(A, sendReq(about), answer && http.mmsResponse(answer));
	}

	/** The push of an m-notification-ind; its frame. */
	notify(about: Partial<pdus.Notification> = {}, client = B): number {
		const pdu = pdus.notification({ contentLocation: URL, ...about });
		return this.push(pdu, client);
	}

	push(pdu: Octets, client = B): number {
		const octets = wsp.connectionless(1, wsp.push(pdu));
		const frame = this.udp(PUSHER, endpoint(client, 2948), octets);
		this.rest(0.5);
		return frame;
	}

	/** GET of the notified location. */
	fetch(answer?: Octets, url = URL): Talk {
		return this.talk(B, http.get(url), answer);
	}

	/** The message is fetched. */
	retrieve(about: Partial<pdus.RetrieveConf> = {}): Talk {
		return this.fetch(http.mmsResponse(retrieveConf(about)));
	}

	/** m-notifyresp-ind, taken note of. */
	respond(status?: number, id = "N1"): Talk {
		return this.post(B, pdus.notifyResp(id, status), NOTED);
	}

	/** A WSP session of a phone with the gateway. */
	session(client = B): Session {
		return new Session(this, endpoint(client, 50_000), ++this.#tid);
	}

	async run(options: AnalyzeOptions = {}): Promise<Message[]> {
		const capture = pcap(this.take(), { link: "raw" });
		return analyze(capture, options).toArray();
	}
}

/** A WSP session over WTP (WAP-224, WAP-230). */
export class Session {
	readonly #scene: Scene;
	readonly #phone: Endpoint;
	#tid: number;

	constructor(scene: Scene, phone: Endpoint, tid: number) {
		this.#scene = scene;
		this.#phone = phone;
		this.#tid = 100 * tid;
	}

	open(): this {
		const tid = ++this.#tid;
		this.up(wtp.invoke(tid, wsp.connect()));
		this.down(wtp.result(tid, wsp.connectReply(7)));
		this.up(wtp.ack(tid));
		return this;
	}

	get tid(): number {
		return this.#tid;
	}

	/** From the phone; the frame. */
	up(octets: Octets): number {
		this.#scene.rest(0.05);
		return this.#scene.udp(this.#phone, GATEWAY, octets);
	}

	/** To the phone; the frame. */
	down(octets: Octets): number {
		this.#scene.rest(0.05);
		return this.#scene.udp(GATEWAY, this.#phone, octets);
	}

	/** A new transaction with one packet; its frame. */
	invoke(sdu: Octets): number {
		return this.up(wtp.invoke(++this.#tid, sdu));
	}

	/** Its result in one packet, acknowledged; the frame of the result. */
	result(sdu: Octets): number {
		const frame = this.down(wtp.result(this.#tid, sdu));
		this.up(wtp.ack(this.#tid));
		return frame;
	}

	abort(type: 0 | 1, reason: number): number {
		return this.down(wtp.abort(this.#tid, type, reason, { responder: true }));
	}

	/** ConfirmedPush by the server; `aborted`: type and reason, else it is acknowledged. The frames of both. */
	confirmedPush(
		pdu: Octets,
		aborted?: readonly [0 | 1, number],
	): [number, number] {
		const tid = 0x700 + ++this.#tid;
		const sdu = wsp.push(pdu, { confirmed: true });
		const pushed = this.down(wtp.invoke(tid, sdu, { transactionClass: 1 }));
		const options = { responder: true };
		const answer = aborted
			? wtp.abort(tid, ...aborted, options)
			: wtp.ack(tid, options);
		return [pushed, this.up(answer)];
	}
}

/** 200 without a body, as servers take note. */
export const NOTED = http.response("200 OK", undefined);

export function status(line: string, location?: string): Octets {
	const headers = location === undefined ? [] : [`Location: ${location}`];
	return http.response(line, undefined, { headers });
}

export function sendReq(about: Partial<pdus.SendReq> = {}): Octets {
	return pdus.sendReq({ to: [TO], ...about });
}

export function conf(about: pdus.SendConf = {}): Octets {
	return pdus.sendConf({ messageId: "M1-mmsc-example", ...about });
}

/** Refused with this status, without a Message-ID. */
export function refused(code: number): Octets {
	return pdus.sendConf({ status: code, text: "no" });
}

export function retrieveConf(about: Partial<pdus.RetrieveConf> = {}): Octets {
	return pdus.retrieveConf({
		transactionId: "N1",
		messageId: "M9-mmsc-example",
		from: FROM,
		to: [TO],
		...about,
	});
}

export function delivery(code: number): Octets {
	return pdus.delivery({ messageId: "M1-mmsc-example", to: TO, status: code });
}

export const MMSC_TLS = endpoint("192.0.2.10", 443);
export const HELLO = clientHello("mmsc.example", new Random(1));
