import { join, type Octets, type Random, u16, u32 } from "../bytes.js";
import type { Packet } from "../capture.js";
import { type Address, endpoint, fragments, ip, udp } from "../ip.js";
import { type LinkOptions, TAG_8021Q } from "../link.js";
import { Tap } from "../tap.js";
import type { Mark, MarkedPacket } from "./truth.js";

/** What packets of one network are inside where they are captured. */
export interface Road {
	name: string;
	/** Networks with different scopes may use the same addresses. */
	scope: string;
	vlan?: number;
	wrap?: (datagram: Uint8Array, up: boolean) => Uint8Array;
	/** The same tunnel for another phone. */
	fresh?: (teids: [number, number]) => Road;
	/** GTP: towards the gateway, and back. */
	teids?: [number, number];
}

export const PLAIN: Road = { name: "plain", scope: "" };

export function vlan(id: number): Road {
	return { name: `vlan${id}`, scope: `vlan${id}`, vlan: id };
}

/** GTP-U (3GPP TS 29.281 5): G-PDU, now and then with a sequence number. */
export function gtp(
	enb: Address,
	gateway: Address,
	teids: [number, number],
): Road {
	let count = 0;
	const wrap = (datagram: Uint8Array, up: boolean): Octets => {
		const teid = u32(teids[up ? 0 : 1]);
		const numbered = teids[0] % 2 === 1;
		const extra = numbered ? join(u16(++count & 0xffff), 0, 0) : "";
		const length = datagram.length + (numbered ? 4 : 0);
		const head = join(numbered ? 0x32 : 0x30, 0xff, u16(length), teid, extra);
		const from = endpoint(up ? enb : gateway, 2152);
		const to = endpoint(up ? gateway : enb, 2152);
		return udp(from, to, join(head, datagram));
	};
	const fresh = (own: [number, number]): Road => gtp(enb, gateway, own);
	return { name: "gtp", scope: `gtp${enb}-${gateway}`, wrap, fresh, teids };
}

/** GRE (RFC 2784, RFC 2890), with a key when one is given. */
export function gre(a: Address, b: Address, key?: number): Road {
	const wrap = (datagram: Uint8Array, up: boolean): Octets => {
		const six = (datagram[0] as number) >> 4 === 6;
		const type = u16(six ? 0x86dd : 0x0800);
		const flags = u16(key === undefined ? 0 : 0x2000);
		const keyed = key === undefined ? "" : u32(key);
		const payload = join(flags, type, keyed, datagram);
		return ip(up ? a : b, up ? b : a, { protocol: 47, payload });
	};
	return { name: "gre", scope: `gre${a}-${b}-${key}`, wrap };
}

export function ipip(a: Address, b: Address): Road {
	const wrap = (datagram: Uint8Array, up: boolean): Octets => {
		const protocol = (datagram[0] as number) >> 4 === 6 ? 41 : 4;
		const payload = datagram as Octets;
		return ip(up ? a : b, up ? b : a, { protocol, payload });
	};
	return { name: "ipip", scope: `ipip${a}-${b}`, wrap };
}

/** The second of two places: what surrounds packets there, and what they look like. */
export interface Passage {
	road: Road;
	translate?: (datagram: Uint8Array, up: boolean) => Uint8Array;
}

/** Translates one address to another, and its ports to others (RFC 3022 2.2); IPv4, no fragments. */
export function translation(
	outside: Address,
	nextPort: () => number,
): NonNullable<Passage["translate"]> {
	const ports = new Map<number, number>();
	return (datagram, up) => {
		const out = datagram.slice();
		const view = new DataView(out.buffer);
		const head = ((out[0] as number) & 15) * 4;
		const at = head + (up ? 0 : 2);
		const port = view.getUint16(at);
		// Pushes go to a well-known port, which a static rule keeps.
		const known = port === 2948 ? port : ports.get(port);
		const mapped = known ?? nextPort();
		ports.set(port, mapped);
		view.setUint16(at, mapped);
		out.set(outside, up ? 12 : 16);
		return out;
	};
}

/** A place on a network where packets pass; what passes belongs to the mark of the moment. */
export class Wire extends Tap {
	readonly #road: Road;
	readonly #link: LinkOptions | undefined;
	/** Addresses on the phones' side: what comes from them goes up. */
	readonly #inside: Address;
	readonly #random: Random;
	/** The probe sees some packets twice (a mirror of both ports of a switch). */
	doubled = false;
	current: Mark | undefined;
	/** The capture does not have what passes now. */
	muted = false;
	/** Packets are captured up to so many microseconds late. */
	jitter = 0;
	/** Tunnels cut what is too long for them. */
	fragmented = false;
	/** Another place of the capture that the same packets pass, a little later. */
	second: Passage | undefined;

	constructor(time: number, road: Road, inside: Address, random: Random) {
		super(time);
		this.#road = road;
		this.#inside = inside;
		this.#random = random;
		if (road.vlan !== undefined) {
			this.#link = { tags: [[TAG_8021Q, road.vlan]] };
		}
	}

	override pass(
		datagram: Uint8Array,
		about: Omit<Packet, "time" | "datagram"> = {},
	): void {
		if (this.muted) return;
		const { time } = this;
		if (this.jitter > 0) this.time += this.#random.integer(0, this.jitter);
		this.#passOnce(datagram, about);
		this.time = time;
	}

	#passOnce(
		datagram: Uint8Array,
		about: Omit<Packet, "time" | "datagram">,
	): void {
		const { wrap } = this.#road;
		const marked: Omit<MarkedPacket, "time" | "datagram"> = { ...about };
		if (this.#link) marked.link = this.#link;
		if (this.current) {
			this.current.passed++;
			marked.mark = this.current;
		}
		let octets = datagram;
		const up = this.#isUp(datagram);
		if (wrap) {
			octets = wrap(datagram, up);
			if (marked.keep !== undefined) {
				marked.keep += octets.length - datagram.length;
			}
		}
		if (wrap && this.fragmented && octets.length > 700) {
			const id = this.#random.integer(1, 65_535);
			const pieces = fragments(octets, 600, id);
			if (this.current) this.current.passed += pieces.length - 1;
			for (const piece of pieces) super.pass(piece, marked);
		} else super.pass(octets, marked);
		this.#passAgain(datagram, up, about);
		if (this.doubled && this.#random.chance(0.5) && this.current) {
			this.current.passed++;
			super.pass(octets, marked);
		}
	}

	#passAgain(
		datagram: Uint8Array,
		up: boolean,
		about: Omit<Packet, "time" | "datagram">,
	): void {
		const { second, time } = this;
		if (!second) return;
		const { road, translate } = second;
		const changed = translate ? translate(datagram, up) : datagram;
		const octets = road.wrap ? road.wrap(changed, up) : changed;
		const marked: Omit<MarkedPacket, "time" | "datagram"> = { ...about };
		if (road.vlan !== undefined) {
			marked.link = { tags: [[TAG_8021Q, road.vlan]] };
		}
		if (this.current) {
			this.current.passed++;
			marked.mark = this.current;
		}
		this.time += 90;
		super.pass(octets, marked);
		this.time = time;
	}

	#isUp(datagram: Uint8Array): boolean {
		const six = (datagram[0] as number) >> 4 === 6;
		const from = six ? datagram.subarray(8, 24) : datagram.subarray(12, 16);
		return from.every((octet, index) => octet === this.#inside[index]);
	}
}
