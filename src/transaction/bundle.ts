import type { Bundle, Evidence } from "./evidence.js";
import { TouchOrder } from "./touchorder.js";

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
	/** In order of their last event: the oldest one is idle for the longest time. */
	readonly #open = new TouchOrder<Bundle>();
	#size = 0;
	/** Keys that name nothing, oldest first. */
	readonly #common = new Set<string>();
	readonly #commonLimit: number;

	constructor(commonLimit: number) {
		this.#commonLimit = commonLimit;
	}

	get size(): number {
		return this.#size;
	}

	get oldest(): Bundle | undefined {
		return this.#open.oldest;
	}

	/** All that are open, oldest first. */
	all(): Bundle[] {
		const bundles: Bundle[] = [];
		for (let one = this.#open.oldest; one; one = one.newer) bundles.push(one);
		return bundles;
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
		const fresh: string[] = [];
		for (const key of keys) {
			const slot = this.#slots.get(key);
			if (slot === undefined && !fresh.includes(key)) fresh.push(key);
			if (!slot) continue;
			bundle = bundle ? this.#merge(bundle, slot.bundle) : slot.bundle;
			this.#count(key, slot);
		}
		const target = bundle ?? this.#begin(evidence);
		// V8 leaves room for 16 more in an array that is pushed to, and most of these stay short.
		target.items = target.items.concat(evidence);
		target.lastTime = Math.max(target.lastTime, evidence.lastTime);
		target.firstFrame = Math.min(target.firstFrame, evidence.firstFrame);
		if (fresh.length > 0) this.#claim(fresh, target);
		this.#open.touch(target);
		return target;
	}

	/** Open bundles that share one of these keys, which changes nothing. */
	meet(keys: readonly string[]): Bundle[] {
		const met: Bundle[] = [];
		for (const key of keys) {
			const slot = this.#slots.get(key);
			if (slot && !met.includes(slot.bundle)) met.push(slot.bundle);
		}
		return met;
	}

	/** Joins two bundles that something else than a key says belong together. */
	connect(one: Bundle, other: Bundle): Bundle {
		const a = holderOf(one);
		const b = holderOf(other);
		return a.isOpen && b.isOpen ? this.#merge(a, b) : a;
	}

	/** Forgets a bundle. */
	close(bundle: Bundle): void {
		this.#leave(bundle);
		for (const key of bundle.keys)
			if (this.#slots.get(key)?.bundle === bundle) this.#slots.delete(key);
		bundle.keys = [];
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
			into: undefined,
			older: undefined,
			newer: undefined,
		};
		this.#open.add(bundle);
		this.#size++;
		return bundle;
	}

	#leave(bundle: Bundle): void {
		if (!bundle.isOpen) return;
		bundle.isOpen = false;
		this.#open.remove(bundle);
		this.#size--;
	}

	/** Takes keys that no bundle has. */
	#claim(keys: readonly string[], bundle: Bundle): void {
		for (const key of keys) this.#slots.set(key, { bundle, count: 1 });
		bundle.keys = bundle.keys.concat(keys);
	}

	/** One more exchange has the key: too many, and it says nothing. */
	#count(key: string, slot: Slot): void {
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
		const into = a.items.length >= b.items.length ? a : b;
		const from = into === a ? b : a;
		into.items = into.items.concat(from.items);
		into.keys = into.keys.concat(from.keys);
		for (const key of from.keys) {
			const slot = this.#slots.get(key);
			if (slot?.bundle === from) slot.bundle = into;
		}
		into.lastTime = Math.max(into.lastTime, from.lastTime);
		into.firstFrame = Math.min(into.firstFrame, from.firstFrame);
		from.into = into;
		from.items = [];
		from.keys = [];
		this.#leave(from);
		return into;
	}
}
