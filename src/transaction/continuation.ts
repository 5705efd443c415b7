import type { Bundle, Evidence } from "./evidence.js";

/** Which message was written under an identifier, so that what comes later can name it. Bounded, oldest out. */
export class Continuations {
	readonly #uids = new Map<string, string>();
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	remember(uid: string, exchanges: readonly Evidence[]): void {
		for (const { messageId, location, client } of exchanges) {
			if (messageId !== undefined) this.#set(`m|${messageId}`, uid);
			if (location !== undefined) this.#set(`u|${client}|${location}`, uid);
		}
	}

	/** Marks a bundle that goes on with a message that is written already. */
	resume(bundle: Bundle): void {
		if (bundle.items.length !== 1 || this.#uids.size === 0) return;
		const { messageId, location, client } = bundle.items[0]!;
		const uid =
			(messageId !== undefined && this.#uids.get(`m|${messageId}`)) ||
			(location !== undefined && this.#uids.get(`u|${client}|${location}`));
		if (uid) bundle.continues = uid;
	}

	#set(key: string, uid: string): void {
		this.#uids.delete(key);
		this.#uids.set(key, uid);
		if (this.#uids.size <= this.#limit) return;
		this.#uids.delete(this.#uids.keys().next().value!);
	}
}
