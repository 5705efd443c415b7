import { type Octets, Random } from "../bytes.js";
import { type Address, address, type Endpoint, endpoint } from "../ip.js";
import { photoBody } from "../mmse.js";
import { Session } from "./identity.js";
import { gre, gtp, ipip, PLAIN, type Road, vlan, Wire } from "./road.js";
import type { MarkedPacket, MessageLived } from "./truth.js";

export const SECOND = 1e6;
export const MINUTE = 60 * SECOND;

/** What may happen in a generated world; all of it unless taken away. */
export interface Features {
	tunnels: boolean;
	scopes: boolean;
	relays: boolean;
	reuse: boolean;
	shared: boolean;
	dns: boolean;
	cut: boolean;
	/** Capture goes on for hours with repeats far apart. */
	long: boolean;
	identity: boolean;
	pap: boolean;
	/** Phones that do several things at once. */
	residents: boolean;
	/** Bodies that many messages have, and URLs that servers use again. */
	common: boolean;
	/** Connections that are not made, before a GET. */
	troubles: boolean;
	/** Redirects that are followed. */
	moves: boolean;
	/** Cancelled and replaced messages. */
	withdrawals: boolean;
	oddities: boolean;
}

export const EVERYTHING: Features = {
	tunnels: true,
	scopes: true,
	relays: true,
	reuse: true,
	shared: true,
	dns: true,
	cut: true,
	long: true,
	identity: true,
	pap: true,
	residents: true,
	common: true,
	troubles: true,
	moves: true,
	withdrawals: true,
	oddities: true,
};

type IdHabit = "count" | "time" | "one" | "random";

/** A handset with its subscription, and the address it has now. */
export class Phone {
	readonly number: string;
	readonly userAgent: string;
	readonly habit: IdHabit;
	readonly address: Address;
	readonly text: string;
	readonly road: Road;
	/** Posts the number in a header of the gateway. */
	readonly header: string | undefined;
	readonly lease: Lease;
	/** What the network tells of it. */
	session: Session | undefined;
	/** Does several things at once. */
	resident = false;
	/** Notifications so far. */
	received = 0;
	readonly #random: Random;
	readonly #ports: (() => number) | undefined;
	#port: number;
	#transaction = 0;
	#tid: number;
	#push = 0;

	constructor(
		about: {
			number: string;
			address: string;
			road: Road;
			userAgent: string;
			header?: string | undefined;
			lease: Lease;
			/** Given out by somebody else: the address is not the phone's own. */
			ports?: () => number;
		},
		random: Random,
	) {
		this.number = about.number;
		this.userAgent = about.userAgent;
		this.text = about.address;
		this.address = address(about.address);
		this.road = about.road;
		this.header = about.header;
		this.lease = about.lease;
		this.#ports = about.ports;
		this.#random = random;
		this.habit = random.pick(["count", "count", "time", "one", "random"]);
		this.#port = random.integer(20_000, 59_000);
		this.#tid = random.integer(0, 0x7fff);
	}

	endpoint(port = this.nextPort()): Endpoint {
		return endpoint(this.address, port);
	}

	/** Behind an address that others have too. */
	get hidden(): boolean {
		return this.#ports !== undefined;
	}

	nextPort(): number {
		return this.#ports ? this.#ports() : ++this.#port;
	}

	nextTid(): number {
		this.#tid = (this.#tid + 1) & 0x7fff;
		return this.#tid;
	}

	nextPush(): number {
		this.#push = (this.#push + 1) & 0xff;
		return this.#push;
	}

