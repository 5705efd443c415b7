import { Chains } from "./chains.js";
import type { Evidence } from "./evidence.js";
import { KeyList } from "./keylist.js";
import { KeyTable } from "./keytable.js";

/** So many of the latest candidates are compared; of a PDU that all phones send there are many. */
const CANDIDATES_LIMIT = 64;
/** So many with the same octets are looked through one by one; more are kept by address. */
const FEW = 16;

const NONE: readonly Evidence[] = [];

/** Exchanges in order, when they began, and when the last of them did: most searches are for what began later. */
interface Recent {
	readonly items: Evidence[];
	readonly times: number[];
	latest: number;
}

type Lists = Map<string, Recent>;

/** Exchanges that carried the same octets: all of them, or, of more than a few, the latest by either end. */
interface Alike extends Recent {
	byClient: Lists | undefined;
	byServer: Lists | undefined;
}

/** The same of both generations. */
export interface AllAlike {
	old: Alike | undefined;
	young: Alike | undefined;
}

/** What came in one stretch of time. */
interface Generation {
	/** By octets, URL or answer that say by themselves that it is one exchange. */
	telling: Chains;
	/** By octets that phones share: which of `alikes`. */
	small: KeyTable;
	alikes: Alike[];
	/** Clients that were notified. */
	notified: KeyTable;
}

/**
 * A search for other sights of an exchange: what has its role, began near it, and was met by a key. One is used again and
 * again.
 */
export class Search {
	/** Oldest first within one key, each once. */
	readonly found: Evidence[] = [];
	/** Between the beginnings of two sights, at the most. */
	seconds = -0;
	#role = "";
	#time = -0;

	/** Forgets what was found, and begins to search for another exchange. */
	begin({ role, firstTime }: Evidence, seconds: number): this {
		if (this.found.length > 0) this.found.length = 0;
		this.#role = role;
		this.#time = firstTime;
		this.seconds = seconds;
		return this;
	}

	/** What began before is not looked for. */
	get since(): number {
		return this.#time - this.seconds;
	}

	/** Adds the latest of two lists, of which the old one comes first. */
	addLatest(
		old: readonly Evidence[] = NONE,
		young: readonly Evidence[] = NONE,
	): void {
		const skipped = old.length + young.length - CANDIDATES_LIMIT;
		for (let i = Math.max(0, skipped); i < old.length; i++)
			this.#add(old[i]!, old[i]!.firstTime);
		for (let i = Math.max(0, skipped - old.length); i < young.length; i++)
			this.#add(young[i]!, young[i]!.firstTime);
	}

	/** Adds the latest of two lists with one address, of which the old one comes first. */
	addLists(old: Recent | undefined, young: Recent | undefined): void {
		const before = old === undefined ? 0 : old.items.length;
		const lately = young === undefined ? 0 : young.items.length;
		const skipped = before + lately - CANDIDATES_LIMIT;
		if (old) this.#addFrom(old, Math.max(0, skipped));
		if (young) this.#addFrom(young, Math.max(0, skipped - before));
	}

	/** Adds those of a few that came from, or went to, this address. */
	addFew(few: Alike, isClient: boolean, address: string): void {
		const least = this.#time - this.seconds;
		if (few.latest < least) return;
		const most = this.#time + this.seconds;
		const { items, times } = few;
		for (let i = 0; i < times.length; i++) {
			const time = times[i]!;
			if (time < least || time > most) continue;
			const one = items[i]!;
			if ((isClient ? one.address : one.server) === address)
				this.#add(one, time);
		}
	}

