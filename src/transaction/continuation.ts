import type { Evidence } from "./evidence.js";
import { isLongLocation } from "./location.js";

/** Message-IDs that are shorter may be anybody's (STATES 4.4: at least 8 characters). */
const TELLING_LENGTH = 8;

/** A message that is written already. */
export interface Written {
	uid: string;
	messageId: string | undefined;
}

/** Which message was written under an identifier, so that what comes later can name it. Bounded, oldest out. */
export class Continuations {
	/** Null: several messages have the identifier, so that it names none. */
	readonly #written = new Map<string, Written | null>();
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** @param continued uid of the message that this one went on with */
	remember(
		written: Written,
		exchanges: readonly Evidence[],
		continued: string | undefined,
	): void {
		for (const evidence of exchanges)
			for (const key of keysOf(evidence)) {
				const known = this.#written.get(key);
				const isSame =
					known === undefined ||
					known?.uid === written.uid ||
					known?.uid === continued;
				this.#set(key, isSame ? written : null);
			}
	}

	/** The written message that the evidence goes on with. A submission begins a message, whatever ids its server gives. */
	before(evidence: Evidence): Written | undefined {
		if (this.#written.size === 0) return undefined;
		if (evidence.role === "send") return undefined;
		for (const key of keysOf(evidence)) {
			const written = this.#written.get(key);
			if (written) return written;
		}
		return undefined;
	}

	#set(key: string, written: Written | null): void {
		this.#written.delete(key);
		this.#written.set(key, written);
		if (this.#written.size <= this.#limit) return;
		this.#written.delete(this.#written.keys().next().value!);
	}
}

function keysOf({ messageId, location, client }: Evidence): string[] {
	const keys: string[] = [];
	if (messageId !== undefined && messageId.length >= TELLING_LENGTH)
		keys.push(`m|${messageId}`);
	if (location !== undefined)
		keys.push(
			isLongLocation(location) ? `u|${location}` : `u|${client}|${location}`,
		);
	return keys;
}
