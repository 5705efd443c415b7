import type { Half } from "../record.js";
import { addressKey } from "./address.js";
import type { Evidence } from "./evidence.js";
import { numberIn, textIn } from "./field.js";
import { KeyLeases } from "./keyleases.js";
import { KeyList } from "./keylist.js";

/** Sender and recipient alone make a guess for so long (STATES 4.4, last rule). */
const GUESS_SECONDS = 600;
/** Of one pair of people so many of the latest are compared. */
const PER_PAIR = 16;
const ADDRESSES_LIMIT = 8;
/** With more that fit none can be told to be the one. */
const FITTING_LIMIT = 4;
const NONE: Evidence[] = [];
/** Kinds of keys: sender and recipient, sender and subject. */
const PAIR = 1;
const SUBJECT = 2;

/** What was seen of sender and recipient, or of sender and subject. */
interface Pair {
	known: Evidence[];
}

function newPair(): Pair {
	return { known: NONE };
}

/**
 * The latest submissions, notifications and fetched messages by sender and recipient, or by sender and subject where the
 * recipient is not known: what may be one message by that is to be looked at together (STATES 4.4, last rules).
 */
export class RecentPeople {
	readonly #recent: KeyLeases<Pair>;
	readonly #keys = new KeyList();
	readonly #windowSeconds: number;

	constructor(options: {
		/** Between a submission and the Date of its copy. */
		windowSeconds: number;
		keepSeconds: number;
		limit: number;
	}) {
		this.#windowSeconds = options.windowSeconds;
		this.#recent = new KeyLeases({
			seconds: options.keepSeconds,
			limit: options.limit,
		});
	}

	/** Takes evidence; `number`: of its client. Returns the evidence of the other side that it may be of one message with. */
	add(evidence: Evidence, number: string | undefined): readonly Evidence[] {
		const keys = this.#keys.clear();
		addKeys(keys, evidence, number);
		const { lastTime } = evidence;
		let found: Evidence[] | undefined;
		for (let i = 0; i < keys.count; i++) {
			const high = keys.high(i);
			const low = keys.low(i);
			const pair = this.#recent.touch(high, low, lastTime, newPair);
			const { known } = pair;
			for (let k = 0; k < known.length; k++) {
				const other = known[k]!;
				if (this.#mayBeOne(evidence, other) && !found?.includes(other))
					found = found ? [...found, other] : [other];
			}
			pair.known = keep(known, evidence);
		}
		return !found || found.length > FITTING_LIMIT ? NONE : found;
	}

	#mayBeOne(one: Evidence, other: Evidence): boolean {
		if (one.role === "send")
			return other.role !== "send" && this.#isNear(one, other);
		return other.role === "send" && this.#isNear(other, one);
	}

	/** Asks for the exchanges only where the limits of their times do not decide. */
	#isNear(send: Evidence, told: Evidence): boolean {
		const window = this.#windowSeconds;
		if (told.lastTime < send.firstTime - window) return false;
		// It was submitted between its first and its last event.
		if (told.firstTime - send.firstTime <= GUESS_SECONDS) return true;
		if (
			told.role !== "retrieve" &&
			told.firstTime - send.lastTime > GUESS_SECONDS
		)
			return false;
		const date = numberIn(told.exchange.response?.["mmse.date"]);
		const isDated =
			date !== undefined &&
			date >= send.firstTime - window &&
			date <= send.lastTime + window;
		if (!isDated && told.firstTime - send.lastTime > GUESS_SECONDS)
			return false;
		const { submitted } = send;
		return (
			told.firstTime - submitted <= GUESS_SECONDS ||
			(isDated && Math.abs(date - submitted) <= window)
		);
	}
}

/** The list with one more, without the first of as many as may be. While it grows it is copied, as short as it can be. */
function keep(list: Evidence[], evidence: Evidence): Evidence[] {
	if (list.length === 0) return [evidence];
	// V8 joins two lists by copying; what is no list it asks for its kind.
	if (list.length < PER_PAIR) return list.concat([evidence]);
	list.copyWithin(0, 1);
	list[PER_PAIR - 1] = evidence;
	return list;
}

function addKeys(
	keys: KeyList,
	evidence: Evidence,
	number: string | undefined,
): void {
	const { role, exchange, recipients, sender } = evidence;
	if (role === "send") {
		const from = sender ?? number;
		if (from === undefined || !exchange.request) return;
		addPairs(keys, from, recipients);
		keys.addJoined(SUBJECT, from, subjectOf(exchange.request));
	} else if (role === "notify") {
		if (sender === undefined) return;
		if (number !== undefined) keys.addJoined(PAIR, sender, number);
		else keys.addJoined(SUBJECT, sender, subjectOf(exchange.request));
	} else if (role === "retrieve") {
		const told = textIn(exchange.response?.["mmse.from"]);
		if (told === undefined) return;
		const own = number === undefined ? recipients : [number, ...recipients];
		addPairs(keys, addressKey(told), own);
	}
}

function subjectOf(half: Half | undefined): string {
	return textIn(half?.["mmse.subject"]) ?? "";
}

/** Sender and each recipient, none of them twice. */
function addPairs(
	keys: KeyList,
	from: string,
	recipients: readonly string[],
): void {
	if (recipients.length === 1) {
		keys.addJoined(PAIR, from, recipients[0]!);
		return;
	}
	let count = 0;
	for (const to of new Set(recipients)) {
		if (++count > ADDRESSES_LIMIT) return;
		keys.addJoined(PAIR, from, to);
	}
}
