import type { Evidence } from "./evidence.js";

/** Evidence that may belong together, until it is sorted out. */
export interface Bundle {
	items: Evidence[];
	keys: string[];
	firstFrame: number;
	lastTime: number;
	/** uid of the record that a limit ended. */
	continues?: string;
	isOpen: boolean;
	/** It waits for its deadline. */
	isQueued: boolean;
	/** The bundle that took its evidence over. */
	into?: Bundle;
}

/** The bundle that holds what was once in this one. */
export function holderOf(bundle: Bundle): Bundle {
	let holder = bundle;
	while (holder.into) holder = holder.into;
	return holder;
}

/** A key that so many exchanges share names nothing (a constant id of a test server). */
const KEY_LIMIT = 64;
/** Locations are fetched again and again by some clients. */
const LOCATION_KEY_LIMIT = 1000;

interface Slot {
	bundle: Bundle;
	count: number;
}

/** Open bundles by the keys of their evidence: one look-up per key, whatever is open. */
export class Bundles {
	readonly #slots = new Map<string, Slot | null>();
	/** In order of their last event: the first one is idle for the longest time. */
	readonly #open = new Set<Bundle>();
	/** Keys that name nothing, oldest first. */
	readonly #common = new Set<string>();
	readonly #commonLimit: number;

	constructor(commonLimit: number) {
		this.#commonLimit = commonLimit;
	}

	get size(): number {
		return this.#open.size;
	}

	get oldest(): Bundle | undefined {
		return this.#open.values().next().value;
	}

	[Symbol.iterator](): IterableIterator<Bundle> {
		return this.#open.values();
	}

	/**
	 * Puts evidence to what it shares a key with, or to the bundle of `other`; bundles that now share it become one.
	 * `hints` are keys that the evidence may meet others by, but does not have itself.
	 */
	add(
		evidence: Evidence,
		keys: readonly string[],
		other?: Bundle,
		hints: readonly string[] = [],
	): Bundle {
		const known = other && holderOf(other);
		let bundle = known?.isOpen ? known : undefined;
		for (const hint of hints) {
			const slot = this.#slots.get(hint);
			if (slot)
				bundle = bundle ? this.#merge(bundle, slot.bundle) : slot.bundle;
		}
		const own: string[] = [];
		for (const key of keys) {
			const slot = this.#slots.get(key);
			if (slot === null) continue;
			own.push(key);
			if (!slot) continue;
			bundle = bundle ? this.#merge(bundle, slot.bundle) : slot.bundle;
		}
		const target = bundle ?? this.#begin(evidence);
		target.items.push(evidence);
		target.lastTime = Math.max(target.lastTime, evidence.lastTime);
		target.firstFrame = Math.min(target.firstFrame, evidence.firstFrame);
		for (const key of own) this.#claim(key, target);
		this.#touch(target);
		return target;
	}

	/** Joins two bundles that something else than a key says belong together. */
	connect(one: Bundle, other: Bundle): Bundle {
		const [a, b] = [holderOf(one), holderOf(other)];
		return a.isOpen && b.isOpen ? this.#merge(a, b) : a;
	}

	/** Forgets a bundle. */
	close(bundle: Bundle): void {
		bundle.isOpen = false;
		this.#open.delete(bundle);
		for (const key of bundle.keys)
			if (this.#slots.get(key)?.bundle === bundle) this.#slots.delete(key);
	}

	#begin(evidence: Evidence): Bundle {
		const { firstFrame, lastTime } = evidence;
		const bundle: Bundle = {
			items: [],
			keys: [],
			firstFrame,
			lastTime,
			isOpen: true,
			isQueued: false,
		};
		this.#open.add(bundle);
		return bundle;
	}

	#touch(bundle: Bundle): void {
		this.#open.delete(bundle);
		this.#open.add(bundle);
	}

	#claim(key: string, bundle: Bundle): void {
		const slot = this.#slots.get(key);
		if (!slot) {
			this.#slots.set(key, { bundle, count: 1 });
			bundle.keys.push(key);
			return;
		}
		slot.count++;
		const limit = key.startsWith("u|") ? LOCATION_KEY_LIMIT : KEY_LIMIT;
		if (slot.count <= limit) return;
		this.#slots.set(key, null);
		this.#common.add(key);
		if (this.#common.size <= this.#commonLimit) return;
		const oldest = this.#common.values().next().value!;
		this.#common.delete(oldest);
		this.#slots.delete(oldest);
	}

	#merge(a: Bundle, b: Bundle): Bundle {
		if (a === b) return a;
		const [into, from] = a.items.length >= b.items.length ? [a, b] : [b, a];
		for (const evidence of from.items) into.items.push(evidence);
		for (const key of from.keys) {
			const slot = this.#slots.get(key);
			if (!slot) continue;
			slot.bundle = into;
			into.keys.push(key);
		}
		into.lastTime = Math.max(into.lastTime, from.lastTime);
		into.firstFrame = Math.min(into.firstFrame, from.firstFrame);
		const continues = into.continues ?? from.continues;
		if (continues !== undefined) into.continues = continues;
		from.isOpen = false;
		from.into = into;
		from.items = [];
		from.keys = [];
		this.#open.delete(from);
		return into;
	}
}
