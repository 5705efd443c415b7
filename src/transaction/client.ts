import { clientKey } from "./address.js";
import type { Recent } from "./attempt.js";
import type { Evidence } from "./evidence.js";
import { KeyLeases } from "./keyleases.js";
import { PhoneKey } from "./phone.js";

/** Within this time two subscribers on one address make it shared (STATES 4.4). */
const LEASE_SECONDS = 3600;
/** An address is another phone's this long after its last one was heard of, at the earliest. */
const RELEASE_SECONDS = 60;

/** So many holders of an address are remembered. */
const BEFORE_LIMIT = 8;
const NONE: readonly Seen[] = [];

interface Seen {
	value: string;
	time: number;
	/** What the address showed before it within the hour, latest last. */
	before: readonly Seen[] | undefined;
}

/** What an address showed, and where the latest exchanges of its phone are. */
export interface Client extends Recent {
	number: Seen | undefined;
	from: Seen | undefined;
	/** The only recipient of a message that was fetched. */
	copy: Seen | undefined;
	userAgent: Seen | undefined;
	/** When it last asked. */
	askedAt: number;
	/** undefined: nothing shows it as other than a phone, as is true of most. */
	relay: Relay | undefined;
}

/** What shows an address as that of many. */
interface Relay {
	/** From when to when it shows itself as shared, without a pause of a lease. */
	sharedFrom: number;
	sharedAt: number;
	/** When it last served another: a phone does not ask as well. */
	servedAt: number;
}

/** Remembers what each address showed, to tell phones from gateways, proxies and NATs. */
export class Clients {
	readonly #clients: KeyLeases<Client>;
	/** Of an address at hand. */
	readonly #key = new PhoneKey();
	/** The server of the latest exchange, its address as that of a client, and its key: the next one is often the same. */
	#server: string | undefined = undefined;
	#scope: string | undefined = undefined;
	#serverAddress = "";
	readonly #serverKey = new PhoneKey();

	constructor(limit: number) {
		// What closes an idle message looks back over a lease: so more than two are kept.
		this.#clients = new KeyLeases({ seconds: 3 * LEASE_SECONDS, limit });
	}

	/** The phone, kept from `time` on. */
	touch({ high, low }: PhoneKey, time: number): Client {
		return this.#clients.touch(high, low, time, newClient);
	}

	/**
	 * Takes note of an exchange of a client, and of the address that served it. `number`: of its subscriber, as it is
	 * compared, where the exchange or the network tells it.
	 */
	learn(evidence: Evidence, client: Client, number: string | undefined): void {
		const { exchange, firstTime: time, role, sender, recipients } = evidence;
		if (number !== undefined)
			client.number = note(client, client.number, number, time);
		if (exchange.kind === "push") return;
		if (sender !== undefined)
			client.from = noteLeased(client, client.from, sender, time);
		if (role === "retrieve" && recipients.length === 1)
			client.copy = newSeen(recipients[0]!, time);
		const program = exchange.request?.["http.user_agent"];
		if (program !== undefined && exchange.transport === "http")
			client.userAgent = noteLeased(client, client.userAgent, program, time);
		this.#learnServer(evidence, client);
	}