	/** Times say of most that they are no other sights: those exchanges need not be looked at. */
	#addFrom({ items, times }: Recent, start: number): void {
		const least = this.#time - this.seconds;
		const most = this.#time + this.seconds;
		for (let i = start; i < times.length; i++) {
			const time = times[i]!;
			if (time >= least && time <= most) this.#add(items[i]!, time);
		}
	}

	#add(one: Evidence, time: number): void {
		if (Math.abs(time - this.#time) > this.seconds) return;
		if (one.role === this.#role && !this.found.includes(one))
			this.found.push(one);
	}
}

/**
 * Exchanges of the last minutes by what they carried: two generations, of which the older one is forgotten when the
 * younger one has lasted long enough or holds too much.
 */
export class Sightings {
	#young = newGeneration();
	#old = newGeneration();
	#began = Number.NEGATIVE_INFINITY;
	#added = 0;
	/** How often exchanges were forgotten before their time. */
	limitHits = 0;
	readonly #keys = new KeyList();
	readonly #keepSeconds: number;
	readonly #limit: number;

	/** Nothing is forgotten within `keepSeconds`; `limit`: of the keys of both generations. */
	constructor(keepSeconds: number, limit: number) {
		this.#keepSeconds = keepSeconds;
		this.#limit = limit;
	}

	/** Tells the time, in seconds. */
	advance(now: number): void {
		const isOver = now - this.#began > this.#keepSeconds;
		if (!isOver && this.#added * 2 <= this.#limit) return;
		if (!isOver) this.limitHits++;
		this.#old = this.#young;
		this.#young = newGeneration();
		this.#began = now;
		this.#added = 0;
	}

	/** Finds what has the telling key, and adds the evidence to it. */
	meetTelling(search: Search, key: string, evidence: Evidence): void {
		this.#added++;
		const keys = this.#keys.clear();
		keys.add(0, key);
		const high = keys.high(0);
		const low = keys.low(0);
		const old = this.#old.telling.latest(high, low, CANDIDATES_LIMIT);
		const { telling } = this.#young;
		const before = telling.add(high, low, evidence);
		if (before >= 0)
			search.addLatest(old, telling.from(before, CANDIDATES_LIMIT));
		else if (old) search.addLatest(old);
	}

	/** What carried the octets; asked before `addSmall`, which goes on with what was found. */
	alike(octets: string): AllAlike | undefined {
		const keys = this.#keys.clear();
		keys.add(0, octets);
		const old = alikeIn(this.#old, keys);
		const young = alikeIn(this.#young, keys);
		return old || young ? { old, young } : undefined;
	}

	/** Adds evidence to the octets that `alike` was asked for last, and that `known` carried before. */
	addSmall(evidence: Evidence, known: AllAlike | undefined): void {
		// It can be met by its client, by its server, and as what its server asks on.
		this.#added += 3;
		const alike = known?.young;
		if (!alike) {
			const { small, alikes } = this.#young;
			const at = small.insert(this.#keys.high(0), this.#keys.low(0));
			small.words[at + KeyTable.OWN] = alikes.length;
			alikes.push(newAlike(evidence));
			return;
		}
		const { firstTime } = evidence;
		if (firstTime > alike.latest) alike.latest = firstTime;
		if (alike.items.length < FEW && !alike.byClient) {
			alike.items.push(evidence);
			alike.times.push(firstTime);
		} else addToMany(alike, evidence);
	}

	addNotified(client: string): void {
		this.#added++;
		const { notified } = this.#young;
		const keys = this.#keys.clear();
		keys.add(0, client);
		if (notified.find(keys.high(0), keys.low(0)) < 0)
			notified.insert(keys.high(0), keys.low(0));
	}

	/** The client was notified itself. */
	isNotified(client: string): boolean {
		const keys = this.#keys.clear();
		keys.add(0, client);
		const high = keys.high(0);
		const low = keys.low(0);
		return (
			this.#young.notified.find(high, low) >= 0 ||
			this.#old.notified.find(high, low) >= 0
		);
	}
}

function alikeIn({ small, alikes }: Generation, keys: KeyList) {
	if (small.size === 0) return undefined;
	const at = small.find(keys.high(0), keys.low(0));
	return at < 0 ? undefined : alikes[small.words[at + KeyTable.OWN]!];
}

/** Adds to a search what carried the octets to or from this client. */
export function findByClient(
	search: Search,
	known: AllAlike,
	client: string,
): void {
	findIn(search, known, true, client);
}

/** Adds to a search what carried the octets to or from this server. */
export function findByServer(
	search: Search,
	known: AllAlike,
	server: string,
): void {
	findIn(search, known, false, server);
}

function findIn(
	search: Search,
	{ old, young }: AllAlike,
	isClient: boolean,
	address: string,
): void {
	// So few of both are never too many: no lists of them are needed.
	if (isFew(old) && isFew(young)) {
		if (old) search.addFew(old, isClient, address);
		if (young) search.addFew(young, isClient, address);
		return;
	}
	const before = old && listIn(old, isClient, address, search.since);
	const lately = young && listIn(young, isClient, address, search.since);
	if (before || lately) search.addLists(before, lately);
}

function isFew(alike: Alike | undefined): boolean {
	return alike === undefined || alike.byClient === undefined;
}

function newGeneration(): Generation {
	return {
		telling: new Chains(),
		small: new KeyTable(1),
		alikes: [],
		notified: new KeyTable(0),
	};
}

function newAlike(evidence: Evidence): Alike {
	const { firstTime } = evidence;
	return {
		items: [evidence],
		times: [firstTime],
		latest: firstTime,
		byClient: undefined,
		byServer: undefined,
	};
}

function addToMany(alike: Alike, evidence: Evidence): void {
	const { items, times } = alike;
	alike.byClient ??= new Map();
	alike.byServer ??= new Map();
	items.push(evidence);
	times.push(evidence.firstTime);
	for (let i = 0; i < items.length; i++) {
		const one = items[i]!;
		pushTo(alike.byClient, one.address, one, times[i]!);
		pushTo(alike.byServer, one.server, one, times[i]!);
	}
	items.length = 0;
	times.length = 0;
}

function pushTo(
	lists: Lists,
	key: string,
	evidence: Evidence,
	firstTime: number,
): void {
	const known = lists.get(key);
	if (!known) {
		lists.set(key, {
			items: [evidence],
			times: [firstTime],
			latest: firstTime,
		});
		return;
	}
	const { items, times } = known;
	items.push(evidence);
	times.push(firstTime);
	if (items.length >= 2 * CANDIDATES_LIMIT) {
		items.copyWithin(0, CANDIDATES_LIMIT);
		items.length -= CANDIDATES_LIMIT;
		times.copyWithin(0, CANDIDATES_LIMIT);
		times.length -= CANDIDATES_LIMIT;
	}
	if (firstTime > known.latest) known.latest = firstTime;
}

/** Those of a client or server, unless all of them began before `since`. */
function listIn(
	alike: Alike,
	isClient: boolean,
	address: string,
	since: number,
): Recent | undefined {
	if (alike.latest < since) return undefined;
	const lists = isClient ? alike.byClient : alike.byServer;
	if (!lists) return fewIn(alike, isClient, address);
	const list = lists.get(address);
	return list && list.latest >= since ? list : undefined;
}

function fewIn(
	{ items, times, latest }: Alike,
	isClient: boolean,
	address: string,
): Recent | undefined {
	let few: Recent | undefined;
	for (let i = 0; i < items.length; i++) {
		const one = items[i]!;
		if ((isClient ? one.address : one.server) !== address) continue;
		few ??= { items: [], times: [], latest };
		few.items.push(one);
		few.times.push(times[i]!);
	}
	return few;
}
