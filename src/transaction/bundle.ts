import { TouchOrder } from "../flow/touchorder.js";
import type { Bundle, Evidence } from "./evidence.js";
import { KEY } from "./keykind.js";
import { KeyList } from "./keylist.js";
import { KeyTable } from "./keytable.js";

/** The bundle that holds what was once in this one. */
export function holderOf(bundle: Bundle): Bundle {
	let holder = bundle;
	while (holder.into) holder = holder.into;
	return holder;
}

/** The copy is in one place with its submission already, by its Message-ID. */
export function isNamed({ role, idHash }: Evidence, bundle: Bundle): boolean {
	if (role !== "retrieve" || idHash === 0) return false;
	return bundle.sentId === idHash || bundle.otherIds.includes(idHash);
}

/** A key that so many exchanges share names nothing (a constant id of a test server). */
const KEY_LIMIT = 64;
/** Locations are fetched again and again by some clients. */
const LOCATION_KEY_LIMIT = 1000;

/** Words of a key's entry: number of its bundle, how many more exchanges may have it, next key of the bundle. */
const BUNDLE = KeyTable.OWN;
const LEFT = KeyTable.OWN + 1;
const NEXT = KeyTable.OWN + 2;
const NO_BUNDLE = -1;
const NO_IDS: readonly number[] = [];

