import type { Octets, Random } from "../bytes.js";
import * as http from "../http.js";
import type { Endpoint } from "../ip.js";
import type { Tap } from "../tap.js";
import { type SendOptions, TcpConnection } from "../tcp.js";
import {
	type Answer,
	type Ask,
	type Carrier,
	type End,
	httpAnswer,
	type Step,
} from "./carrier.js";
import type { Phone } from "./world.js";

export interface HttpRoute {
	server: Endpoint;
	/** Requests in absolute form, as to a proxy. */
	absolute: boolean;
	/** One connection for all exchanges of the phone. */
	keepAlive: boolean;
	/** Network faults that change nothing: order, repeats, odd segment sizes. */
	disturbed: boolean;
}

const SECOND = 1e6;

/** Requests of one phone over HTTP. */
export class HttpCarrier implements Carrier {
	readonly transport = "http";
	readonly #tap: Tap;
	readonly #random: Random;
	readonly #phone: Phone;
	readonly #route: HttpRoute;
	#open: TcpConnection | undefined;

	constructor(tap: Tap, random: Random, phone: Phone, route: HttpRoute) {
		this.#tap = tap;
		this.#random = random;
		this.#phone = phone;
		this.#route = route;
	}

	*exchange(ask: Ask, answer: Answer | undefined, end?: End): Step {
		const connection = this.#connection();
		const request = this.#request(ask);
		const whole = this.#upload(connection, request, ask);
		yield;
		const last = !end && !this.#route.keepAlive;
		let untilClose = false;
		if (answer && (whole || answer.early)) {
			this.#tap.wait(this.#random.integer(20_000, 400_000));
			untilClose = this.#download(connection, answer, last);
		}
		if (end) yield* this.#end(connection, end, answer !== undefined);
		else if (last) this.#leave(connection, untilClose);
		yield;
	}

	/** Phones end connections in several ways; after a complete answer none of them means anything. */
	#leave(connection: TcpConnection, untilClose: boolean): void {
		this.#open = undefined;
		const way = this.#random.next();
		if (untilClose || way < 0.4) connection.close("server");
		else if (way < 0.85) connection.close("client");
		else connection.fin("server").rst("client");
	}

	*close(): Step {
		if (this.#open) {
			this.#tap.wait(this.#random.integer(10_000, 2 * SECOND));
			this.#open.close("client");
			this.#open = undefined;
		}
		yield;
	}

	/** SYN repeated without an answer, or answered by RST. */
	*refused(): Step {
		const connection = this.#fresh();
		connection.syn();
		if (this.#random.chance(0.5)) {
			this.#tap.wait(10_000);
			connection.rst("server");
		} else {
			for (const pause of [1, 2, 4]) {
				yield;
				this.#tap.wait(pause * SECOND);
				connection.syn();
			}
		}
		this.#tap.wait(5 * SECOND);
		yield;
	}

	/** Requests back to back on one connection, then the answers in their order (RFC 9112 9.3.2). */
	*pipeline(pairs: readonly (readonly [Ask, Answer])[]): Step {
		const connection = this.#connection();
		for (const [ask] of pairs) connection.send("client", this.#request(ask));
		yield;
		this.#tap.wait(100_000);
		for (const [, answer] of pairs) this.#download(connection, answer);
		connection.close("client");
		this.#open = undefined;
		yield;
	}

	#connection(): TcpConnection {
		if (this.#open) return this.#open;
		const connection = this.#fresh().open();
		if (this.#route.keepAlive) this.#open = connection;
		return connection;
	}

	#fresh(): TcpConnection {
		return new TcpConnection(
			this.#tap,
			this.#phone.endpoint(),
			this.#route.server,
			{
				mss: this.#route.disturbed
					? this.#random.pick([536, 1220, 1400])
					: 1400,
				clientSequence: this.#random.u32(),
				serverSequence: this.#random.u32(),
				roundTrip: this.#random.integer(8_000, 120_000),
			},
		);
	}

	#request(ask: Ask): Octets {
		const target = this.#route.absolute
			? ask.url
			: ask.url.replace(/^http:\/\/[^/]+/, "");
		const headers = ask.headers ?? [];
		const options = { userAgent: this.#phone.userAgent, headers };
		if (ask.method === "GET" || !ask.pdu) return http.get(target, options);
		return http.post(target, ask.pdu, {
			...options,
			...(this.#random.chance(0.1) && { chunk: 999 }),
		});
	}

	#upload(connection: TcpConnection, request: Octets, ask: Ask): boolean {
		const { share = 1, keep } = ask;
		if (share < 1) {
			const part = request.subarray(0, Math.floor(request.length * share));
			connection.send("client", part);
			return false;
		}
		const how =
			keep === undefined ? this.#disturbance(request.length) : { keep };
		connection.send("client", request, how);
		return true;
	}

	/** True when the answer ends with the connection. */
	#download(connection: TcpConnection, answer: Answer, last = false): boolean {
		const plain = answer.share !== undefined || answer.missing || answer.keep;
		const style = plain ? 1 : this.#random.next();
		const octets = httpAnswer(answer, style, last);
		if (answer.share !== undefined) {
			const part = octets.subarray(0, Math.floor(octets.length * answer.share));
			connection.send("server", part);
		} else if (answer.missing === "all") {
			connection.skip("server", octets.length).ack("client");
		} else if (answer.missing === "body") {
			const segments = Math.ceil(octets.length / 1200);
			const lost = this.#random.integer(1, Math.max(1, segments - 1));
			connection.send("server", octets, { sizes: 1200, missing: [lost] });
		} else {
			const keep = answer.keep === undefined ? {} : { keep: answer.keep };
			const how = plain ? keep : this.#disturbance(octets.length);
			connection.send("server", octets, how);
		}
		return style < 0.35;
	}

	/** Something that a reassembler must undo without a trace. */
	#disturbance(length: number): SendOptions {
		if (!this.#route.disturbed || this.#random.chance(0.4)) return {};
		const random = this.#random;
		const size = random.pick([97, 536, 1000, 1400]);
		const all = Array.from({ length: Math.ceil(length / size) }, (_, i) => i);
		const some = [random.pick(all), random.pick(all)];
		switch (random.integer(0, 5)) {
			case 0:
				return { sizes: size, order: swapped(all, random), acknowledge: "end" };
			case 1:
				return { sizes: size, duplicate: some };
			case 2:
				return { sizes: size, retransmit: some };
			case 3:
				return { sizes: size, overlap: random.integer(1, 80) };
			case 4:
				return {
					sizes: size,
					missing: [some[0] as number],
					retransmit: [some[0] as number],
					acknowledge: "end",
				};
			default:
				return { sizes: [1, 2, 3, 5, 8, 13, 21, size], acknowledge: "each" };
		}
	}

	*#end(connection: TcpConnection, end: End, answered: boolean): Step {
		this.#open = undefined;
		const by = end.by ?? "server";
		if (end.after) {
			yield;
			this.#tap.wait(end.after);
		}
		if (end.how === "rst") connection.rst(by);
		else if (end.how === "fin") connection.close(by);
		else if (!answered) this.#tap.wait(SECOND);
		yield;
	}
}

/** Neighbours swapped here and there, as a network with several paths does it. */
function swapped(list: readonly number[], random: Random): number[] {
	const out = [...list];
	for (let i = 0; i + 3 < out.length; i += 2) {
		const j = i + random.integer(0, 3);
		[out[i], out[j]] = [out[j] as number, out[i] as number];
	}
	return out;
}
