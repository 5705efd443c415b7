import { Deadlines } from "../flow/deadlines.js";

/** Something that ends by itself at a second of capture time. */
export interface Due {
	/** When it ends as things stand; the schedule alone writes it. */
	deadline: number;
	/** When the schedule looks at it next; NEVER: not at all. */
	lookedAt: number;
	/** It is over, at `deadline`. */
	expire(): void;
}

/** An integer, as seconds are: V8 keeps other numbers in a place of their own. */
export const NEVER = -1;

/** Ends things in order of their deadlines, however often these are put off. */
export class Schedule {
	readonly #deadlines = new Deadlines<Due>();
	now = 0;

	/** Sets or changes when `item` ends. */
	set(item: Due, deadline: number): void {
		item.deadline = deadline;
		if (item.lookedAt !== NEVER && item.lookedAt <= deadline) return;
		item.lookedAt = deadline;
		this.#deadlines.add(deadline, item);
	}

	advance(seconds: number): void {
		if (seconds <= this.now) return;
		this.now = seconds;
		this.#deadlines.advance(seconds, (item) => this.#look(item));
	}

	#look(item: Due): void {
		// A bucket that an earlier deadline made useless.
		if (item.lookedAt === NEVER || item.lookedAt > this.now) return;
		item.lookedAt = NEVER;
		if (item.deadline > this.now) this.set(item, item.deadline);
		else item.expire();
	}
}
