import { type Octets, Random, utf8 } from "../bytes.js";
import { type Address, address, type Endpoint, endpoint } from "../ip.js";
import { photoBody } from "../mmse.js";

/** A handset: its address is its identity, its counters start at 1 like everybody else's. */
export class Phone {
	readonly text: string;
	readonly address: Address;
	readonly number: string;
	readonly userAgent: string;
	busy = false;
	#port: number;
	#ports: readonly [number, number];
	#transaction = 0;
	#tid: number;

	constructor(index: number, family: 4 | 6, random: Random) {
		this.text =
			family === 4
				? `10.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`
				: `2001:db8:${(0x1000 + (index >> 12)).toString(16)}:${(0x1000 + (index & 0xfff)).toString(16)}::1`;
		this.address = address(this.text);
		this.number = `+4479${String(10_000_000 + index).slice(0, 8)}/TYPE=PLMN`;
		this.userAgent = `Phone/${1 + (index % 7)}.0`;
		// Some phones have few ports, so that they use each of them again soon.
		this.#ports = random.chance(0.2) ? [50_000, 50_003] : [40_000, 60_000];
		this.#port = random.integer(...this.#ports);
		this.#tid = random.integer(0, 0x7fff);
	}

	nextPort(): number {
		const [from, to] = this.#ports;
		this.#port = this.#port >= to ? from : this.#port + 1;
		return this.#port;
	}

	/** Every phone counts 1, 2, 3. */
	nextTransaction(): string {
		return String(++this.#transaction);
	}

	/** WTP transaction number; wraps after 15 bits. */
	nextTid(): number {
		this.#tid = (this.#tid + 1) & 0x7fff;
		return this.#tid;
	}

	endpoint(port: number = this.nextPort()): Endpoint {
		return { address: this.address, port };
	}
}

export interface Servers {
	mmsc: Endpoint;
	proxy: Endpoint;
	/** WSP connection mode (9201) and connectionless (9200). */
	gateway: Endpoint;
	gatewayCl: Endpoint;
	push: Endpoint;
	web: readonly Endpoint[];
	dns: Endpoint;
}

const HOSTS = {
	4: ["192.0.2.10", "192.0.2.80", "192.0.2.9", "198.51.100.7", "198.51.100.53"],
	6: [
		"2001:db8:ffff::10",
		"2001:db8:ffff::80",
		"2001:db8:ffff::9",
		"2001:db8:ffff::7",
		"2001:db8:ffff::53",
	],
} as const;

export function servers(family: 4 | 6): Servers {
	const [mmsc, proxy, gateway, push, dns] = HOSTS[family];
	const web = Array.from({ length: 16 }, (_, index) =>
		endpoint(
			family === 4
				? `203.0.113.${100 + index}`
				: `2001:db8:eeee::${(100 + index).toString(16)}`,
			443,
		),
	);
	return {
		mmsc: endpoint(mmsc, 80),
		proxy: endpoint(proxy, 8080),
		gateway: endpoint(gateway, 9201),
		gatewayCl: endpoint(gateway, 9200),
		push: endpoint(push, 9200),
		web,
		dns: endpoint(dns, 53),
	};
}

export interface WorldOptions {
	seed: number;
	phones: number;
	family: 4 | 6 | "both";
	/** Octets of the smallest and the largest picture. */
	pictureRange: readonly [least: number, most: number];
	/** Share of the clients whose packets do not pass in order and in full. */
	disturbed: number;
}

const POOL_SIZE = 1 << 20;

/** Who and what there is: phones, servers, numbers, and a pool of octets that look like pictures. */
export class World {
	readonly random: Random;
	readonly disturbed: number;
	readonly #phones: Phone[] = [];
	readonly #pool: Octets;
	readonly #pictureRange: readonly [number, number];
	#messages = 0;
	#contacts = 0;

	constructor(options: WorldOptions) {
		this.random = new Random(options.seed);
		this.#pictureRange = options.pictureRange;
		this.disturbed = options.disturbed;
		this.#pool = this.random.octets(POOL_SIZE);
		for (let index = 0; index < options.phones; index++) {
			const family =
				options.family === "both" ? (index % 4 === 3 ? 6 : 4) : options.family;
			this.#phones.push(new Phone(index + 1, family, this.random));
		}
	}

	/** A phone that does nothing else now. With all of them busy: any, so that a small pool never stops. */
	phone(): Phone {
		for (let tries = 0; tries < 64; tries++) {
			const phone = this.random.pick(this.#phones);
			if (!phone.busy) return phone;
		}
		return (
			this.#phones.find((phone) => !phone.busy) ??
			this.random.pick(this.#phones)
		);
	}

	servers(phone: Phone): Servers {
		return phone.address.length === 4 ? SERVERS4 : SERVERS6;
	}

	nextMessage(): number {
		return ++this.#messages;
	}

	/** Number of somebody in another network, never the same twice. */
	contact(): string {
		return `+4478${String(10_000_000 + ++this.#contacts).slice(0, 8)}/TYPE=PLMN`;
	}

	/** A message body that no other message has. */
	body(message: number): Octets {
		const [least, most] = this.#pictureRange;
		const wanted = Math.round(least + (most - least) * this.random.next());
		const size = Math.min(wanted, POOL_SIZE / 2);
		const picture = this.filling(size);
		return photoBody(picture, `Message ${message}`);
	}

	/** Octets from the pool, without a copy. */
	filling(size: number): Octets {
		const at = this.random.integer(0, POOL_SIZE - size);
		return this.#pool.subarray(at, at + size);
	}

	/** A Content-Location as servers make them; ends in `=` when the client is to add the transaction id. */
	contentLocation(message: number, appendId = false): string {
		const stamp = (message * 2654435761) >>> 0;
		const id = `${stamp.toString(16).padStart(8, "0")}${message.toString(36)}`;
		return appendId
			? `http://mmsc.example/get/${id}?m=`
			: `http://mmsc.example/mms?id=${id}`;
	}

	messageId(message: number): string {
		return `${message.toString(36)}.${((message * 40503) >>> 0).toString(16)}@mmsc.example`;
	}
}

const SERVERS4 = servers(4);
const SERVERS6 = servers(6);

export const HTML: Octets = utf8(
	"<html><head><title>Notice</title></head><body>Please try again.</body></html>",
);
