import { stampTime } from "../../../src/flow/stamp.js";
import type {
	HttpConnection,
	HttpMessage,
	HttpPair,
} from "../../../src/http/message.js";
import {
	type FlowVerdict,
	HttpTracker,
	type HttpTrackerOptions,
} from "../../../src/http/tracker.js";
import { ACK, FIN, RST, type Segment, SYN } from "../../../src/tcp/segment.js";

export const CLIENT = 0;
export const SERVER = 1;

export function octets(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function text(bytes: Uint8Array | undefined): string | undefined {
	return bytes && String.fromCharCode(...bytes);
}

export function concat(...parts: (string | Uint8Array)[]): Uint8Array {
	const all = parts.map((part) =>
		typeof part === "string" ? octets(part) : part,
	);
	const joined = new Uint8Array(
		all.reduce((sum, { length }) => sum + length, 0),
	);
	let at = 0;
	for (const part of all) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

/** Builds the segments of one connection; frames and times are given when it is sent. */
export class Exchange {
	readonly segments: Segment[] = [];
	readonly next: [number, number];
	segmentSize = 1448;

	constructor(initial: [number, number] = [1000, 5000]) {
		this.next = [...initial];
	}

	#push(
		direction: 0 | 1,
		flags: number,
		payload = new Uint8Array(0),
		sequenceNumber = this.next[direction],
	): Segment {
		const other = direction === 0 ? 1 : 0;
		const segment: Segment = {
			stamp: {
				frame: 0,
				seconds: 0,
				nanoseconds: 0,
				fine: false,
				capture: 0,
				captureFrame: 0,
			},
			direction,
			sequenceNumber: sequenceNumber >>> 0,
			acknowledgmentNumber: this.next[other],
			flags,
			window: 65_535,
			bytes: payload,
			offset: 0,
			length: payload.length,
			wireLength: payload.length,
		};
		this.segments.push(segment);
		return segment;
	}

	#advance(direction: 0 | 1, by: number): void {
		this.next[direction] = (this.next[direction] + by) >>> 0;
	}

	handshake(): this {
		this.#push(CLIENT, SYN);
		this.#advance(CLIENT, 1);
		this.#push(SERVER, SYN | ACK);
		this.#advance(SERVER, 1);
		return this.ack(CLIENT);
	}

	send(direction: 0 | 1, ...parts: (string | Uint8Array)[]): this {
		const payload = concat(...parts);
		for (let at = 0; at < payload.length; at += this.segmentSize) {
			const part = payload.slice(at, at + this.segmentSize);
			this.#push(direction, ACK, part);
			this.#advance(direction, part.length);
		}
		return this;
	}

	request(...parts: (string | Uint8Array)[]): this {
		return this.send(CLIENT, ...parts).ack(SERVER);
	}

	response(...parts: (string | Uint8Array)[]): this {
		return this.send(SERVER, ...parts).ack(CLIENT);
	}

	ack(direction: 0 | 1): this {
		this.#push(direction, ACK);
		return this;
	}

	fin(direction: 0 | 1): this {
		this.#push(direction, ACK | FIN);
		this.#advance(direction, 1);
		return this.ack(direction === 0 ? 1 : 0);
	}

	reset(direction: 0 | 1): this {
		this.#push(direction, RST | ACK);
		return this;
	}

	close(): this {
		return this.fin(CLIENT).fin(SERVER);
	}
}

/** Frames from 1 on, 10 ms apart unless `times` says otherwise. */
export function stamped(segments: readonly Segment[], from = 1): Segment[] {
	return segments.map((segment, index) => {
		const frame = from + index;
		const milliseconds = 10 * index;
		return {
			...segment,
			stamp: {
				...segment.stamp,
				frame,
				captureFrame: frame,
				seconds: 1000 + Math.floor(milliseconds / 1000),
				nanoseconds: (milliseconds % 1000) * 1e6,
			},
		};
	});
}

export interface Outcome {
	messages: HttpMessage[];
	pairs: HttpPair[];
	connections: HttpConnection[];
	verdicts: FlowVerdict[];
	tracker: HttpTracker;
}

/** Runs segments of one connection; payload goes through one buffer that is overwritten, as in the core's memory. */
export function run(
	segments: readonly Segment[],
	options: Partial<HttpTrackerOptions> & { finish?: boolean } = {},
): Outcome {
	const messages: HttpMessage[] = [];
	const pairs: HttpPair[] = [];
	const connections: HttpConnection[] = [];
	const verdicts: FlowVerdict[] = [];
	const tracker = new HttpTracker({
		keepBody: () => true,
		onMessage: (message, connection) => {
			messages.push(message);
			connections.push(connection);
		},
		onPair: (pair) => pairs.push(pair),
		verdict: (_stream, verdict) => verdicts.push(verdict),
		...options,
	});
	tracker.open(0, {
		addressA: "192.0.2.1",
		portA: 40_000,
		addressB: "198.51.100.1",
		portB: 80,
		family: 4,
	});
	const memory = new Uint8Array(70_000);
	for (const segment of segments) {
		memory.fill(0xee);
		memory.set(segment.bytes.subarray(0, segment.length), 100);
		tracker.onSegment(0, { ...segment, bytes: memory, offset: 100 });
	}
	if (options.finish !== false) tracker.finish();
	return { messages, pairs, connections, verdicts, tracker };
}

/** What must not depend on segmentation, order and repetition. */
export function essence(outcome: Outcome): unknown {
	const of = (message: HttpMessage | undefined) =>
		message && {
			line: [
				message.kind,
				message.method,
				message.target,
				message.status,
				message.reason,
			],
			headers: message.headers,
			body: text(message.body.bytes),
			length: message.body.length,
			gaps: message.body.gaps,
			bytes: message.carriage.bytes,
			complete: message.carriage.complete,
			problems: message.problems,
		};
	return {
		messages: outcome.messages.map(of),
		pairs: outcome.pairs.map((pair) => ({
			index: pair.index,
			request: of(pair.request),
			response: of(pair.response),
			interim: pair.interim?.map(of),
		})),
	};
}

export function lineOf(message: HttpMessage | undefined): string | undefined {
	if (!message) return undefined;
	return message.kind === "request"
		? `${message.method} ${message.target}`
		: `${message.status}`;
}

/** `GET / > 200`, one for each pair. */
export function linesOf(outcome: Outcome): string[] {
	return outcome.pairs.map(
		({ request, response }) =>
			`${lineOf(request) ?? "-"} > ${lineOf(response) ?? "-"}`,
	);
}

export { stampTime };
