import { addressKey } from "./address.js";
import type { Evidence } from "./evidence.js";
import { numberOf, textOf } from "./field.js";
import { Leases } from "./leases.js";

/** Sender and recipient alone make a guess for so long (STATES 4.4, last rule). */
const GUESS_SECONDS = 600;
/** Of one pair of people so many of the latest are compared. */
const PER_PAIR = 16;
const ADDRESSES_LIMIT = 8;
/** With more that fit none can be told to be the one. */
const FITTING_LIMIT = 4;
const NONE: readonly Evidence[] = [];

/**
 * The latest submissions, notifications and fetched messages by sender and recipient, or by sender and subject where the
 * recipient is not known: what may be one message by that is to be looked at together (STATES 4.4, last rules).
 */
export class RecentPeople {
	readonly #recent: Leases<readonly Evidence[]>;
	readonly #windowSeconds: number;

	constructor(options: {
		/** Between a submission and the Date of its copy. */
		windowSeconds: number;
		keepSeconds: number;
		limit: number;
	}) {
		this.#windowSeconds = options.windowSeconds;
		this.#recent = new Leases({
			seconds: options.keepSeconds,
			limit: options.limit,
		});
	}

	/** Takes evidence; `number`: of its client. Returns the evidence of the other side that it may be of one message with. */
	add(evidence: Evidence, number: string | undefined): readonly Evidence[] {
		const keys = keysOf(evidence, number);
		if (keys.length === 0) return NONE;
		const found = new Set<Evidence>();
		for (const key of keys) {
			const known = this.#recent.get(key) ?? NONE;
			for (const other of known)
				if (this.#mayBeOne(evidence, other)) found.add(other);
			const kept = known.slice(Math.max(0, known.length - PER_PAIR + 1));
			this.#recent.set(key, kept.concat(evidence), evidence.lastTime);
		}
		return found.size > FITTING_LIMIT ? NONE : [...found];
	}

	#mayBeOne(one: Evidence, other: Evidence): boolean {
		if (one.role === "send")
			return other.role !== "send" && this.#isNear(one, other);
		return other.role === "send" && this.#isNear(other, one);
	}

	#isNear(send: Evidence, told: Evidence): boolean {
		const submitted = send.exchange.request?.time ?? send.lastTime;
		if (told.lastTime < send.firstTime - this.#windowSeconds) return false;
		if (told.firstTime - submitted <= GUESS_SECONDS) return true;
		const date = numberOf(told.exchange.response, "mmse.date");
		return (
			date !== undefined && Math.abs(date - submitted) <= this.#windowSeconds
		);
	}
}

function keysOf(evidence: Evidence, number: string | undefined): string[] {
	const { role, exchange, recipients } = evidence;
	switch (role) {
		case "send": {
			const from = evidence.sender ?? number;
			if (from === undefined || !exchange.request) return [];
			const subject = textOf(exchange.request, "mmse.subject") ?? "";
			return [...pairs(from, recipients), `${from}|#${subject}`];
		}
		case "notify": {
			const from = evidence.sender;
			if (from === undefined) return [];
			if (number !== undefined) return [`${from}|${number}`];
			return [`${from}|#${textOf(exchange.request, "mmse.subject") ?? ""}`];
		}
		case "retrieve": {
			const told = textOf(exchange.response, "mmse.from");
			if (told === undefined) return [];
			const own = number === undefined ? [] : [number];
			return pairs(addressKey(told), [...own, ...recipients]);
		}
		default:
			return [];
	}
}

function pairs(from: string, recipients: readonly string[]): string[] {
	return [...new Set(recipients)]
		.slice(0, ADDRESSES_LIMIT)
		.map((to) => `${from}|${to}`);
}
