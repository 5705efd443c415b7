import type { Exchange } from "../record.js";
import type { Evidence } from "./evidence.js";
import { isLongLocation } from "./location.js";
import { RecentLists } from "./recentlists.js";

/** Two probes around a NAT or proxy see one exchange within this time. */
const TRANSLATION_SECONDS = 0.1;
/** So many of the latest candidates are compared; of a PDU that all phones send there are many. */
const CANDIDATES_LIMIT = 64;
/** Addresses of one gateway that are remembered. */
const RELAY_LIMIT = 16;
const RELAYS_LIMIT = 10_000;
const NONE: readonly Evidence[] = [];

type IsFitting = (inner: Evidence, outer: Evidence) => boolean;

/**
 * Whether equal octets mean one exchange: messages and long URLs do; acknowledgements of two phones that both count
 * 1, 2, 3 are often equal.
 */
function isTelling(evidence: Evidence): boolean {
	const { role, exchange, location } = evidence;
	if (exchange.kind === "push") return true;
	if (role === "send" || role === "forward") return true;
	if (role !== "retrieve") return false;
	return (
		answerHash(evidence) !== undefined ||
		(location !== undefined && isLongLocation(location))
	);
}

/** Hash of the message that was fetched. Errors name none: those that two phones get are often equal. */
function answerHash({ messageId, exchange }: Evidence): string | undefined {
	return messageId === undefined ? undefined : exchange.response?.pduHash;
}

/** Time until which an exchange was going on. */
function endOf(evidence: Evidence, hopTime: number): number {
	const { response, endTime, ended } = evidence.exchange;
	if (response) return response.time;
	if (ended !== "open" && endTime !== undefined) return endTime;
	return evidence.firstTime + hopTime;
}

function isSameCarrier(a: Exchange, b: Exchange): boolean {
	return (
		a.transport === b.transport &&
		a.client === b.client &&
		a.server === b.server &&
		a.serverPort === b.serverPort
	);
}

/** Whether `inner` is `outer` seen again farther from the handset: on another carrier and inside its time (STATES 1). */
function isInside(inner: Evidence, outer: Evidence, hopTime: number): boolean {
	const end = endOf(outer, hopTime);
	const delay = inner.firstTime - outer.firstTime;
	if (delay < 0 || delay > hopTime || inner.firstTime > end) return false;
	const { response } = inner.exchange;
	return response === undefined || response.firstTime <= end;
}

/** A relay between the two: the gateway's address on both sides, WSP before HTTP, or a translation on the way. */
function isRelayed(inner: Evidence, outer: Evidence): boolean {
	const near = outer.exchange;
	const far = inner.exchange;
	return (
		near.server === far.client ||
		(near.transport !== "http" && far.transport === "http") ||
		inner.firstTime - outer.firstTime <= TRANSLATION_SECONDS
	);
}

/** A push is made again by the gateway that took it: the later one is nearer to the handset. */
function isPushHop(inner: Evidence, outer: Evidence, hopTime: number): boolean {
	const delay = outer.firstTime - inner.firstTime;
	if (delay < 0 || delay > hopTime) return false;
	const { exchange: far } = inner;
	const { exchange: near } = outer;
	const isOrdered = far.transport === "pap" && near.transport !== "pap";
	return (
		isOrdered || (near.server === far.client && near.client !== far.client)
	);
}

function relate(
	relations: Map<string, string[]>,
	one: string,
	other: string,
): void {
	const known = relations.get(one);
	if (!known && relations.size < RELAYS_LIMIT) relations.set(one, [other]);
	else if (known && !known.includes(other) && known.length < RELAY_LIMIT)
		known.push(other);
}

function isAny(): boolean {
	return true;
}

/** Exchanges of the last minutes by what they carried, to find the other hops of a new one. */
export class Hops {
	readonly #recent: RecentLists<Evidence>;
	/** Addresses behind a gateway by that in front of it, and the other way round. */
	readonly #behind = new Map<string, string[]>();
	readonly #front = new Map<string, string[]>();
	readonly #hopTime: number;

