import { Packer } from "../pack/packer.js";
import type { Exchange } from "../record.js";
import { Arena, type Times } from "./arena.js";
import { LAYOUTS } from "./layouts.js";

/**
 * So many of the latest exchanges stay as they are: the next ones are compared with them. More would outlive V8's young
 * generation, which costs more than to pack them.
 */
const OPEN_LIMIT = 24;
/** So many are packed in a row: the code for it is fetched from memory once for all of them. */
const ROW = 64;
/** The first ones are never packed: short captures are done without. */
const FIRST_LIMIT = 250;

/** Clients and servers that are remembered, and routes of each client. */
const ENDS_LIMIT = 10_000;
const ROUTES_LIMIT = 4;

/** Client and server of exchanges: one object for all that have the same, most of the time. */
export interface Route {
	readonly address: string;
	readonly server: string;
	/** What keeps the exchanges. */
	readonly archive: Archive;
	/** Another one of the client. */
	other: Route | undefined;
}

/** What holds an exchange; what it says itself is not written with the exchange. */
export interface Holder extends Times {
	readonly address: string;
	readonly server: string;
	/** Keeps the packed exchange instead. */
	pack(): void;
}

/**
 * Packs the exchanges of messages while they are young: a message waits for an hour, and most of them for nothing.
 * Whoever asks for an exchange gets it, and it stays for a while.
 */
export class Archive {
	readonly #packer = new Packer<Exchange>(LAYOUTS);
	readonly #arena = new Arena();
	readonly #openLimit: number;
	readonly #row: number;
	/** How many of the first are still to come. */
	#first: number;
	/** Those that hold exchanges that are not packed, oldest first. */
	readonly #open: Holder[] = [];
	/** No more exchanges come. */
	isOver = false;
	/** The latest one of each client. */
	readonly #routes = new Map<string, Route>();
	/** Each server as one text. */
	readonly #servers = new Map<string, string>();

	constructor({ open = OPEN_LIMIT, first = FIRST_LIMIT, row = ROW } = {}) {
		this.#openLimit = open;
		this.#row = row;
		this.#first = first;
	}

	/** Takes what holds an exchange that is not packed now. */
	add(holder: Holder): void {
		if (this.#first > 0) {
			this.#first--;
			return;
		}
		const open = this.#open;
		open.push(holder);
		const count = open.length - this.#openLimit;
		if (count < this.#row) return;
		for (const one of open.splice(0, count)) one.pack();
	}

	/** How many addresses are remembered. */
	get addresses(): number {
		return this.#routes.size + this.#servers.size;
	}

	/** Between which ends an exchange went. */
	routeOf(client: string, server: string): Route {
		const latest = this.#routes.get(client);
		let count = 0;
		let last: Route | undefined;
		for (let one = latest; one && count < ROUTES_LIMIT; one = one.other) {
			if (one.server === server) return one;
			count++;
			last = one;
		}
		if (count === ROUTES_LIMIT) last!.other = undefined;
		return this.#addRoute(latest, client, server);
	}

	#addRoute(other: Route | undefined, client: string, server: string): Route {
		// One client may have any number of servers.
		if (this.#servers.size >= ENDS_LIMIT) this.#servers.clear();
		if (!other && this.#routes.size >= ENDS_LIMIT) this.#routes.clear();
		const route: Route = {
			address: other ? other.address : client,
			server: this.#servers.get(server) ?? server,
			archive: this,
			other,
		};
		this.#servers.set(server, route.server);
		this.#routes.set(route.address, route);
		return route;
	}

	/** Packs an exchange; returns its place. */
	pack(exchange: Exchange, holder: Holder): number {
		return this.#arena.put(this.#packer.write(exchange, holder), holder);
	}

	/** Packs an exchange that may be forgotten at any time, and so has no place. */
	packApart(exchange: Exchange, holder: Holder): Uint8Array {
		return this.#packer.pack(exchange, holder).slice();
	}

	unpack(place: number, holder: Holder): Exchange {
		const octets = this.#arena.octetsOf(place);
		return this.#packer.unpack(octets, this.#arena.startOf(place), holder);
	}

	unpackApart(octets: Uint8Array, holder: Holder): Exchange {
		return this.#packer.unpack(octets, 0, holder);
	}

	firstTimeAt(place: number): number {
		return this.#arena.firstTimeAt(place);
	}

	lastTimeAt(place: number): number {
		return this.#arena.lastTimeAt(place);
	}

	/** Takes a packed exchange out of its place. */
	take(place: number): Uint8Array {
		const octets = this.#arena.octetsOf(place);
		const from = this.#arena.startOf(place);
		const taken = octets.slice(from, this.#packer.endOf(octets, from));
		this.#arena.free(place);
		return taken;
	}

	free(place: number): void {
		this.#arena.free(place);
	}
}
