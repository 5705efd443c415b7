import type { Access, Identity } from "../record.js";

/** Endpoints that a session keeps: those of a few handovers. */
const TUNNELS_LIMIT = 16;
const ADDRESSES_LIMIT = 8;

/** What signalling tells of the subscriber of a session. */
export interface Subscriber {
	number?: string;
	imsi?: string;
	access: Access;
}

/** Use of an address by a subscriber, by one source; several sessions may tell of one (the hops of a session). */
export interface Lease {
	readonly identity: Identity;
	/** Sessions that hold it. */
	holders: number;
	isOpen: boolean;
}

/** A session of RADIUS accounting, GTP-C or PFCP. */
export interface Session extends Subscriber {
	readonly source: string;
	/** Who gave the address. */
	gateway?: string;
	/** By address or prefix. */
	readonly leases: Map<string, Lease>;
	tunnels: NonNullable<Identity["tunnels"]>;
	/** Bearers (GTPv2) or contexts (GTPv1) that it has; the first one is the default. */
	bearers: number[];
	/** Keys under which it is found. */
	readonly keys: string[];
	isOpen: boolean;
}

export function newSession(source: string): Session {
	return {
		source,
		access: {},
		leases: new Map(),
		tunnels: [],
		bearers: [],
		keys: [],
		isOpen: true,
	};
}

/** Endpoints of the user plane that the session has, too; those of number 0 are not known yet. */
export function addTunnels(
	session: Session,
	tunnels: readonly { address: string; teid: number }[],
): void {
	for (const tunnel of tunnels) {
		const isKnown = session.tunnels.some(
			({ address, teid }) => address === tunnel.address && teid === tunnel.teid,
		);
		if (isKnown || tunnel.teid === 0) continue;
		session.tunnels = [...session.tunnels, tunnel].slice(-TUNNELS_LIMIT);
	}
}

/** Addresses of a session that are kept. */
export function limitedAddresses(addresses: readonly string[]): string[] {
	return addresses.slice(0, ADDRESSES_LIMIT);
}

/** Open sessions by their keys; beyond the limit the one that was silent for the longest time is forgotten. */
export class Sessions {
	readonly #byKey = new Map<string, Session[]>();
	/** In order of the last event. */
	readonly #order = new Set<Session>();
	readonly #limit: number;
	/** Sessions that the limit ended. */
	dropped = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** Sessions with this key, oldest first. */
	find(key: string): readonly Session[] {
		return this.#byKey.get(key) ?? [];
	}

	/** Adds keys of a session, and notes that something happened to it. Returns what the limit ended. */
	add(session: Session, keys: readonly string[]): Session | undefined {
		for (const key of keys) {
			if (session.keys.includes(key)) continue;
			session.keys.push(key);
			const known = this.#byKey.get(key);
			if (known) known.push(session);
			else this.#byKey.set(key, [session]);
		}
		this.#order.delete(session);
		this.#order.add(session);
		if (this.#order.size <= this.#limit) return undefined;
		const [oldest] = this.#order;
		this.remove(oldest as Session);
		this.dropped++;
		return oldest;
	}

	remove(session: Session): void {
		session.isOpen = false;
		this.#order.delete(session);
		for (const key of session.keys) {
			const left = this.find(key).filter((other) => other !== session);
			if (left.length > 0) this.#byKey.set(key, left);
			else this.#byKey.delete(key);
		}
	}
}
