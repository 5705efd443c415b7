import type { Exchange, Message } from "../../record.js";
import { formatAddress } from "../table/messages.js";
import { formatClock, formatDay, harmless } from "../table/text.js";

/** A message and what it was made of, each list one exchange on its hops. */
export interface FoundMessage {
	message: Message;
	exchanges: Exchange[][];
}

/** Which message is meant: its number in the order of results, or the beginning of a uid of it, its legs or exchanges. */
export type Wanted = { id: number } | { uid: string };

/** Fewer characters of a uid mean too many messages. */
export const UID_CHARACTERS = 4;
const FOUND_LIMIT = 20;
const NEAREST = 3;

interface Near {
	uid: string;
	shared: number;
}

/** Looks for a message among those that `onExchanges` of `analyze` gives. */
export class MessageFinder {
	readonly #wanted: Wanted;
	/** Those that fit; more than `count` says are not kept. */
	readonly found: FoundMessage[] = [];
	count = 0;
	/** Messages that were looked at. */
	seen = 0;
	#isExact = false;
	#nearest: Near[] = [];

	constructor(wanted: Wanted) {
		this.#wanted =
			"uid" in wanted ? { uid: wanted.uid.trim().toLowerCase() } : wanted;
	}

	/** Nothing that comes can fit better. */
	get isDone(): boolean {
		return this.#isExact;
	}

	add(message: Message, exchanges: Exchange[][]): void {
		this.seen++;
		if (this.#isExact) return;
		if ("id" in this.#wanted) {
			if (message.id !== this.#wanted.id) return;
			this.#isExact = true;
			this.#keep({ message, exchanges });
			return;
		}
		const { uid } = this.#wanted;
		const uids = uidsOf(message, exchanges);
		if (uids.includes(uid)) {
			this.#isExact = true;
			this.found.length = 0;
			this.count = 0;
		} else if (!uids.some((one) => beginsWith(one, uid))) {
			this.#compare(message.uid, uid);
			return;
		}
		this.#keep({ message, exchanges });
	}

	/** What stands in place of a message when none or several fit. */
	describeMiss(): string {
		const wanted =
			"id" in this.#wanted ? `id ${this.#wanted.id}` : this.#wanted.uid;
		if (this.seen === 0)
			return "the captures hold no message (mmstrace info tells what they hold)";
		if (this.count > 1) {
			const lines = this.found.map(({ message }) => `\n  ${describe(message)}`);
			const more = this.count - this.found.length;
			if (more > 0) lines.push(`\n  and ${more} more`);
			return `${harmless(wanted)} is the beginning of ${this.count} uids:${lines.join("")}`;
		}
		const near = this.#nearest.map(({ uid }) => uid).join(", ");
		const hint = near === "" ? "" : `; nearest: ${near}`;
		return `none of the ${this.seen} messages has ${"id" in this.#wanted ? "" : "the uid "}${harmless(wanted)}${hint} (mmstrace analyze lists them all, with their uids)`;
	}

	#keep(found: FoundMessage): void {
		this.count++;
		if (this.found.length < FOUND_LIMIT) this.found.push(found);
	}

	#compare(uid: string, wanted: string): void {
		const shared = Math.max(
			sharedLength(uid, wanted),
			sharedLength(uid.slice(2), wanted),
		);
		const least = wanted.startsWith(uid.slice(0, 2)) ? 3 : 2;
		if (shared < least) return;
		this.#nearest.push({ uid, shared });
		this.#nearest.sort((a, b) => b.shared - a.shared);
		this.#nearest.length = Math.min(NEAREST, this.#nearest.length);
	}
}

function uidsOf(message: Message, exchanges: Exchange[][]): string[] {
	const uids = [message.uid, ...message.recipients.map(({ uid }) => uid)];
	if (message.send) uids.push(message.send.uid);
	for (const { uid } of exchanges.flat()) uids.push(uid);
	return uids;
}

/** With the letter that says what it names, or without. */
function beginsWith(uid: string, text: string): boolean {
	return uid.startsWith(text) || uid.slice(2).startsWith(text);
}

function sharedLength(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

function describe(message: Message): string {
	const { uid, firstTime, from, to, verdict } = message;
	const clock = formatClock(firstTime).slice(0, 8);
	const names = [from, to?.[0]].map((address) =>
		address === undefined ? "?" : formatAddress(address),
	);
	return harmless(
		`${uid}  ${formatDay(firstTime)} ${clock}  ${names.join(" to ")}  ${verdict}`,
	);
}