	/** X-Mms-Transaction-Id of its own requests: unique for this client alone, if at all. */
	nextTransaction(time: number): string {
		this.#transaction++;
		if (this.habit === "count") return String(this.#transaction);
		if (this.habit === "time")
			return `T${Math.floor(time / 1000).toString(16)}`;
		if (this.habit === "one") return "1234567890";
		return this.#random.u32().toString(16);
	}

	/** Of a gateway that many share: ids of all its phones come from here. */
	get six(): boolean {
		return this.address.length === 16;
	}
}

export type IdStyle =
	| "host"
	| "bare"
	| "brackets"
	| "brackets-once"
	| "in-location"
	| "empty"
	| "constant";

export type LocationStyle =
	| "query"
	| "path"
	| "append"
	| "relative"
	| "port"
	| "escaped"
	| "short"
	| "case"
	| "by-address";

/** One operator's servers: an MMSC, its proxy and gateway, and what they are used to. */
export interface Operator {
	name: string;
	host: string;
	ids: IdStyle;
	locations: LocationStyle;
	/** X-Mms-Transaction-Id of notifications. */
	numbers: "count" | "global" | "hex" | "one";
	mmsc: Record<4 | 6, Endpoint>;
	proxy: Record<4 | 6, Endpoint>;
	gateway: Record<4 | 6, Endpoint>;
	push: Record<4 | 6, Endpoint>;
	dns: Record<4 | 6, Endpoint>;
	/** Version of its PDUs. */
	version: number;
}

const ID_STYLES: IdStyle[] = [
	"host",
	"bare",
	"brackets",
	"brackets-once",
	"in-location",
	"host",
	"empty",
	"constant",
];
const LOCATION_STYLES: LocationStyle[] = [
	"query",
	"path",
	"append",
	"relative",
	"port",
	"escaped",
	"short",
	"case",
	"by-address",
];

function operator(index: number): Operator {
	const hosts = (last: number, port: number): Record<4 | 6, Endpoint> => ({
		4: endpoint(`192.0.${2 + index}.${last}`, port),
		6: endpoint(`2001:db8:ff${(16 + index).toString(16)}::${last}`, port),
	});
	const locations = LOCATION_STYLES[index % LOCATION_STYLES.length];
	return {
		name: `op${index}`,
		host: `mmsc${index}.example`,
		ids: ID_STYLES[(index * 3) % ID_STYLES.length] as IdStyle,
		locations: locations as LocationStyle,
		numbers: (["count", "global", "hex", "one"] as const)[index % 4] ?? "hex",
		mmsc: hosts(10, locations === "port" ? 8002 : 80),
		proxy: hosts(80, index % 2 ? 8080 : 9201),
		gateway: hosts(9, 9201),
		push: hosts(7, 9200),
		dns: hosts(53, 53),
		version: 0x90 + (index % 4),
	};
}

/** How long somebody has an address. */
interface Lease {
	until: number;
}

const POOL = 1 << 20;

export interface WorldOptions {
	seed: number;
	family: 4 | 6 | "both";
	features: Features;
	pictureSize: number;
}

/** Who and what there is, and everything that passed. */
export class World {
	readonly random: Random;
	readonly features: Features;
	readonly operators: Operator[] = [];
	readonly packets: MarkedPacket[] = [];
	readonly messages: MessageLived[] = [];
	readonly #options: WorldOptions;
	readonly #pool: Octets;
	readonly #leases = new Map<string, Lease>();
	/** Addresses that were given out, by network. */
	readonly #used = new Map<string, string[]>();
	readonly #roads: Road[];
	readonly #residents: Phone[] = [];
	#wires: Wire[] = [];
	#addresses = 0;
	#ports = 0;
	#numbers = 0;
	#serial = 0;
	#notifications = 0;

	constructor(options: WorldOptions) {
		this.#options = options;
		this.random = new Random(options.seed);
		this.features = options.features;
		this.#pool = this.random.octets(POOL);
		for (let index = 0; index < 9; index++)
			this.operators.push(operator(index));
		this.#roads = this.#pave();
	}

	#pave(): Road[] {
		const { tunnels, scopes } = this.features;
		const out = [PLAIN, PLAIN];
		if (scopes) out.push(vlan(7), vlan(8));
		if (!tunnels) return out;
		const at = (last: number): Address => address(`172.16.0.${last}`);
		const six = (last: number): Address => address(`2001:db8:aaaa::${last}`);
		out.push(gtp(at(1), at(2), [0x101, 0x202]));
		out.push(gtp(six(3), six(4), [0x300, 0x400]));
		out.push(gre(at(5), at(6)), gre(at(7), at(8), 77), ipip(at(9), at(10)));
		return out;
	}

	/** A place where the packets of one actor pass from `time` on. */
	wire(time: number, road: Road, inside: Address): Wire {
		const out = new Wire(time, road, inside, this.random);
		this.#wires.push(out);
		return out;
	}