	/** An address that serves MMS exchanges itself is a gateway, a proxy or a NAT (STATES 4.4, end). */
	#learnServer(evidence: Evidence, client: Client): void {
		const { server, scope } = evidence.exchange;
		const time = evidence.firstTime;
		if (time > client.askedAt) client.askedAt = time;
		const { relay } = client;
		if (relay && isNear(relay.servedAt, time)) share(client, time);
		if (server !== this.#server || scope !== this.#scope) {
			this.#server = server;
			this.#scope = scope;
			this.#serverAddress = clientKey(server, scope, undefined);
			this.#serverKey.of(this.#serverAddress);
		}
		if (this.#serverAddress === evidence.client) return;
		const serving = this.touch(this.#serverKey, time);
		serving.relay ??= newRelay();
		if (time > serving.relay.servedAt) serving.relay.servedAt = time;
		if (isNear(serving.askedAt, time)) share(serving, time);
	}

	/** The exchange is a hop: the server of the outer one is the client of the inner one. */
	learnRelay(inner: Evidence): void {
		const time = inner.firstTime;
		share(this.touch(this.#key.ofPhone(inner), time), time);
	}

	/** What the address showed. */
	at({ high, low }: PhoneKey): Client | undefined {
		return this.#clients.get(high, low);
	}

	/** Number of the only subscriber on the address, when something told it within an hour of `time`. */
	numberOf(address: string, time: number): string | undefined {
		return numberAt(this.at(this.#key.of(address)), time);
	}

	/** More than one subscriber used the address within an hour of `time`. */
	isShared(address: string, time: number): boolean {
		return isSharedAt(this.at(this.#key.of(address)), time);
	}
}

/** Number of the only subscriber that the client shows, when something told it within an hour of `time`. */
export function numberAt(
	client: Client | undefined,
	time: number,
): string | undefined {
	if (!client || isSharedAt(client, time)) return undefined;
	const { number, from, copy } = client;
	if (number && isNear(time, number.time)) return number.value;
	if (from && isNear(time, from.time)) return from.value;
	return copy && isNear(time, copy.time) ? copy.value : undefined;
}

/** More than one subscriber used the client's address within an hour of `time`. */
export function isSharedAt(client: Client | undefined, time: number): boolean {
	const relay = client?.relay;
	return (
		relay !== undefined &&
		time >= relay.sharedFrom - LEASE_SECONDS &&
		time <= relay.sharedAt + LEASE_SECONDS
	);
}

function newClient(): Client {
	return {
		number: undefined,
		from: undefined,
		copy: undefined,
		userAgent: undefined,
		askedAt: Number.NEGATIVE_INFINITY,
		relay: undefined,
		attempts: 0,
		requests: 0,
		notifications: 0,
	};
}

function newRelay(): Relay {
	return {
		sharedFrom: Number.POSITIVE_INFINITY,
		sharedAt: Number.NEGATIVE_INFINITY,
		servedAt: Number.NEGATIVE_INFINITY,
	};
}

function isNear(one: number, other: number): boolean {
	return Math.abs(one - other) <= LEASE_SECONDS;
}

/** More than one subscriber is behind the address at this time; a busy gateway shows it all the time. */
function share(client: Client, time: number): void {
	client.relay ??= newRelay();
	const { relay } = client;
	if (time > relay.sharedAt + 2 * LEASE_SECONDS) relay.sharedFrom = time;
	relay.sharedFrom = Math.min(relay.sharedFrom, time);
	relay.sharedAt = Math.max(relay.sharedAt, time);
}

function newSeen(value: string, time: number): Seen {
	return { value, time, before: undefined };
}

/** What is seen now after what was seen before. A number is a gateway's word for somebody: two of them share the address. */
function note(
	client: Client,
	seen: Seen | undefined,
	value: string,
	time: number,
): Seen {
	if (!seen) return newSeen(value, time);
	if (seen.value === value) {
		seen.time = time;
		return seen;
	}
	if (isNear(time, seen.time)) share(client, time);
	return newAfter(seen, value, time);
}

/** One phone after another has the address; two that take turns, or are there at once, share it. */
function noteLeased(
	client: Client,
	seen: Seen | undefined,
	value: string,
	time: number,
): Seen {
	if (!seen || seen.value === value) return note(client, seen, value, time);
	const isTurn = seen.before?.some((one) => one.value === value);
	if (isNear(time, seen.time))
		if (isTurn || time - seen.time <= RELEASE_SECONDS) share(client, time);
	return newAfter(seen, value, time);
}

function newAfter(seen: Seen, value: string, time: number): Seen {
	const next = newSeen(value, time);
	if (!isNear(time, seen.time)) return next;
	next.before = [...(seen.before ?? NONE), newSeen(seen.value, seen.time)]
		.filter((one) => isNear(time, one.time))
		.slice(-BEFORE_LIMIT);
	return next;
}
