import type { HttpConversation } from "./connection.js";

/** Conversations that stay as they are; beyond that, those in which nothing is under way are folded. */
const LIMIT = 640;
/** Of those, how many are looked at for each that is added. */
const STEPS = 4;

/** Conversations that are not folded, in no order, and a hand that goes round through them. */
export class AwakeConversations {
	readonly #all: HttpConversation[] = [];
	#hand = 0;

	/** `fold` is called for some when there are many: whether it folded one. */
	add(
		conversation: HttpConversation,
		fold: (conversation: HttpConversation) => boolean,
	): void {
		const all = this.#all;
		for (let step = 0; step < STEPS && all.length >= LIMIT; step++) {
			if (this.#hand >= all.length) this.#hand = 0;
			const next = all[this.#hand]!;
			if (fold(next)) this.remove(next);
			else this.#hand++;
		}
		conversation.place = all.length;
		all.push(conversation);
	}

	remove(conversation: HttpConversation): void {
		const { place } = conversation;
		const last = this.#all.pop()!;
		if (last === conversation) return;
		this.#all[place] = last;
		last.place = place;
	}
}
