/**
 * Captures in, batches of rows out.
 *
 * ```ts
 * const reader = new CaptureReader(await createCore(), [sourceOf(file)], {});
 * for (;;) {
 *   const pending = reader.next();
 *   const rows = pending instanceof Promise ? await pending : pending; // undefined at the end
 *   if (!rows) break;
 *   for (let i = 0; i < rows.count; i++) {
 *     rows.select(i); // rows.kind, rows.frame, rows.stamp(stamp), rows.flow, rows.stream, rows.payloadOffset ...
 *   }
 * }
 * reader.captures; // CaptureInfo[] with problems
 * reader.counters(); // what `info` prints
 * ```
 *
 * A batch may be empty. It is valid until `next` is called again. Fragments of IP datagrams never show: the datagram
 * does, with ROW_FLAG_REASSEMBLED and the frame that completed it. `flows` reads and judges flow entries.
 *
 * @module
 */

import { noneReadable } from "../error.js";
import { type Datagram, FragmentTable } from "../flow/fragment.js";
import { Flows } from "../frame/flows.js";
import { Rows } from "../frame/frame.js";
import type { CaptureInfo } from "../record.js";
import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";
import {
	type CoreWork,
	type Counters,
	readCounters,
	readWork,
} from "./counters.js";
import { Input } from "./input.js";
import type { CaptureReaderOptions } from "./options.js";
import { setUp } from "./options.js";
import { Slots } from "./slots.js";
import type { ByteSource } from "./source.js";

export type { CaptureReaderOptions } from "./options.js";

type Eventually<T> = T | Promise<T>;

const NOTHING_YET = -1;

/** Reads captures as one input: always the capture whose next record is earliest, ties in the order given. */
export class CaptureReader {
	/** Reads and judges flow entries. */
	readonly flows: Flows;
	readonly fragments: FragmentTable;
	readonly #core: Core;
	readonly #inputs: Input[];
	readonly #slots: Slots;
	readonly #rows: Rows;
	readonly #datagramRows: Rows;
	readonly #captureFrames: Float64Array;
	#answer = NOTHING_YET;
	#datagram: Datagram | undefined;
	#ended = false;
	/**
	 * Of the batch at hand, when it is of a datagram that was put together: the packets of its fragments, three numbers
	 * each (frame, capture, frame within the capture).
	 */
	datagramPackets: readonly number[] | undefined;
	/**
	 * Of the batch at hand: capture time before which no other capture than the one that its rows are of has packets, in
	 * whole seconds. Less than any time when its rows are of several.
	 */
	aloneUntil = Number.NEGATIVE_INFINITY;