	/** Takes what passed since the last call. */
	collect(): void {
		for (const wire of this.#wires) {
			for (const packet of wire.take()) this.packets.push(packet);
		}
		this.#wires = [];
	}

	/** Of a gateway that asks for many: no connection has the same port soon again. */
	gatewayPort(): number {
		return 10_000 + (++this.#ports % 50_000);
	}

	/** The next number of a message, unlike all others. */
	serial(): number {
		return ++this.#serial;
	}

	operator(): Operator {
		return this.random.pick(this.operators);
	}

	number(): string {
		return `+4479${String(10_000_000 + ++this.#numbers * 37)}`;
	}

	/** A phone that is there all the time, and does several things at once. */
	resident(time: number): Phone {
		const { random } = this;
		if (this.#residents.length < 12) {
			const phone = this.phone(time, Number.POSITIVE_INFINITY);
			phone.resident = true;
			this.#residents.push(phone);
			return phone;
		}
		return random.pick(this.#residents);
	}

	/** Somebody who is there all the time, or for one message. */
	somebody(from: number, until: number): Phone {
		const { features, random } = this;
		return features.residents && random.chance(0.2)
			? this.resident(from)
			: this.phone(from, until);
	}

	/** A phone that has its address from some time before `from` until some time after `until`. */
	phone(from: number, until: number): Phone {
		const { random } = this;
		const family =
			this.#options.family === "both"
				? random.chance(0.25)
					? 6
					: 4
				: this.#options.family;
		const road = this.#road(family);
		const told = this.#tells(road);
		const text = this.#address(family, road, { from, told });
		const lease = { until };
		this.#leases.set(this.#leaseKey(road, text, told), lease);
		const phone = new Phone(
			{
				number: this.number(),
				address: text,
				road,
				lease,
				userAgent: `Maker${random.integer(1, 9)}/${random.integer(1, 99)}.0`,
				header: random.pick([
					undefined,
					undefined,
					"X-MSISDN",
					"X-WAP-Network-Client-MSISDN",
				]),
			},
			random,
		);
		if (told) phone.session = new Session(this, phone, from);
		return phone;
	}

	/** Of the roads, with TEIDs of its own in GTP. */
	#road(family: 4 | 6): Road {
		const { random } = this;
		const road = random.pick(this.#roads);
		if (!road.fresh) return road;
		const own = road.fresh([1 + random.u32(), 1 + random.u32()]);
		// Only the tunnel over IPv4 has signalling, and that for IPv4.
		const { teids: _, ...untold } = own;
		return family === 4 && !own.scope.includes(",170,") ? own : untold;
	}

	#tells(road: Road): boolean {
		const { features, random } = this;
		if (!features.identity || !random.chance(0.4)) return false;
		return road.teids !== undefined || road.scope === "";
	}

	/** RADIUS says nothing of scopes: its addresses are handed out once in all of them. */
	#leaseKey(road: Road, text: string, told: boolean): string {
		return told ? `told ${text}` : `${road.scope} ${text}`;
	}

