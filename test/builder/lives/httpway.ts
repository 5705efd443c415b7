import { join, type Octets, type Random, utf8 } from "../bytes.js";
import * as http from "../http.js";
import type { Endpoint } from "../ip.js";
import { type SendOptions, TcpConnection } from "../tcp.js";
import {
	type Answer,
	type Ask,
	answerOctets,
	type Fate,
	type Marks,
	splitUrl,
	type Way,
} from "./carry.js";
import type { Wire } from "./road.js";
import { type Mark, mark } from "./truth.js";
import { SECOND } from "./world.js";

export interface HttpStyle {
	/** Requests in absolute form, as to a proxy. */
	absolute: boolean;
	keepAlive: boolean;
	/** Network faults that change nothing. */
	disturbed: boolean;
	userAgent?: string | undefined;
	/** Further headers of every request. */
	headers: readonly string[];
	/** The next hop, where it passes the capture too. */
	next?: HttpWay | undefined;
}

/** Requests of one client over HTTP, from one or many connections. */
export class HttpWay implements Way {
	readonly transport = "http";
	readonly #wire: Wire;
	readonly #random: Random;
	readonly #from: () => Endpoint;
	readonly #to: Endpoint;
	readonly #style: HttpStyle;
	#open: TcpConnection | undefined;
	#relayed = false;

	constructor(
		wire: Wire,
		random: Random,
		ends: { from: () => Endpoint; to: Endpoint },
		style: HttpStyle,
	) {
		this.#wire = wire;
		this.#random = random;
		this.#from = ends.from;
		this.#to = ends.to;
		this.#style = style;
	}

	get hops(): number {
		return this.#relayed ? 2 : 1;
	}

	get relays(): boolean {
		return this.#style.next !== undefined;
	}

	exchange(ask: Ask, fate: Fate, marks: Marks): void {
		const wire = this.#wire;
		const connection = this.#connection();
		wire.current = marks.request;
		const whole = this.#upload(connection, ask, fate);
		const answered = fate.answer && (whole || fate.early);
		let untilClose = false;
		if (whole) this.#relay(ask, fate, marks);
		if (answered) {
			wire.wait(this.#random.integer(20_000, 900_000));
			wire.current = marks.answer;
			untilClose = this.#download(connection, fate.answer as Answer, fate);
		}
		wire.current = undefined;
		this.#finish(connection, fate, untilClose);
	}

	get time(): number {
		return this.#wire.time;
	}

	/** Goes on from where another wire is. */
	follow(other: Wire): void {
		this.#wire.time = Math.max(this.#wire.time, other.time);
	}

	refused(one: Mark): void {
		this.leave();
		const wire = this.#wire;
		const connection = this.#fresh();
		wire.current = one;
		connection.syn();
		if (this.#random.chance(0.5)) {
			wire.wait(30_000);
			connection.rst("server");
		} else {
			for (const pause of [1, 2, 4, 8]) {
				wire.wait(pause * SECOND);
				connection.syn();
			}
		}
		wire.current = undefined;
		wire.wait(2 * SECOND);
	}

	/** Something opaque on port 443 (RFC 8446), from hello to FIN. */
	opaque(octets: readonly Octets[]): void {
		const connection = this.#fresh().open();
		octets.forEach((piece, index) => {
			connection.send(index % 2 === 0 ? "client" : "server", piece);
			this.#wire.wait(40_000);
		});
		connection.close("client");
	}

	/** Requests back to back on one connection, then the answers in their order (RFC 9112 9.3.2). */
	pipeline(list: readonly { ask: Ask; answer: Answer; marks: Marks }[]): void {
		const wire = this.#wire;
		const connection = this.#connection();
		for (const { ask, marks } of list) {
			wire.current = marks.request;
			connection.send("client", this.#request(ask));
		}
		wire.wait(200_000);
		for (const { answer, marks } of list) {
			wire.current = marks.answer;
			const { octets } = answerOctets(answer, 0.5, false);
			connection.send("server", octets);
		}
		wire.current = undefined;
		this.leave();
	}

	leave(): void {
		const wire = this.#wire;
		wire.current = undefined;
		this.#style.next?.follow(wire);
		this.#style.next?.leave();
		if (!this.#open) return;
		wire.wait(this.#random.integer(10_000, 3 * SECOND));
		this.#open.close(this.#random.pick(["client", "server"]));
		this.#open = undefined;
	}

	/** The proxy or gateway asks its server: the later hop within the time of the earlier. */
	#relay(ask: Ask, fate: Fate, marks: Marks): void {
		const { next } = this.#style;
		if (!next) return;
		this.#relayed = true;
		next.follow(this.#wire.wait(this.#random.integer(500, 8000)));
		next.exchange(ask, fate.answer ? { answer: fate.answer } : {}, marks);
		this.#wire.time = next.time + 500;
	}

	#connection(): TcpConnection {
		if (this.#open) return this.#open;
		const wire = this.#wire;
		wire.current = undefined;
		// The capture may lack the handshake.
		const { disturbed } = this.#style;
		wire.muted = !disturbed && wire.jitter === 0 && this.#random.chance(0.05);
		const connection = this.#fresh().open();
		wire.muted = false;
		if (this.#style.keepAlive) this.#open = connection;
		return connection;
	}

	#fresh(): TcpConnection {
		const random = this.#random;
		return new TcpConnection(this.#wire, this.#from(), this.#to, {
			mss: this.#style.disturbed ? random.pick([536, 1220, 1400]) : 1400,
			clientSequence: random.u32(),
			serverSequence: random.u32(),
			roundTrip: random.integer(8_000, 120_000),
		});
	}

	#request(ask: Ask): Octets {
		const { host, path } = splitUrl(ask.url);
		const { absolute, userAgent, headers } = this.#style;
		const target = absolute ? ask.url : path;
		const options = {
			host,
			headers: [...headers, ...(ask.headers ?? [])],
			...(userAgent !== undefined && { userAgent }),
		};
		if (ask.web) return http.httpRequest("GET", target, undefined, options);
		if (ask.method === "GET" || !ask.pdu) return http.get(target, options);
		const chunk = this.#random.chance(0.15) ? { chunk: 700 } : {};
		return http.post(target, ask.pdu, { ...options, ...chunk });
	}

	/** True when all of the request was sent. */
	#upload(connection: TcpConnection, ask: Ask, fate: Fate): boolean {
		const octets = this.#request(ask);
		const { cutRequest, keep } = fate;
		if (cutRequest !== undefined) {
			const size = Math.max(1, Math.floor(octets.length * cutRequest));
			connection.send("client", octets.subarray(0, size));
			return false;
		}
		if (keep === undefined && ask.pdu && this.#random.chance(0.04)) {
			this.#continued(connection, octets);
			return true;
		}
		const how = keep === undefined ? this.#disturb(octets.length) : { keep };
		connection.send("client", octets, how);
		return true;
	}

	/** The body waits for 100 (Continue), as RFC 9110 10.1.1 has it. */
	#continued(connection: TcpConnection, octets: Octets): void {
		const end = headEnd(octets);
		const expect = utf8("Expect: 100-continue\r\n\r\n");
		const head = join(octets.subarray(0, end - 2), expect);
		connection.send("client", head);
		this.#wire.wait(60_000);
		connection.send("server", utf8("HTTP/1.1 100 Continue\r\n\r\n"));
		connection.send("client", octets.subarray(end));
	}

