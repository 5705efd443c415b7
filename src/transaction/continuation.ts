import type { Bundle } from "./bundle.js";
import type { MessageDraft } from "./join.js";
import { evidenceOf, messageUid } from "./message.js";

/** Which message was written under an identifier, so that what comes later can name it. Bounded, oldest out. */
export class Continuations {
	readonly #uids = new Map<string, string>();
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	remember(drafts: readonly MessageDraft[]): void {
		for (const draft of drafts) {
			const uid = messageUid(draft);
			for (const evidence of evidenceOf(draft)) {
				const { messageId, location, client } = evidence;
				if (messageId !== undefined) this.#set(`m|${messageId}`, uid);
				if (location !== undefined) this.#set(`u|${client}|${location}`, uid);
			}
		}
	}

	/** Marks a bundle that goes on with a message that is written already. */
	resume(bundle: Bundle): void {
		if (bundle.items.length !== 1) return;
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