	/** Mostly a new one; sometimes one that another phone had until a few minutes before, or has in another network. */
	#address(
		family: 4 | 6,
		road: Road,
		about: { from: number; told: boolean },
	): string {
		const { random, features } = this;
		const { from, told } = about;
		const group = `${told ? "told" : road.scope} ${family}`;
		const used = this.#used.get(group) ?? [];
		this.#used.set(group, used);
		if (features.reuse && random.chance(0.35)) {
			for (let tries = 0; tries < 12 && used.length > 0; tries++) {
				const text = random.pick(used);
				const lease = this.#leases.get(this.#leaseKey(road, text, told));
				const gap = random.integer(2, 20) * MINUTE;
				if (lease && lease.until + gap < from) return text;
			}
		}
		// The numbers of one network are those of another.
		const top = Math.min(this.#addresses, 99);
		const index = this.#addresses - random.integer(0, top);
		const text = addressText(family, index, told);
		const isFree = top > 1 && !told && !used.includes(text);
		const fresh = isFree ? text : addressText(family, ++this.#addresses, told);
		used.push(fresh);
		return fresh;
	}

	/** Roads that the phones of the world may be on. */
	get roads(): readonly Road[] {
		return this.#roads;
	}

	/** One of a few addresses that hide many phones, and a port of it that nobody has. */
	sharedAddress(): string {
		return `198.18.0.${this.random.integer(1, 4)}`;
	}

	/** A phone behind a translator: its address says nothing. */
	hiddenPhone(): Phone {
		const { random } = this;
		const text = this.sharedAddress();
		const userAgent = random.pick(["Maker1/1.0", "Maker1/1.0", "Maker2/5.1"]);
		const about = {
			number: this.number(),
			address: text,
			road: PLAIN,
			lease: { until: 0 },
			userAgent,
			header: undefined,
			ports: () => this.gatewayPort(),
		};
		return new Phone(about, random);
	}

	/** A message body like no other. */
	body(words = `Message ${this.serial()}`): Octets {
		const mean = this.#options.pictureSize;
		const size = Math.round(2800 + mean * 1.5 * this.random.next() ** 2);
		return photoBody(this.filling(size), words);
	}

	filling(size: number): Octets {
		const at = this.random.integer(0, POOL - size);
		return this.#pool.slice(at, at + size);
	}

	messageId(operator: Operator): string {
		const serial = this.serial();
		const hex = `${((serial * 2654435761) >>> 0).toString(16)}${serial.toString(36)}`;
		switch (operator.ids) {
			case "host":
			case "brackets":
			case "brackets-once":
				return `${hex}@${operator.host}`;
			case "constant":
				return "1";
			case "empty":
				return "";
			case "bare":
				return `${100_000 + serial}`;
			default:
				return `${hex}${this.random.u32().toString(16)}`;
		}
	}

	/** Content-Location as written, and the URL to fetch. */
	location(
		operator: Operator,
		messageId: string,
		about: { transactionId: string; resident?: boolean },
	): { written: string; url: string } {
		const { transactionId, resident = false } = about;
		const serial = this.serial();
		const id =
			operator.ids === "in-location" && messageId
				? messageId
				: `${((serial * 2246822519) >>> 0).toString(36)}${serial.toString(36)}`;
		const { host } = operator;
		const plain = `http://${host}`;
		const same = (written: string) => ({ written, url: written });
		switch (operator.locations) {
			case "query":
				return same(`${plain}/mms?id=${id}`);
			case "path":
				return same(`${plain}/mms/retrieve/${id}`);
			case "append": {
				const written = `${plain}/get/${id}?t=`;
				return { written, url: written + transactionId };
			}
			case "relative":
				return { written: `/fetch/${id}`, url: `${plain}/fetch/${id}` };
			case "port":
				return same(`http://${host}:8002/${id}`);
			case "escaped":
				return {
					written: `${plain}/m%7ebox/${id}%2fa`,
					url: `${plain}/m~box/${id}%2Fa`,
				};
			case "short":
				return same(`${plain}/${this.#shortId(serial, resident)}`);
			case "case":
				return {
					written: `HTTP://${host.toUpperCase()}:80/x/${id}#part`,
					url: `${plain}/x/${id}`,
				};
			default:
				return {
					written: `${plain}/relay/${id}`,
					url: `http://192.0.99.99/relay/${id}`,
				};
		}
	}

	/** Short ones come back after a while, for another phone. */
	#shortId(serial: number, resident: boolean): string {
		const again = this.features.common && !resident;
		return (again ? serial % 300 : 1000 + serial).toString(36);
	}

	notificationId(operator: Operator, phone: Phone): string {
		this.#notifications++;
		const count = ++phone.received;
		const { numbers } = operator;
		// Two open notifications of one phone with the same id cannot be told apart, of two servers neither.
		if (phone.resident) return `R${this.#notifications}`;
		switch (numbers) {
			case "count":
				return String(count);
			case "global":
				return String(this.#notifications);
			case "one":
				return "N1";
			default:
				return this.random.u32().toString(16);
		}
	}
}

function addressText(family: 4 | 6, index: number, told: boolean): string {
	const top = told ? 160 : 64;
	const group = told ? 0x4000 : 0x1000;
	return family === 4
		? `10.${top + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`
		: `2001:db8:${(group + (index >> 12)).toString(16)}:${(0x1000 + (index & 0xfff)).toString(16)}::1`;
}
