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
		for (const evidence of exchanges) {
			const keys = this.#keysOf(evidence);
			for (let i = 0; i < keys.count; i++) {
				const high = keys.high(i);
				const low = keys.low(i);
				const known = this.#written.get(high, low);
				const isSame =
					known === undefined ||
					known?.uid === written.uid ||
					known?.uid === continued;
				this.#written.set(high, low, isSame ? written : null, 0);
			}
		}
	}

	/** The written message that the evidence goes on with. A submission begins a message, whatever ids its server gives. */
	before(evidence: Evidence): Written | undefined {
		if (this.#isEmpty || evidence.role === "send") return undefined;
		const keys = this.#keysOf(evidence);
		for (let i = 0; i < keys.count; i++) {
			const written = this.#written.get(keys.high(i), keys.low(i));
			if (written) return written;
		}
		return undefined;
	}

	#keysOf({ messageId, location, client }: Evidence): KeyList {
		const keys = this.#keys.clear();
		if (messageId !== undefined && messageId.length >= TELLING_LENGTH)
			keys.add(ID, messageId);
		if (location === undefined) return keys;
		if (isLongLocation(location)) keys.add(LOCATION, location);
		else keys.addJoined(PLACE, client, location);
		return keys;
	}
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