	/** A core serves one reader at a time. */
	constructor(
		core: Core,
		sources: readonly ByteSource[],
		options: CaptureReaderOptions = {},
	) {
		this.#core = core;
		setUp(core, sources.length, options);
		this.flows = new Flows(core);
		this.fragments = new FragmentTable(options.fragments);
		this.#rows = new Rows(core);
		this.#datagramRows = new Rows(core, layout.REGION_DATAGRAM_ROWS);
		this.#inputs = sources.map(
			(source, i) => new Input(core, source, i, options.offsets?.[i]),
		);
		this.#captureFrames = new Float64Array(sources.length);
		this.#slots = new Slots(core, this.#inputs);
	}

	/** The next batch; undefined when all captures are read. Throws a CaptureError when none could be read. */
	next(): Eventually<Rows | undefined> {
		if (this.#datagram) return this.#decodeDatagram(this.#datagram);
		this.datagramPackets = undefined;
		const prepared = this.#prepare();
		if (prepared) return prepared.then(() => this.#walk());
		return this.#walk();
	}

	/** Does what the last walk came back for. */
	#prepare(): undefined | Promise<void> {
		const slot = this.#core.view.getUint32(layout.CONTROL_SLOT, true);
		switch (this.#answer) {
			case layout.WALK_INPUT:
				return this.#slots.at(slot).fill() ?? undefined;
			case layout.WALK_ENDED:
				return this.#end(slot);
			case layout.WALK_DUE:
				this.#slots.bring();
				return undefined;
			case NOTHING_YET:
				return this.#slots.prime();
			case layout.WALK_FLOWS:
				this.#growFlows();
				return undefined;
			case layout.WALK_LIMIT:
				return this.close();
			case layout.WALK_DONE:
				return this.#finish();
			default:
				return undefined;
		}
	}

	#end(slot: number): undefined | Promise<void> {
		const input = this.#slots.at(slot);
		this.#slots.release(slot);
		return input.end() ?? undefined;
	}

	#walk(): Rows | undefined {
		if (this.#ended) return this.#finishDns();
		const frames = this.#core.getU64(layout.CONTROL_FRAMES);
		for (const input of this.#inputs) {
			if (input.slot >= 0) this.#captureFrames[input.index] = input.frames;
		}
		this.#answer = this.#core.exports.walk();
		if (this.#inputs.length > 1) this.aloneUntil = this.#othersFrom();
		let count = this.#core.view.getUint32(layout.CONTROL_ROWS, true);
		const rows = this.#rows.begin(count, frames, this.#captureFrames);
		if (this.#answer === layout.WALK_FRAGMENT) {
			count--;
			this.#datagram = this.fragments.add(rows.select(count));
		}
		rows.count = count;
		return rows;
	}

	/** Second of the first packet that another capture has next. */
	#othersFrom(): number {
		const { view, bytes } = this.#core;
		let from = Number.POSITIVE_INFINITY;
		let active = 0;
		for (const input of this.#inputs) {
			if (input.slot < 0) continue;
			if (input.frames !== this.#captureFrames[input.index]) active++;
			else from = Math.min(from, input.nextSeconds);
		}
		if (active > 1) return Number.NEGATIVE_INFINITY;
		const due = layout.CONTROL_DUE_TIME;
		if (bytes[due + 7] === 0xff) return from;
		const seconds = view.getBigUint64(due, true) / 1_000_000_000n;
		return Math.min(from, Number(seconds));
	}

	/** Rows of a datagram that is complete now. The rows before it have been seen, as if it had come whole. */
	#decodeDatagram(datagram: Datagram): Rows {
		this.#datagram = undefined;
		this.datagramPackets = datagram.packets;
		this.aloneUntil = Number.NEGATIVE_INFINITY;
		this.#answer = NOTHING_YET;
		const { bytes, view } = this.#core;
		const { stamp, addresses, length } = datagram;
		const half = addresses.length / 2;
		bytes.set(datagram.octets.subarray(0, length), layout.REGION_DATAGRAM);
		bytes.set(addresses.subarray(0, half), layout.DATAGRAM_SOURCE);
		bytes.set(addresses.subarray(half), layout.DATAGRAM_DESTINATION);
		view.setUint32(layout.DATAGRAM_FRAME, stamp.frame % 2 ** 32, true);
		view.setUint32(
			layout.DATAGRAM_CAPTURE_FRAME,
			stamp.captureFrame % 2 ** 32,
			true,
		);
		view.setUint32(layout.DATAGRAM_SECONDS, stamp.seconds, true);
		view.setUint32(layout.DATAGRAM_NANOSECONDS, stamp.nanoseconds, true);
		view.setUint16(layout.DATAGRAM_CAPTURE, stamp.capture, true);
		view.setUint8(layout.DATAGRAM_FLAGS, datagram.flags);
		view.setUint8(layout.DATAGRAM_FAMILY, datagram.family);
		view.setUint8(layout.DATAGRAM_PROTOCOL, datagram.protocol);
		view.setUint8(layout.DATAGRAM_WAY, datagram.way);
		view.setUint16(layout.DATAGRAM_SCOPE, datagram.scope, true);
		view.setUint32(layout.DATAGRAM_TEID, datagram.teid, true);
		let count = this.#core.exports.decodeDatagram(length, datagram.wireLength);
		const frames = this.#core.getU64(layout.CONTROL_FRAMES);
		const rows = this.#datagramRows.begin(count, frames, this.#captureFrames);
		// What was in a tunnel may be a fragment itself.
		const last = count > 0 ? rows.select(count - 1) : undefined;
		if (last?.kind === layout.ROW_IS_FRAGMENT) {
			count--;
			this.#datagram = this.fragments.add(last, datagram.packets);
		}
		rows.count = count;
		return rows;
	}

	/** What was asked for and not answered by the end; undefined when there is no more of it. */
	#finishDns(): Rows | undefined {
		const count = this.#core.exports.finishDns();
		if (count === 0) return undefined;
		const frames = this.#core.getU64(layout.CONTROL_FRAMES);
		return this.#datagramRows.begin(count, frames, this.#captureFrames);
	}

	#growFlows(): void {
		const { exports } = this.#core;
		this.#core.reserve(exports.flowsEnd() >>> 0);
		exports.growFlows();
	}

	/** All captures have ended: when not one could be read, says why. */
	#finish(): undefined {
		this.#ended = true;
		const failures = this.#inputs.flatMap(({ failure }) => failure ?? []);
		if (failures.length > 0 && failures.length === this.#inputs.length)
			throw noneReadable(failures);
	}

	/** Ends before the end: closes what is open. */
	async close(): Promise<void> {
		this.#ended = true;
		for (const input of this.#inputs) {
			await input.close();
		}
	}

	/** What is known of each capture, in the order given. Complete at the end. */
	get captures(): CaptureInfo[] {
		return this.#inputs.map((input) => input.info());
	}

	/** Whole second of the latest packet so far. */
	get lastSeconds(): number {
		const times = this.#inputs.map(({ latestSeconds }) => latestSeconds);
		return times.reduce((a, b) => Math.max(a, b), 0);
	}

	/** Packets so far. */
	get packets(): number {
		return this.#core.getU64(layout.CONTROL_FRAMES);
	}

	/** Octets read so far. */
	get consumed(): number {
		return this.#inputs.reduce((sum, input) => sum + input.consumed, 0);
	}

	/** Octets in all; undefined when a source does not know. */
	get size(): number | undefined {
		let sum = 0;
		for (const { source } of this.#inputs) {
			if (source.size === undefined) return undefined;
			sum += source.size;
		}
		return sum;
	}

	/** How often each limit ended something, by the names of `--limit`. */
	limitHits(): Record<string, number> {
		const { expired, overCount, overOctets } = this.fragments.counts;
		const hits = {
			flows: this.#core.getU64(layout.CONTROL_FLOWS_EVICTED),
			"dns-queries": this.#core.getU64(layout.CONTROL_RESOLUTIONS_OVER),
			tunnels: this.#core.getU64(layout.CONTROL_TUNNELS_OVER),
			"fragment-datagrams": overCount,
			"fragment-octets": overOctets,
			"fragment-time": expired,
		};
		return Object.fromEntries(
			Object.entries(hits).filter(([, count]) => count > 0),
		);
	}

	/** What the core did so far. */
	work(): CoreWork {
		return readWork(this.#core);
	}

	/** Packets by protocol, and what was not decoded. */
	counters(): Counters {
		return readCounters(this.#core, this.#inputs);
	}
}