	/** True when the answer ends with the connection. */
	#download(connection: TcpConnection, answer: Answer, fate: Fate): boolean {
		const plain = fate.cutAnswer ?? fate.lose ?? fate.keep ?? fate.end;
		const style = plain === undefined ? this.#random.next() : 0.5;
		const mayClose = !this.#style.keepAlive;
		const { octets, untilClose } = answerOctets(answer, style, mayClose);
		if (fate.cutAnswer !== undefined) {
			const size = Math.max(20, Math.floor(octets.length * fate.cutAnswer));
			connection.send("server", octets.subarray(0, size));
		} else if (fate.lose === "answer") {
			connection.skip("server", octets.length).ack("client");
		} else if (fate.lose === "middle") {
			const count = Math.ceil(octets.length / 1200);
			const lost = this.#random.integer(1, Math.max(1, count - 2));
			connection.send("server", octets, { sizes: 1200, missing: [lost] });
		} else {
			const how = plain === undefined ? this.#disturb(octets.length) : {};
			if (fate.keep !== undefined) how.keep = fate.keep;
			connection.send("server", octets, how);
		}
		return untilClose;
	}

	#finish(connection: TcpConnection, fate: Fate, untilClose: boolean): void {
		const wire = this.#wire;
		const { end } = fate;
		if (end) {
			this.#open = undefined;
			wire.wait(end.after ?? 0);
			if (end.how === "rst") connection.rst(end.by ?? "server");
			else if (end.how === "fin") connection.close(end.by ?? "server");
			return;
		}
		// Who got no answer does not ask again on the same connection.
		if (!fate.answer) this.#open = undefined;
		else if (this.#style.keepAlive) return;
		const way = this.#random.next();
		if (untilClose || way < 0.4) connection.close("server");
		else if (way < 0.85) connection.close("client");
		else if (way < 0.95) connection.fin("server").rst("client");
	}

	/** Something that a reassembler must undo without a trace. */
	#disturb(length: number): SendOptions {
		if (!this.#style.disturbed || this.#random.chance(0.3)) return {};
		const random = this.#random;
		const sizes = random.pick([97, 536, 1000, 1400]);
		const all = Array.from({ length: Math.ceil(length / sizes) }, (_, i) => i);
		const one = random.pick(all);
		switch (random.integer(0, 5)) {
			case 0:
				return {
					sizes,
					order: shuffledNearby(all, random),
					acknowledge: "end",
				};
			case 1:
				return { sizes, duplicate: [one, random.pick(all)] };
			case 2:
				return { sizes, retransmit: [one] };
			case 3:
				return { sizes, overlap: random.integer(1, 80) };
			case 4:
				return { sizes, missing: [one], retransmit: [one], acknowledge: "end" };
			default:
				return { sizes: [1, 2, 3, 5, 8, 13, 21, sizes], acknowledge: "each" };
		}
	}
}

/** Where the body begins. */
function headEnd(octets: Uint8Array): number {
	let at = 0;
	while (octets[at] !== 13 || octets[at + 2] !== 13) at++;
	return at + 4;
}

function shuffledNearby(list: readonly number[], random: Random): number[] {
	const out = [...list];
	for (let i = 0; i + 3 < out.length; i += 2) {
		const j = i + random.integer(0, 3);
		[out[i], out[j]] = [out[j] as number, out[i] as number];
	}
	return out;
}

/** Marks of an exchange whose halves matter together. */
export function pair(request: string, answer: string): Marks {
	return { request: mark(request), answer: mark(answer) };
}
