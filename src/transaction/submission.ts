import type { Evidence } from "./evidence.js";
import { textOf } from "./field.js";
import { senderKey } from "./identity.js";

/** The latest submissions by sender and subject: a notification may tell of one of them (STATES 4.4). */
export class RecentSubmissions {
	readonly #byPeople = new Map<string, Evidence[]>();
	readonly #windowSeconds: number;
	readonly #limit: number;

	constructor(options: { windowSeconds: number; limit: number }) {
		this.#windowSeconds = options.windowSeconds;
		this.#limit = options.limit;
	}

	add(evidence: Evidence): void {
		const key = keyOf(evidence);
		if (key === undefined) return;
		const known = this.#byPeople.get(key) ?? [];
		const recent = known.filter((one) => this.#isNear(one, evidence));
		this.#byPeople.delete(key);
		this.#byPeople.set(key, [...recent, evidence]);
		if (this.#byPeople.size > this.#limit)
			this.#byPeople.delete(this.#byPeople.keys().next().value!);
	}

	/** The only one that a notification can tell of; with several, none can be told to be it. */
	onlyFor(notification: Evidence): Evidence | undefined {
		const key = keyOf(notification);
		const known = key === undefined ? undefined : this.#byPeople.get(key);
		const near = (known ?? []).filter((one) => this.#isNear(one, notification));
		return near.length === 1 ? near[0] : undefined;
	}

	#isNear(send: Evidence, later: Evidence): boolean {
		return later.firstTime - send.lastTime <= this.#windowSeconds;
	}
}

function keyOf({ exchange }: Evidence): string | undefined {
	const from = senderKey(exchange.request);
	const subject = textOf(exchange.request, "mmse.subject") ?? "";
	return from === undefined ? undefined : `${from}|${subject}`;
}
