import type { Exchange } from "../record.js";
import type { Evidence } from "./evidence.js";

const TRANSLATION_SECONDS = 0.1;

/** Keys under which the same exchange on another carrier is looked up: the PDU's octets, or the URL of a GET. */
export function hopKeysOf(evidence: Evidence): string[] {
	const { role, exchange, location } = evidence;
	const { request, response } = exchange;
	const keys: string[] = [];
	if (request?.pduHash !== undefined) keys.push(`h|${request.pduHash}`);
	if (role !== "retrieve") return keys;
	if (location !== undefined) keys.push(`g|${location}`);
	if (response?.pduHash !== undefined) keys.push(`h|${response.pduHash}`);
	return keys;
}

/**
 * Whether equal octets mean one exchange: messages and long URLs do; acknowledgements of two phones that both count
 * 1, 2, 3 are often equal.
 */
function isTelling({ role, exchange, location }: Evidence): boolean {
	if (role === "send" || role === "forward") return true;
	if (role !== "retrieve") return false;
	return (
		exchange.response?.pduHash !== undefined ||
		(location !== undefined && isLongLocation(location))
	);
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

/** Two probes around a NAT see the same packets at nearly the same time; two phones do not. */
function isTranslated(outer: Evidence, inner: Evidence): boolean {
	return inner.firstTime - outer.firstTime <= TRANSLATION_SECONDS;
}

/** A push is made again by the gateway that took it: the later one is nearer to the handset. */
function isPushHop(inner: Evidence, outer: Evidence, hopTime: number): boolean {
	const delay = outer.firstTime - inner.firstTime;
	if (delay < 0 || delay > hopTime) return false;
	const { exchange: far } = inner;
	const { exchange: near } = outer;
	const isRelayed = far.transport === "pap" && near.transport !== "pap";
	return (
		isRelayed || (near.server === far.client && near.client !== far.client)
	);
}

/** Exchanges of the last minutes by what they carried, to find the other hops of a new one. */
export class Hops {
	readonly #recent = new Map<string, Evidence[]>();
	readonly #order: { key: string; evidence: Evidence }[] = [];
	#next = 0;
	readonly #hopTime: number;
	readonly #keepSeconds: number;
	readonly #limit: number;

	constructor(options: {
		hopTime: number;
		keepSeconds: number;
		limit: number;
	}) {
		this.#hopTime = options.hopTime;
		this.#keepSeconds = options.keepSeconds;
		this.#limit = options.limit;
	}

	/** Folds the evidence into an exchange that it repeats, or the other way round; returns the other one. */
	add(evidence: Evidence, now: number): Evidence | undefined {
		this.#forget(now);
		const keys = hopKeysOf(evidence);
		const other = this.#find(evidence, keys);
		for (const key of keys) this.#remember(key, evidence);
		return other;
	}

	#find(evidence: Evidence, keys: string[]): Evidence | undefined {
		for (const key of keys) {
			for (const other of this.#recent.get(key) ?? []) {
				if (this.#fold(evidence, other) || this.#fold(other, evidence))
					return other;
			}
		}
		return undefined;
	}

	#fold(inner: Evidence, outer: Evidence): boolean {
		if (inner.outer || !isHopOf(inner, outer, this.#hopTime)) return false;
		const isTaken = outer.inner.some((known) =>
			isSameCarrier(known.exchange, inner.exchange),
		);
		if (isTaken) return false;
		inner.outer = outer;
		outer.inner.push(inner);
		return true;
	}

	#remember(key: string, evidence: Evidence): void {
		const list = this.#recent.get(key);
		if (list) list.push(evidence);
		else this.#recent.set(key, [evidence]);
		this.#order.push({ key, evidence });
	}

	#forget(now: number): void {
		while (this.#next < this.#order.length) {
			const { key, evidence } = this.#order[this.#next]!;
			const isOld = evidence.lastTime + this.#keepSeconds < now;
			if (!isOld && this.#order.length - this.#next <= this.#limit) break;
			this.#next++;
			const list = this.#recent.get(key)!;
			list.splice(list.indexOf(evidence), 1);
			if (list.length === 0) this.#recent.delete(key);
		}
		if (this.#next > 1024 && this.#next * 2 > this.#order.length) {
			this.#order.splice(0, this.#next);
			this.#next = 0;
		}
	}
}
