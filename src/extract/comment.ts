import { ENUMERATIONS } from "../mms/names.js";
import type { Exchange, Half, Leg, Message, Step } from "../record.js";
import { REASONS, type Reason } from "../transaction/reasons.js";

/** Status fields by the headers whose values name them (OMA-TS-MMS_ENC-V1_3 7.4). */
const STATUS_HEADERS = [
	["mmse.response_status", 0x12],
	["mmse.retrieve_status", 0x19],
	["mmse.status", 0x15],
	["mmse.read_status", 0x1b],
] as const;

const TABLE: Readonly<Record<string, Reason>> = REASONS;
const FIRST_CAPACITY = 1024;

/** What became of the step's leg, in words: the outcome, and for what is not good the status that decided. */
export function outcomeWords(leg: Leg, step: Step): string {
	const other = leg.reasons.find(
		({ reason, frames }) =>
			reason !== leg.reason && frames.includes(step.frame),
	);
	if (other) return TABLE[other.reason]?.outcome ?? other.reason;
	const status = leg.verdict === "ok" ? undefined : statusWords(leg);
	return status === undefined ? leg.outcome : `${leg.outcome}, ${status}`;
}

function statusWords({ detail }: Leg): string | undefined {
	for (const [field, header] of STATUS_HEADERS) {
		const value = detail[field];
		if (typeof value !== "number") continue;
		return ENUMERATIONS.get(header)?.get(value) ?? `0x${value.toString(16)}`;
	}
	const code = detail["http.response.code"];
	return code === undefined ? undefined : `HTTP ${code}`;
}

/**
 * Comments of packets, 16 octets each: the words are the same for many messages and kept once. They are made of tables
 * of this program only, never of what a capture says.
 */
export class Comments {
	readonly #words: string[] = [];
	readonly #indexes = new Map<string, number>();
	#frames = new Float64Array(FIRST_CAPACITY);
	#ids = new Uint32Array(FIRST_CAPACITY);
	#word = new Uint32Array(FIRST_CAPACITY);
	#order: Uint32Array | undefined;
	#next = 0;
	size = 0;

	/** Takes what is to be said of each packet that completes a step of the message. */
	add(message: Message, exchanges: readonly (readonly Exchange[])[]): void {
		const { id = 0 } = message;
		const legs: Leg[] = message.send ? [message.send] : [];
		legs.push(...message.recipients);
		for (const leg of legs)
			for (const step of leg.steps) this.#addStep(id, leg, step);
		for (const [nearest, ...others] of exchanges)
			for (const hop of others)
				for (const leg of legs) this.#addHop(id, leg, nearest!, hop);
	}

	#addStep(id: number, leg: Leg, step: Step, hop = ""): void {
		const cut = step.complete === false ? " (incomplete)" : "";
		const words = `${step.event}${cut}${hop}\u0000${outcomeWords(leg, step)}`;
		this.#push(step.frame, id, words);
	}

	/** The same exchange farther from the handset: its steps are those of the nearest. */
	#addHop(id: number, leg: Leg, nearest: Exchange, hop: Exchange): void {
		const pairs: [Half | undefined, Half | undefined][] = [
			[nearest.request, hop.request],
			[nearest.response, hop.response],
		];
		for (const [near, far] of pairs) {
			const step = leg.steps.find(
				({ frame, firstTime }) =>
					frame === near?.frame && firstTime === near.firstTime,
			);
			if (step && far)
				this.#addStep(id, leg, { ...step, frame: far.frame }, " (next hop)");
		}
	}

	#push(frame: number, id: number, words: string): void {
		if (this.size === this.#frames.length) this.#grow();
		let index = this.#indexes.get(words);
		if (index === undefined) {
			index = this.#words.push(words) - 1;
			this.#indexes.set(words, index);
		}
		this.#frames[this.size] = frame;
		this.#ids[this.size] = id;
		this.#word[this.size] = index;
		this.size++;
	}

	#grow(): void {
		const length = this.size * 2;
		const frames = new Float64Array(length);
		const ids = new Uint32Array(length);
		const word = new Uint32Array(length);
		frames.set(this.#frames);
		ids.set(this.#ids);
		word.set(this.#word);
		this.#frames = frames;
		this.#ids = ids;
		this.#word = word;
	}

	/** The comments of a frame, each once. Frames are asked for in ascending order, when all messages were taken. */
	of(frame: number): string[] {
		const frames = this.#frames;
		this.#order ??= Uint32Array.from({ length: this.size }, (_, i) => i).sort(
			(a, b) => frames[a]! - frames[b]! || a - b,
		);
		const found: string[] = [];
		for (; this.#next < this.size; this.#next++) {
			const index = this.#order[this.#next]!;
			if (frames[index]! > frame) break;
			if (frames[index] !== frame) continue;
			const text = this.#text(index);
			if (!found.includes(text)) found.push(text);
		}
		return found;
	}

	#text(index: number): string {
		const words = this.#words[this.#word[index]!]!;
		const [event, outcome] = words.split("\u0000");
		return `${event}, message ${this.#ids[index]}: ${outcome}`;
	}
}