	constructor(options: {
		hopTime: number;
		keepSeconds: number;
		limit: number;
	}) {
		this.#hopTime = options.hopTime;
		this.#recent = new RecentLists({
			keepSeconds: options.keepSeconds,
			limit: options.limit,
			perKey: CANDIDATES_LIMIT,
		});
	}

	/** Folds the evidence into an exchange that it repeats, or the other way round; returns the other one. */
	add(evidence: Evidence, now: number): Evidence | undefined {
		this.#recent.advance(now);
		const other = isTelling(evidence)
			? this.#addTelling(evidence)
			: this.#addSmall(evidence);
		if (other) this.#learn(evidence.outer ? evidence : other);
		return other;
	}

	/** Met by its octets or its URL, whatever the addresses. */
	#addTelling(evidence: Evidence): Evidence | undefined {
		const { role, exchange, location } = evidence;
		const { request } = exchange;
		const keys: string[] = [];
		if (request?.pduHash !== undefined) keys.push(request.pduHash);
		if (role === "retrieve") {
			if (location !== undefined) keys.push(`g|${location}`);
			const answer = answerHash(evidence);
			if (answer !== undefined) keys.push(answer);
		}
		const isFitting = exchange.kind === "request" ? isRelayed : isAny;
		let other: Evidence | undefined;
		for (const key of keys) other ??= this.#find(evidence, key, isFitting);
		for (const key of keys) this.#recent.add(key, evidence);
		return other;
	}

	/** Met by its octets between a gateway's two sides: its address there, or one that is known to be the same gateway's. */
	#addSmall(evidence: Evidence): Evidence | undefined {
		const { request, client, server } = evidence.exchange;
		const hash = request?.pduHash;
		if (hash === undefined) return undefined;
		let other = this.#find(evidence, `i|${hash}|${server}`, isAny);
		for (const address of this.#behind.get(server) ?? [])
			other ??= this.#find(evidence, `i|${hash}|${address}`, isAny);
		other ??= this.#find(evidence, `o|${hash}|${client}`, isAny);
		for (const address of this.#front.get(client) ?? [])
			other ??= this.#find(evidence, `o|${hash}|${address}`, isAny);
		this.#recent.add(`i|${hash}|${client}`, evidence);
		this.#recent.add(`o|${hash}|${server}`, evidence);
		return other;
	}

	/** The addresses of a gateway on its two sides. */
	#learn(inner: Evidence): void {
		const near = inner.outer!.exchange.server;
		const far = inner.exchange.client;
		if (near === far || inner.exchange.kind === "push") return;
		relate(this.#behind, near, far);
		relate(this.#front, far, near);
	}

	#find(
		evidence: Evidence,
		key: string,
		isFitting: IsFitting,
	): Evidence | undefined {
		const candidates = this.#recent.get(key) ?? NONE;
		const start = Math.max(0, candidates.length - CANDIDATES_LIMIT);
		for (let i = start; i < candidates.length; i++) {
			const other = candidates[i]!;
			if (isFitting(evidence, other) && this.#fold(evidence, other))
				return other;
			if (isFitting(other, evidence) && this.#fold(other, evidence))
				return other;
		}
		return undefined;
	}

	#fold(inner: Evidence, outer: Evidence): boolean {
		if (inner === outer || inner.outer || inner.role !== outer.role)
			return false;
		if (isSameCarrier(inner.exchange, outer.exchange)) return false;
		const isPush = inner.exchange.kind === "push";
		const isHop = isPush ? isPushHop : isInside;
		if (!isHop(inner, outer, this.#hopTime)) return false;
		const isTaken = outer.inner.some((known) =>
			isSameCarrier(known.exchange, inner.exchange),
		);
		if (isTaken) return false;
		inner.outer = outer;
		outer.inner = [...outer.inner, inner];
		return true;
	}
}
