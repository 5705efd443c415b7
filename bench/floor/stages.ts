import { closeSync, openSync, writeSync } from "node:fs";
import type { Exchange, Message, Summary } from "../../src/record.js";
import type { Stage } from "../../src/run.js";
import {
	blockingSources,
	JsonWriter,
	MessageStage,
	run,
	sortLimits,
} from "./built.js";

/** The file as the command line reads it. */
export function sourceOf(path: string) {
	return async () => blockingSources([path]);
}

/** What happened to exchanges, in order; a number is the capture time. */
export type Event = Exchange | number;

/** A stage that makes no records. */
function stageWith(takes: Partial<Stage<never>>): Stage<never> {
	return {
		ready: [],
		detail: "judged",
		summary: () => ({ type: "summary" }) as Summary,
		...takes,
	};
}

const nothing = (): void => {};

/** Reading, walk, TCP, HTTP and WAP: bodies are skipped, nobody wants to know. */
export const transport = (): Stage<never> => stageWith({});
/** The same with bodies put together, and PDUs decoded as far as messages are judged by them. */
export const pdus = (): Stage<never> => stageWith({ onContents: nothing });
/** The same with exchanges made. */
export const exchanges = (): Stage<never> =>
	stageWith({ onExchange: nothing, onTime: nothing, onIdentity: nothing });

/** Octets of the parts of all PDUs. */
export async function octetsOfParts(path: string): Promise<number> {
	let octets = 0;
	const counting = stageWith({
		onContents: ({ data }) => {
			for (const { length } of data) octets += length;
		},
	});
	await through(path, () => counting);
	return octets;
}

/** The same with exchanges kept. */
function keeping(events: Event[]): Stage<never> {
	return stageWith({
		onExchange: (exchange) => void events.push(exchange),
		onTime: (seconds) => void events.push(seconds),
	});
}

export const messages = (): Stage<Message> => new MessageStage(sortLimits({}));

/** Runs the program up to a stage; returns how many records there were. */
export async function through<T>(
	path: string,
	makeStage: () => Stage<T>,
	onRecord: (record: T) => void = nothing,
): Promise<number> {
	let count = 0;
	for await (const record of run(sourceOf(path), {}, makeStage)) {
		onRecord(record);
		count++;
	}
	return count;
}

export async function eventsOf(path: string): Promise<Event[]> {
	const events: Event[] = [];
	await through(path, () => keeping(events));
	return events;
}

export async function messagesOf(path: string): Promise<Message[]> {
	const list: Message[] = [];
	await through(path, messages, (message) => list.push(message));
	return list;
}

/** Correlation of exchanges that are there; returns how many messages there were. */
export function correlated(events: readonly Event[]): number {
	const stage = new MessageStage(sortLimits({}));
	let count = 0;
	let last = 0;
	const take = (): void => {
		count += stage.ready.length;
		stage.ready = [];
	};
	for (const event of events) {
		if (typeof event === "number") {
			last = event;
			stage.onTime(event);
		} else stage.onExchange(event);
		if (stage.ready.length > 0) take();
	}
	while (stage.finish(last)) take();
	take();
	return count;
}

/** Takes messages and writes each as a line to nowhere, a piece at a time. */
export class Lines {
	static readonly #PIECE = 128 * 1024;
	readonly #writer = new JsonWriter();
	readonly #file = openSync("/dev/null", "w");
	readonly #piece = new Uint8Array(Lines.#PIECE);
	#length = 0;
	octets = 0;

	write(message: Message): void {
		this.#writer.line(message);
		const line = this.#writer.take();
		this.octets += line.length;
		if (line.length > Lines.#PIECE - this.#length) this.#flush();
		if (line.length > Lines.#PIECE) writeSync(this.#file, line);
		else {
			this.#piece.set(line, this.#length);
			this.#length += line.length;
		}
	}

	close(): void {
		this.#flush();
		closeSync(this.#file);
	}

	#flush(): void {
		writeSync(this.#file, this.#piece, 0, this.#length);
		this.#length = 0;
	}
}
