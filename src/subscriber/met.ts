import type { Exchange, Identity } from "../record.js";
import { SUBSCRIBER_LIMITS } from "./limits.js";
import { formatBlock, parseBlock, widen } from "./prefix.js";
import { Subscribers } from "./subscribers.js";

/** What ended so long before an exchange is not about it. */
const BEFORE_SECONDS = 3600;
/** The /64 counts as the phone (STATES 4.2). */
const PHONE_PREFIX = 64;

/**
 * Of all identities those whose address an exchange has: a core network tells of millions of subscribers, of whom some
 * send a message. What was told of an address before its first exchange comes with that, what is told later at once.
 */
export class MetSubscribers {
	readonly #onMet: (identity: Identity) => void;
	readonly #all: Subscribers;
	/** Phones that exchanges were seen of, the latest last. */
	readonly #met = new Set<string>();
	readonly #limit: number;

	constructor(
		onMet: (identity: Identity) => void,
		limit: number = SUBSCRIBER_LIMITS["subscriber-addresses"],
	) {
		this.#onMet = onMet;
		this.#limit = limit;
		this.#all = new Subscribers(limit);
	}

	/** Addresses that the limit ended. */
	get dropped(): number {
		return this.#all.dropped;
	}

	onIdentity(identity: Identity): void {
		const key = this.#all.add(identity);
		if (key === undefined) return;
		const phone = phoneOf(key);
		// Of a block of many phones it is not known which of them will be met.
		if (phone === undefined || this.#met.has(phone)) this.#onMet(identity);
	}

	/** An exchange of a phone: what is known of its address is about it. */
	meet({ client, request, response }: Exchange): void {
		const since = (request ?? response)?.firstTime ?? 0;
		this.#meetAddress(client, since);
		const behind = request?.clientAddress;
		if (behind !== undefined) this.#meetAddress(behind, since);
	}

	#meetAddress(address: string, since: number): void {
		const phone = phoneOf(address);
		if (phone === undefined) return;
		const isKnown = this.#met.delete(phone);
		this.#met.add(phone);
		if (isKnown) return;
		if (this.#met.size > this.#limit)
			for (const oldest of this.#met) {
				this.#met.delete(oldest);
				break;
			}
		for (const identity of this.#all.about(address)) {
			const isGiven = phoneOf(identity.address) === undefined;
			const end = identity.to ?? since;
			if (!isGiven && end + BEFORE_SECONDS >= since) this.#onMet(identity);
		}
	}
}

/** Key of the one phone that has the address; undefined for a block of several. */
function phoneOf(address: string): string | undefined {
	const block = parseBlock(address);
	if (!block) return undefined;
	const bits = block.octets.length === 4 ? 32 : PHONE_PREFIX;
	return block.length < bits ? undefined : formatBlock(widen(block, bits));
}
