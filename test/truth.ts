import type { Leg, Message, RecipientLeg } from "../src/record.js";
import type { TruthLeg, TruthMessage } from "./builder/index.js";

/** One leg that came out otherwise than it is. */
export interface WrongLeg {
	ending: string;
	transport: string;
	client: string;
	transactionIds: string[];
	contentLocation?: string;
	what: string;
}

export interface Comparison {
	/** Legs that the capture holds. */
	legs: number;
	/** Legs with the right reason and verdict, found once. */
	right: number;
	wrong: WrongLeg[];
	/** Legs that were found and are not in the truth. */
	invented: string[];
	/** Messages whose legs did not come out as one message, or came out with somebody else's. */
	misjoined: WrongLeg[];
}

interface Entry {
	truth: TruthLeg;
	message: TruthMessage;
	found: { leg: Leg; record: Message }[];
}

/** Compares what an analysis found with what a generated capture holds. */
export class TruthCheck {
	readonly #entries: Entry[] = [];
	readonly #byKey = new Map<string, Entry>();
	readonly #invented: string[] = [];

	constructor(truth: Iterable<TruthMessage>) {
		for (const message of truth) {
			if (message.send) {
				const entry = this.#enter(message.send, message);
				for (const key of ids("send", message.send))
					this.#byKey.set(key, entry);
			}
			for (const leg of message.recipients) {
				const entry = this.#enter(leg, message);
				for (const key of recipientKeys(leg)) this.#byKey.set(key, entry);
			}
		}
	}

	/** Takes one record of the analysis. */
	add(record: Message): void {
		if (record.send) {
			const { client = "", transactionId = "" } = record.send;
			const keys = [`send ${client} ${transactionId}`];
			this.#find("send", keys, record.send, record);
		}
		for (const leg of record.recipients) {
			if (isPlaceholder(leg)) continue;
			this.#find("recipient", legKeys(leg, record), leg, record);
		}
	}

	result(): Comparison {
		const wrong: WrongLeg[] = [];
		for (const entry of this.#entries) {
			const what = fault(entry);
			if (what) wrong.push(describeLeg(entry, what));
		}
		return {
			legs: this.#entries.length,
			right: this.#entries.length - wrong.length,
			wrong,
			invented: this.#invented,
			misjoined: this.#misjoined(),
		};
	}

	#enter(truth: TruthLeg, message: TruthMessage): Entry {
		const entry: Entry = { truth, message, found: [] };
		this.#entries.push(entry);
		return entry;
	}

	#find(kind: string, keys: string[], leg: Leg, record: Message): void {
		for (const key of keys) {
			const entry = this.#byKey.get(key);
			if (!entry) continue;
			entry.found.push({ leg, record });
			return;
		}
		const { reason, client, steps } = leg;
		const events = steps.map((step) => `${step.event}@${step.frame}`).join(" ");
		this.#invented.push(
			`${kind} ${keys.join(" / ")} ${client} ${reason} ${events}`,
		);
	}

	#misjoined(): WrongLeg[] {
		const owners = new Map<Message, Set<TruthMessage>>();
		const records = new Map<TruthMessage, Set<Message>>();
		for (const { message, found } of this.#entries) {
			for (const { record } of found) {
				put(owners, record, message);
				put(records, message, record);
			}
		}
		const out: WrongLeg[] = [];
		const seen = new Set<TruthMessage>();
		for (const entry of this.#entries) {
			if (seen.has(entry.message)) continue;
			seen.add(entry.message);
			const mine = [...(records.get(entry.message) ?? [])];
			const foreign = mine.some((one) => (owners.get(one)?.size ?? 0) > 1);
			if (mine.length > 1)
				out.push(describeLeg(entry, `${mine.length} messages`));
			else if (foreign) out.push(describeLeg(entry, "joined with another"));
		}
		return out;
	}
}

/** An address of the request of which nothing else was seen. */
function isPlaceholder(leg: RecipientLeg): boolean {
	const { state, client, reports } = leg;
	return state === "none" && client === undefined && reports.length === 0;
}

function put<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
	const set = map.get(key);
	if (set) set.add(value);
	else map.set(key, new Set([value]));
}

function ids(kind: string, leg: TruthLeg): string[] {
	return leg.transactionIds.map((id) => `${kind} ${leg.client} ${id}`);
}

function recipientKeys(leg: TruthLeg): string[] {
	const out = ids("recipient", leg);
	if (leg.contentLocation) {
		out.push(leg.contentLocation);
		for (const id of leg.transactionIds) out.push(leg.contentLocation + id);
	} else if (leg.messageId) {
		out.push(`report ${leg.messageId} ${leg.address}`);
	}
	return out;
}

function legKeys(leg: RecipientLeg, record: Message): string[] {
	const out: string[] = [];
	if (leg.contentLocation) out.push(leg.contentLocation);
	if (leg.transactionId) {
		out.push(`recipient ${leg.client} ${leg.transactionId}`);
	}
	if (record.messageId) {
		out.push(`report ${record.messageId} ${leg.address}`);
	}
	return out;
}

/** What is wrong with a leg, if anything. */
function fault({ truth, found }: Entry): string | undefined {
	const first = found[0];
	if (!first) return `not found, is ${truth.reason}`;
	if (found.length > 1) {
		const reasons = found.map((one) => one.leg.reason).join(", ");
		return `found ${found.length} times: ${reasons}; is ${truth.reason}`;
	}
	const { leg } = first;
	if (leg.reason !== truth.reason) return `${leg.reason}, is ${truth.reason}`;
	if (leg.verdict !== truth.verdict) {
		return `verdict ${leg.verdict}, is ${truth.verdict}`;
	}
	const listed = new Set(leg.reasons.map((one) => one.reason));
	const missing = (truth.also ?? []).filter((one) => !listed.has(one));
	if (missing.length > 0) return `does not list ${missing.join(", ")}`;
	return reportFault(truth, leg);
}

function reportFault(truth: TruthLeg, leg: Leg): string | undefined {
	const reports = "reports" in leg ? (leg as RecipientLeg).reports : [];
	const reasons = new Set(reports.map((one) => one.reason));
	const missing = (truth.reports ?? []).filter((one) => !reasons.has(one));
	return missing.length > 0 ? `no report ${missing.join(", ")}` : undefined;
}

function describeLeg({ truth, message }: Entry, what: string): WrongLeg {
	const { client, transactionIds, contentLocation } = truth;
	return {
		ending: message.ending,
		transport: message.transport,
		client,
		transactionIds,
		...(contentLocation !== undefined && { contentLocation }),
		what,
	};
}

/** A comparison as a few lines for people. */
export function describeComparison(result: Comparison): string {
	const share = ((100 * result.right) / Math.max(1, result.legs)).toFixed(2);
	const line = (one: WrongLeg): string =>
		`  ${one.ending} over ${one.transport}: ${one.what} (${one.client} ${one.transactionIds.join(",")} ${one.contentLocation ?? ""})`;
	return [
		`${result.right} of ${result.legs} legs right (${share} %), ${result.invented.length} invented, ${result.misjoined.length} misjoined`,
		...result.wrong.map(line),
		...result.misjoined.map((one) => `${line(one)} (join)`),
		...result.invented.map((one) => `  invented: ${one}`),
	].join("\n");
}
