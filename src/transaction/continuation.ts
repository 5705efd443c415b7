import type { Evidence } from "./evidence.js";
import { KeyLeases } from "./keyleases.js";
import { KeyList } from "./keylist.js";
import { isLongLocation } from "./location.js";

/** Message-IDs that are shorter may be anybody's (STATES 4.4: at least 8 characters). */
const TELLING_LENGTH = 8;

/** A message that is written already. */
export interface Written {
	uid: string;
	messageId: string | undefined;
}

/** Kinds of keys: Message-ID, location, client and short location. */
const ID = 1;
const LOCATION = 2;
const PLACE = 3;
/** So far on are equal keys looked for; those that are farther apart are only noted twice. */
const REPEATS_WITHIN = 16;

/** Which message was written under an identifier, so that what comes later can name it. Bounded, oldest out. */
export class Continuations {
	/** Null: several messages have the identifier, so that it names none. */
	readonly #written: KeyLeases<Written | null>;
	readonly #keys = new KeyList();
	#isEmpty = true;

	constructor(limit: number) {
		this.#written = new KeyLeases({ seconds: Number.POSITIVE_INFINITY, limit });
	}

	/** @param continued uid of the message that this one went on with */
	remember(
		written: Written,
		exchanges: readonly Evidence[],
		continued: string | undefined,
	): void {
		this.#isEmpty = false;
		const keys = this.#keys.clear();
		for (let i = 0; i < exchanges.length; i++) addKeys(keys, exchanges[i]!);
		for (let i = 0; i < keys.count; i++)
			if (!isRepeated(keys, i))
				this.#name(keys.high(i), keys.low(i), written, continued);
	}

	#name(
		high: number,
		low: number,
		written: Written,
		continued: string | undefined,
	): void {
		const known = this.#written.get(high, low);
		const isItsOwn =
			known === undefined ||
			(known !== null &&
				(known.uid === written.uid || known.uid === continued));
		this.#written.set(high, low, isItsOwn ? written : null, 0);
	}

	/** The written message that the evidence goes on with. A submission begins a message, whatever ids its server gives. */
	before(evidence: Evidence): Written | undefined {
		if (this.#isEmpty || evidence.role === "send") return undefined;
		const keys = this.#keys.clear();
		addKeys(keys, evidence);
		for (let i = 0; i < keys.count; i++) {
			const written = this.#written.get(keys.high(i), keys.low(i));
			if (written) return written;
		}
		return undefined;
	}
}

function addKeys(
	keys: KeyList,
	{ messageId, location, client }: Evidence,
): void {
	if (messageId !== undefined && messageId.length >= TELLING_LENGTH)
		keys.add(ID, messageId);
	if (location === undefined) return;
	if (isLongLocation(location)) keys.add(LOCATION, location);
	else keys.addJoined(PLACE, client, location);
}

/** One of the next keys is the same: exchanges of a message share theirs. */
function isRepeated(keys: KeyList, index: number): boolean {
	const end = Math.min(keys.count, index + 1 + REPEATS_WITHIN);
	for (let i = index + 1; i < end; i++)
		if (keys.low(i) === keys.low(index) && keys.high(i) === keys.high(index))
			return true;
	return false;
}

/**
 * The written message that these go on with; of several, the one with the same Message-ID (STATES 6). A submission
 * begins a message of its own, whatever Message-ID its server gives.
 */
export function continuedBy(
	exchanges: readonly Evidence[],
): Written | undefined {
	if (exchanges.some(({ role }) => role === "send")) return undefined;
	const all = exchanges.filter(({ continues }) => continues);
	const named = all.find(
		({ continues, messageId }) =>
			messageId !== undefined && messageId === continues?.messageId,
	);
	return (named ?? all[0])?.continues;
}
