import { addressKey, clientKey } from "./address.js";
import { type Evidence, numberOfEvidence } from "./evidence.js";
import { Leases } from "./leases.js";

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
	before?: readonly Seen[];
}

interface Client {
	number: Seen | undefined;
	from: Seen | undefined;
	/** The only recipient of a message that was fetched. */
	copy: Seen | undefined;
	userAgent: Seen | undefined;
	/** From when to when it shows itself as shared, without a pause of a lease. */
	sharedFrom: number;
	sharedAt: number;
	/** When it last asked, and when it last served another: a phone does not do both. */
	askedAt: number;
	servedAt: number;
}

/** Remembers what each address showed, to tell phones from gateways, proxies and NATs. */
export class Clients {
	readonly #clients: Leases<Client>;

	constructor(limit: number) {
		// What closes an idle message looks back over a lease: so more than two are kept.
		this.#clients = new Leases({ seconds: 3 * LEASE_SECONDS, limit });
	}

	/** Takes note of an exchange of its client and of the address that served it. */
	learn(evidence: Evidence): void {
		const { request } = evidence.exchange;
		const client = this.#client(evidence);
		const time = evidence.firstTime;
		const number = numberOfEvidence(evidence);
		if (number !== undefined) note(client, "number", addressKey(number), time);
		if (evidence.exchange.kind === "push") return;
		if (evidence.sender !== undefined)
			note(client, "from", evidence.sender, time);
		if (evidence.role === "retrieve" && evidence.recipients.length === 1)
			client.copy = { value: evidence.recipients[0]!, time };
		const userAgent = request?.["http.user_agent"];
		if (userAgent !== undefined && evidence.exchange.transport === "http")
			note(client, "userAgent", userAgent, time);
		this.#learnServer(evidence, client);
	}

	/** An address that serves MMS exchanges itself is a gateway, a proxy or a NAT (STATES 4.4, end). */
	#learnServer(evidence: Evidence, client: Client): void {
		const { server, scope } = evidence.exchange;
		const time = evidence.firstTime;
		client.askedAt = Math.max(client.askedAt, time);
		if (isNear(client.servedAt, time)) share(client, time);
		const key = clientKey(server, scope, undefined);
		if (key === evidence.client) return;
		const serving = this.#clients.touch(key, time, newClient);
		serving.servedAt = Math.max(serving.servedAt, time);
		if (isNear(serving.askedAt, time)) share(serving, time);
	}

	/** The exchange is a hop: the server of the outer one is the client of the inner one. */
	learnRelay(inner: Evidence): void {
		share(this.#client(inner), inner.firstTime);
	}

	/** Number of the only subscriber on the address, when something told it within an hour of `time`. */
	numberOf(key: string, time: number): string | undefined {
		const client = this.#clients.get(key);
		if (!client || this.isShared(key, time)) return undefined;
		const known = [client.number, client.from, client.copy].find(
			(seen) => seen && Math.abs(time - seen.time) <= LEASE_SECONDS,
		);
		return known?.value;
	}

	/** More than one subscriber used the address within an hour of `time`. */
	isShared(key: string, time: number): boolean {
		const client = this.#clients.get(key);
		return (
			client !== undefined &&
			time >= client.sharedFrom - LEASE_SECONDS &&
			time <= client.sharedAt + LEASE_SECONDS
		);
	}

	#client(evidence: Evidence): Client {
		return this.#clients.touch(
			phoneKey(evidence),
			evidence.firstTime,
			newClient,
		);
	}
}

/**
 * Key of the phone: subscribers whom the network names do not share their address, one has it after the other. Behind a
 * gateway that tells their addresses they do.
 */
export function phoneKey({ client, subscriber, exchange }: Evidence): string {
	const { imsi, number } = subscriber ?? {};
	const isBehind = exchange.request?.clientAddress !== undefined;
	const name = isBehind ? undefined : (imsi ?? number);
	return name === undefined ? client : `${client}@${name}`;
}

function newClient(): Client {
	return {
		number: undefined,
		from: undefined,
		copy: undefined,
		userAgent: undefined,
		sharedFrom: Number.POSITIVE_INFINITY,
		sharedAt: Number.NEGATIVE_INFINITY,
		askedAt: Number.NEGATIVE_INFINITY,
		servedAt: Number.NEGATIVE_INFINITY,
	};
}

function isNear(one: number, other: number): boolean {
	return Math.abs(one - other) <= LEASE_SECONDS;
}

/** More than one subscriber is behind the address at this time; a busy gateway shows it all the time. */
function share(client: Client, time: number): void {
	if (time > client.sharedAt + 2 * LEASE_SECONDS) client.sharedFrom = time;
	client.sharedFrom = Math.min(client.sharedFrom, time);
	client.sharedAt = Math.max(client.sharedAt, time);
}

function note(
	client: Client,
	what: "number" | "from" | "userAgent",
	value: string,
	time: number,
): void {
	const seen = client[what];
	if (!seen) {
		client[what] = { value, time };
		return;
	}
	if (seen.value === value) {
		seen.time = time;
		return;
	}
	const next: Seen = { value, time };
	if (isNear(time, seen.time)) {
		const { before = NONE } = seen;
		// One phone after another has the address; two that take turns, or are there at once, share it. A number is a
		// gateway's word for somebody.
		const isTurn = before.some((one) => one.value === value);
		const isLease = time - seen.time > RELEASE_SECONDS && what !== "number";
		if (isTurn || !isLease) share(client, time);
		const last = { value: seen.value, time: seen.time };
		next.before = [...before, last]
			.filter((one) => isNear(time, one.time))
			.slice(-BEFORE_LIMIT);
	}
	client[what] = next;
}
