import { type Touched, TouchOrder } from "../flow/touchorder.js";
import type { Message } from "../record.js";
import { type Bundles, holderOf } from "./bundle.js";
import { type Bundle, type Evidence, evidenceOfBundle } from "./evidence.js";
import type { KeyList } from "./keylist.js";

/** Evidence of an exchange that is still going on, with the keys by which it meets others. */
export interface OpenEvidence {
	evidence: Evidence;
	/** Its keys and hints. */
	keys: KeyList;
}

/** How a message stood when it was shown. */
interface Shown extends Touched<Shown> {
	readonly uid: string;
	state: string;
}

/** What is to be shown together: what a bundle holds and what is still going on. */
interface Group {
	bundles: Set<Bundle>;
	open: Evidence[];
	isNew: boolean;
}

/**
 * Chooses what to show of messages that are not final: those that something happened to since the last time. It only
 * looks: what is shown early changes nothing in what is written later.
 */
export class Preview {
	readonly #changed = new Set<Bundle>();
	/** How each message that was shown stood then. Oldest out. */
	readonly #shown = new Map<string, Shown>();
	readonly #order = new TouchOrder<Shown>();
	readonly #limit: number;
	/** Exchanges that were going on the last time. */
	#going: ReadonlySet<string> = new Set();

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** Something happened to the bundle. */
	touch(bundle: Bundle): void {
		this.#changed.add(bundle);
	}

	/** Evidence to be sorted out, by group. */
	groups(open: readonly OpenEvidence[], bundles: Bundles): Evidence[][] {
		const groups = new Set<Group>();
		const byBundle = new Map<Bundle, Group>();
		for (const bundle of this.#changed) {
			const holder = holderOf(bundle);
			if (holder.isOpen && !byBundle.has(holder))
				begin(groups, byBundle, [holder]).isNew = true;
		}
		this.#changed.clear();
		const going = new Set<string>();
		for (const { evidence, keys } of open) {
			const { uid } = evidence.exchange;
			going.add(uid);
			const met = bundles.meet(keys);
			const group = begin(groups, byBundle, met);
			group.open.push(evidence);
			if (!this.#going.has(uid)) group.isNew = true;
		}
		this.#going = going;
		return [...groups]
			.filter(({ isNew }) => isNew)
			.map((group) => itemsOf(group));
	}

	/** Whether the message stands otherwise than when it was last shown. */
	isNews(message: Message): boolean {
		const { uid, frames, lastTime, reason, verdict } = message;
		const state = `${frames.length} ${lastTime} ${reason} ${verdict}`;
		const known = this.#shown.get(uid);
		if (known?.state === state) return false;
		if (known) {
			known.state = state;
			this.#order.touch(known);
			return true;
		}
		const shown = { uid, state, older: undefined, newer: undefined };
		this.#shown.set(uid, shown);
		this.#order.add(shown);
		if (this.#shown.size > this.#limit) this.forget(this.#order.oldest!.uid);
		return true;
	}

	/** The message is written. */
	forget(uid: string): void {
		const shown = this.#shown.get(uid);
		if (!shown) return;
		this.#shown.delete(uid);
		this.#order.remove(shown);
	}
}

/** The group of these bundles, of which some may have one already. */
function begin(
	groups: Set<Group>,
	byBundle: Map<Bundle, Group>,
	bundles: readonly Bundle[],
): Group {
	const group: Group = { bundles: new Set(bundles), open: [], isNew: false };
	for (const bundle of bundles) {
		const known = byBundle.get(bundle);
		if (!known || !groups.delete(known)) continue;
		for (const one of known.bundles) group.bundles.add(one);
		group.open.push(...known.open);
		group.isNew ||= known.isNew;
	}
	for (const bundle of group.bundles) byBundle.set(bundle, group);
	groups.add(group);
	return group;
}

function itemsOf({ bundles, open }: Group): Evidence[] {
	const items = [...bundles].flatMap(evidenceOfBundle);
	for (const evidence of open)
		if (!isHop(evidence, items)) items.push(evidence);
	return items;
}

/** The same octets are under way elsewhere: a relay of what is there already. */
function isHop(evidence: Evidence, items: readonly Evidence[]): boolean {
	const hash = evidence.exchange.request?.pduHash;
	if (hash === undefined) return false;
	return items.some(
		({ exchange, firstTime }) =>
			exchange.request?.pduHash === hash && firstTime <= evidence.firstTime,
	);
}
