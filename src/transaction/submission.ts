import type { Evidence } from "./evidence.js";
import { textOf } from "./field.js";
import { Leases } from "./leases.js";

/** The latest submissions by sender and subject: a notification may tell of one of them (STATES 4.4). */
export class RecentSubmissions {
	readonly #byPeople: Leases<Evidence[]>;
	readonly #windowSeconds: number;

	constructor(options: { windowSeconds: number; limit: number }) {
		const { windowSeconds, limit } = options;
		this.#windowSeconds = windowSeconds;
		this.#byPeople = new Leases({ seconds: windowSeconds, limit });
	}

	add(evidence: Evidence): void {
		const key = keyOf(evidence);
		if (key === undefined) return;
		const known = this.#byPeople.get(key) ?? [];
		const recent = known.filter((one) => this.#isNear(one, evidence));
		recent.push(evidence);
		this.#byPeople.set(key, recent, evidence.lastTime);
	}

	/** The only one that a notification can tell of; with several, none can be told to be it. */
	onlyFor(notification: Evidence): Evidence | undefined {
		const key = keyOf(notification);
		const known = key === undefined ? undefined : this.#byPeople.get(key);
		if (!known) return undefined;
		const near = known.filter((one) => this.#isNear(one, notification));
		return near.length === 1 ? near[0] : undefined;
	}

	#isNear(send: Evidence, later: Evidence): boolean {
		return later.firstTime - send.lastTime <= this.#windowSeconds;
	}
}

function keyOf({ exchange, sender }: Evidence): string | undefined {
	if (sender === undefined) return undefined;
	return `${sender}|${textOf(exchange.request, "mmse.subject") ?? ""}`;
}
