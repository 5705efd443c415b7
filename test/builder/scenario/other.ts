import { join, type Octets, type Random, u16, u32, utf8 } from "../bytes.js";
import * as http from "../http.js";
import { endpoint } from "../ip.js";
import type { Tap } from "../tap.js";
import { TcpConnection } from "../tcp.js";
import type { Step } from "./carrier.js";
import type { Phone, World } from "./world.js";

/** Traffic that is not MMS, as it surrounds MMS in a mobile network. */
export interface OtherTraffic {
	world: World;
	tap: Tap;
	phone: Phone;
	/** How often the phone acknowledges: phones differ. */
	acknowledge: "second" | "each";
}

const PIECE = 16 * 1400;

function connection(
	{ tap, world, phone }: OtherTraffic,
	port: number,
): TcpConnection {
	const { random } = world;
	const host = random.pick(world.servers(phone).web).address;
	return new TcpConnection(tap, phone.endpoint(), endpoint(host, port), {
		clientSequence: random.u32(),
		serverSequence: random.u32(),
		roundTrip: random.integer(8_000, 80_000),
	});
}

/** Sends a long body piece by piece, so that nobody holds all of it. */
function* stream(other: OtherTraffic, tcp: TcpConnection, bytes: number): Step {
	for (let left = bytes; left > 0; left -= PIECE) {
		const piece = other.world.filling(Math.min(left, PIECE));
		tcp.send("server", piece, { pace: 60, acknowledge: other.acknowledge });
		yield;
	}
}

/** ClientHello with a server name (RFC 8446 4.1.2, RFC 6066 3). */
export function clientHello(name: string, random: Random): Octets {
	const host = utf8(name);
	const entry = join(0, u16(host.length), host);
	const extension = join(
		u16(0),
		u16(entry.length + 2),
		u16(entry.length),
		entry,
	);
	const body = join(
		u16(0x0303),
		random.octets(32),
		0,
		u16(2),
		u16(0x1301),
		1,
		0,
		u16(extension.length),
		extension,
	);
	const handshake = join(1, 0, u16(body.length), body);
	return join(0x16, u16(0x0301), u16(handshake.length), handshake);
}

export function* tlsTraffic(other: OtherTraffic, bytes: number): Step {
	const { tap, world } = other;
	const tcp = connection(other, 443).open();
	const hello = clientHello("cdn.example", world.random);
	tcp.send("client", hello);
	yield;
	tap.wait(30_000);
	tcp.send("server", join(0x16, 0x0303 >> 8, 3, u16(90), world.filling(90)));
	tcp.send("client", join(0x14, 3, 3, u16(1), 1));
	yield;
	for (let left = bytes; left > 0; left -= PIECE) {
		const size = Math.min(left, 16_384);
		const head = join(0x17, 3, 3, u16(size));
		const record = join(head, world.filling(size));
		tcp.send("server", record, { pace: 60, acknowledge: other.acknowledge });
		yield;
	}
	tcp.close("server");
	yield;
}

/** A film over plain HTTP: one long body. */
export function* videoTraffic(other: OtherTraffic, bytes: number): Step {
	const tcp = connection(other, 80).open();
	const { userAgent } = other.phone;
	const options = { host: "video.example", userAgent };
	tcp.send("client", http.get("/film.mp4", options));
	yield;
	const about = { contentType: "video/mp4", contentLength: bytes };
	tcp.send("server", http.response("200 OK", new Uint8Array(0), about));
	yield* stream(other, tcp, bytes);
	tcp.close("server");
	yield;
}

/** Pages, forms and pictures over plain HTTP, kept alive. */
export function* webTraffic(other: OtherTraffic, requests: number): Step {
	const { tap, world, phone } = other;
	const { random } = world;
	const tcp = connection(other, 80).open();
	const options = { host: "www.example", userAgent: phone.userAgent };
	for (let i = 0; i < requests; i++) {
		const form = utf8(`{"item":${i},"note":"m-send-req is not here"}`);
		const request = random.chance(0.3)
			? http.httpRequest("POST", "/api/items", form, {
					...options,
					contentType: "application/json",
				})
			: http.get(`/page/${random.integer(1, 9999)}`, options);
		tcp.send("client", request);
		yield;
		tap.wait(random.integer(10_000, 90_000));
		const body = world.filling(random.integer(200, 30_000));
		const about = { contentType: random.pick(["image/jpeg", "text/html"]) };
		tcp.send("server", http.response("200 OK", body, about));
		yield;
	}
	tcp.close("client");
	yield;
}

/** A QUIC connection: long headers, then short ones (RFC 9000 17). */
export function* quicTraffic(other: OtherTraffic, bytes: number): Step {
	const { tap, world, phone } = other;
	const server = world.random.pick(world.servers(phone).web);
	const me = phone.endpoint();
	const initial = join(0xc3, 0, 0, 0, 1, 8, world.filling(1190));
	tap.udp(me, server, initial);
	tap.wait(20_000);
	tap.udp(server, me, initial);
	for (let left = bytes, count = 0; left > 0; left -= 1250, count++) {
		tap.wait(80);
		tap.udp(server, me, join(0x41, world.filling(1249)));
		if (count % 8 === 7) {
			tap.udp(me, server, join(0x42, world.filling(30)));
			yield;
		}
	}
	yield;
}

/** A call: small datagrams in both directions every 20 ms (RFC 3550 5.1). */
export function* voiceTraffic(other: OtherTraffic, packets: number): Step {
	const { tap, world, phone } = other;
	const { random } = world;
	const me = phone.endpoint();
	const peer = endpoint(random.pick(world.servers(phone).web).address, 16_000);
	const source = random.octets(4);
	for (let count = 0; count < packets; count++) {
		const head = join(0x80, 96, u16(count & 0xffff), u32(count * 320), source);
		const datagram = join(head, world.filling(random.integer(40, 160)));
		tap.udp(me, peer, datagram);
		tap.wait(9000).udp(peer, me, datagram);
		tap.wait(11_000);
		if (count % 8 === 7) yield;
	}
	yield;
}

/** Short messages over a TLS connection that stays open. */
export function* chatTraffic(other: OtherTraffic, records: number): Step {
	const { tap, world } = other;
	const { random } = world;
	const tcp = connection(other, 443).open();
	tcp.send("client", clientHello("chat.example", random));
	for (let count = 0; count < records; count++) {
		yield;
		tap.wait(random.integer(20_000, 900_000));
		const size = random.integer(40, 400);
		const record = join(0x17, 3, 3, u16(size), world.filling(size));
		tcp.send(count % 2 ? "client" : "server", record);
	}
	tcp.close("client");
	yield;
}

/** A name looked up (RFC 1035 4.1). */
export function* dnsTraffic(other: OtherTraffic, name: string): Step {
	const { tap, world, phone } = other;
	const { dns } = world.servers(phone);
	const me = phone.endpoint();
	const id = u16(world.random.integer(0, 65535));
	const labels = name.split(".").map((label) => join(label.length, label));
	const question = join(...labels, 0, u16(1), u16(1));
	const counts = (answers: number): Octets =>
		join(u16(1), u16(answers), u16(0), u16(0));
	tap.udp(me, dns, join(id, u16(0x0100), counts(0), question));
	tap.wait(15_000);
	const record = join(u16(0xc00c), u16(1), u16(1), u16(0), u16(60), u16(4));
	const answer = join(record, Uint8Array.of(203, 0, 113, 9));
	tap.udp(dns, me, join(id, u16(0x8180), counts(1), question, answer));
	yield;
}