/** Open bundles by the keys of their evidence: one look-up per key, whatever is open. */
export class Bundles {
	readonly #slots = new KeyTable(3);
	readonly #byNumber: (Bundle | undefined)[] = [];
	readonly #freeNumbers: number[] = [];
	/** In order of their last event: the oldest one is idle for the longest time. */
	readonly #open = new TouchOrder<Bundle>();
	#size = 0;
	/** Entries of keys that name nothing; when they are as many as may be, the oldest one is at `#commonAt`. */
	readonly #common: number[] = [];
	#commonAt = 0;
	readonly #commonLimit: number;
	/** A bit for each kind of key that any of them ever had. */
	kinds = 0;

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
		keys?: KeyList,
		hints?: KeyList,
		other?: Bundle,
	): Bundle {
		const known = other && holderOf(other);
		let bundle = known?.isOpen ? known : undefined;
		if (hints) bundle = this.#meetAll(hints, bundle, false);
		if (keys) bundle = this.#meetAll(keys, bundle, true);
		const target = bundle ?? this.#begin(evidence);
		put(target, evidence);
		if (keys) this.#claim(keys, target);
		this.#open.touch(target);
		return target;
	}

	/** One bundle of all that have one of the keys. Marks in the list which of them nothing has. */
	#meetAll(
		keys: KeyList,
		first: Bundle | undefined,
		isOwn: boolean,
	): Bundle | undefined {
		let bundle = first;
		const slots = this.#slots;
		const { words, count } = keys;
		for (let key = 0; key < count * KeyList.WORDS; key += KeyList.WORDS) {
			const at = slots.find(words[key]!, words[key + 1]!);
			if (at < 0) {
				words[key + 2] = -words[key + 2]!;
				continue;
			}
			const number = slots.words[at + BUNDLE]!;
			if (number === NO_BUNDLE) continue;
			const met = this.#byNumber[number]!;
			if (!bundle) bundle = met;
			else if (bundle !== met) bundle = this.#merge(bundle, met);
			if (isOwn) this.#count(at);
		}
		return bundle;
	}

	#bundleAt(at: number): Bundle | undefined {
		const number = this.#slots.words[at + BUNDLE]!;
		return number === NO_BUNDLE ? undefined : this.#byNumber[number];
	}

	/** Open bundles that share one of these keys, which changes nothing. */
	meet(keys: KeyList): Bundle[] {
		const met: Bundle[] = [];
		for (let i = 0; i < keys.count; i++) {
			const at = this.#slots.find(keys.high(i), keys.low(i));
			const bundle = at < 0 ? undefined : this.#bundleAt(at);
			if (bundle && !met.includes(bundle)) met.push(bundle);
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
		let at = bundle.firstKey;
		while (at >= 0) {
			const next = this.#slots.words[at + NEXT]!;
			this.#slots.remove(at);
			at = next;
		}
		bundle.firstKey = -1;
	}

	/** Notes that the bundle waits for its deadline by its number; false: it did before. */
	enqueue(bundle: Bundle): boolean {
		if (bundle.isQueued) return false;
		bundle.isQueued = true;
		return true;
	}

	/** The bundle that waited for its deadline; undefined: it is part of another one, or closed. */
	dequeue(number: number): Bundle | undefined {
		const bundle = this.#byNumber[number];
		if (bundle) bundle.isQueued = false;
		else this.#freeNumbers.push(number);
		return bundle;
	}

	#begin({ firstFrame, lastTime }: Evidence): Bundle {
		const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
		const bundle: Bundle = {
			number,
			first: undefined,
			last: undefined,
			count: 0,
			sentId: 0,
			otherIds: NO_IDS,
			firstKey: -1,
			firstFrame,
			lastTime,
			isOpen: true,
			isQueued: false,
			into: undefined,
			older: undefined,
			newer: undefined,
		};
		this.#byNumber[number] = bundle;
		this.#open.add(bundle);
		this.#size++;
		return bundle;
	}

	#leave(bundle: Bundle): void {
		if (!bundle.isOpen) return;
		bundle.isOpen = false;
		this.#byNumber[bundle.number] = undefined;
		// What waits for its deadline by its number would find another one.
		if (!bundle.isQueued) this.#freeNumbers.push(bundle.number);
		this.#open.remove(bundle);
		this.#size--;
	}

	/** Takes the keys that nothing has. */
	#claim(keys: KeyList, bundle: Bundle): void {
		const slots = this.#slots;
		const { words, count } = keys;
		for (let key = 0; key < count * KeyList.WORDS; key += KeyList.WORDS) {
			const kind = words[key + 2]!;
			if (kind > 0) continue;
			const high = words[key]!;
			const low = words[key + 1]!;
			// One that stands twice in the list has its entry by now.
			if (slots.find(high, low) >= 0) continue;
			const at = slots.insert(high, low);
			const entries = slots.words;
			const limit = kind === -KEY.location ? LOCATION_KEY_LIMIT : KEY_LIMIT;
			this.kinds |= 1 << -kind;
			entries[at + BUNDLE] = bundle.number;
			entries[at + LEFT] = limit - 1;
			entries[at + NEXT] = bundle.firstKey;
			bundle.firstKey = at;
		}
	}

	/** One more exchange has the key: too many, and it says nothing. */
	#count(at: number): void {
		const { words } = this.#slots;
		const left = words[at + LEFT]! - 1;
		words[at + LEFT] = left;
		if (left >= 0) return;
		this.#drop(at);
		words[at + BUNDLE] = NO_BUNDLE;
		const common = this.#common;
		if (common.length < this.#commonLimit) {
			common.push(at);
			return;
		}
		this.#slots.remove(common[this.#commonAt]!);
		common[this.#commonAt] = at;
		this.#commonAt = (this.#commonAt + 1) % this.#commonLimit;
	}

	/** Takes the key from its bundle. */
	#drop(key: number): void {
		const { words } = this.#slots;
		const bundle = this.#bundleAt(key)!;
		const next = words[key + NEXT]!;
		if (bundle.firstKey === key) {
			bundle.firstKey = next;
			return;
		}
		let at = bundle.firstKey;
		while (words[at + NEXT] !== key) at = words[at + NEXT]!;
		words[at + NEXT] = next;
	}

	#merge(a: Bundle, b: Bundle): Bundle {
		if (a === b) return a;
		const into = a.count >= b.count ? a : b;
		const from = into === a ? b : a;
		for (let one = from.first; one; one = one.next) one.bundle = into;
		if (into.last) into.last.next = from.first;
		into.last = from.last;
		into.count += from.count;
		if (from.sentId !== 0) {
			addSent(into, from.sentId);
			for (const id of from.otherIds) addSent(into, id);
		}
		this.#moveKeys(from, into);
		into.lastTime = Math.max(into.lastTime, from.lastTime);
		into.firstFrame = Math.min(into.firstFrame, from.firstFrame);
		from.into = into;
		from.first = undefined;
		from.last = undefined;
		from.count = 0;
		from.sentId = 0;
		from.otherIds = NO_IDS;
		this.#leave(from);
		return into;
	}

	#moveKeys(from: Bundle, into: Bundle): void {
		if (from.firstKey < 0) return;
		const { words } = this.#slots;
		let at = from.firstKey;
		for (;;) {
			words[at + BUNDLE] = into.number;
			const next = words[at + NEXT]!;
			if (next < 0) break;
			at = next;
		}
		words[at + NEXT] = into.firstKey;
		into.firstKey = from.firstKey;
		from.firstKey = -1;
	}
}

function put(bundle: Bundle, evidence: Evidence): void {
	if (bundle.last) bundle.last.next = evidence;
	else bundle.first = evidence;
	bundle.last = evidence;
	evidence.bundle = bundle;
	bundle.count++;
	const id = evidence.role === "send" ? evidence.idHash : 0;
	if (id !== 0) addSent(bundle, id);
	if (evidence.lastTime > bundle.lastTime) bundle.lastTime = evidence.lastTime;
	if (evidence.firstFrame < bundle.firstFrame)
		bundle.firstFrame = evidence.firstFrame;
}

/** Most bundles have one submission: a list for each would be most of what they take. */
function addSent(bundle: Bundle, id: number): void {
	if (bundle.sentId === 0) bundle.sentId = id;
	else bundle.otherIds = bundle.otherIds.concat([id]);
}
