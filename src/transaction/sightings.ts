import { Chains } from "./chains.js";
import type { Evidence } from "./evidence.js";
import { KeyList } from "./keylist.js";

/** So many of the latest candidates are compared; of a PDU that all phones send there are many. */
const CANDIDATES_LIMIT = 64;
/** So many with the same octets are looked through one by one; more are kept by address. */
const FEW = 16;

const NONE: readonly Evidence[] = [];

/** Exchanges in order, and when the last of them began: most searches are for what began later. */
interface Recent {
	items: Evidence[];
	latest: number;
}

type Lists = Map<string, Recent>;

/** Exchanges that carried the same octets, in order: all of them, or, of more than a few, the latest by either end. */
interface Alike {
	few: Evidence[];
	latest: number;
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
	/** By octets that phones share. */
	small: Map<string, Alike>;
	/** Clients that were notified. */
	notified: Set<string>;
}

/** A search for other sights of an exchange: what has its role, began near it, and was met by a key. */
export class Search {
	/** Oldest first within one key, each once. */
	readonly found: Evidence[] = [];
	/** Between the beginnings of two sights, at the most. */
	seconds: number;
	readonly #evidence: Evidence;

	constructor(evidence: Evidence, seconds: number) {
		this.#evidence = evidence;
		this.seconds = seconds;
	}

	/** What began before is not looked for. */
	get since(): number {
		return this.#evidence.firstTime - this.seconds;
	}

	/** Adds the latest of two lists, of which the old one comes first. */
	addLatest(
		old: readonly Evidence[] = NONE,
		young: readonly Evidence[] = NONE,
	) {
		const skipped = old.length + young.length - CANDIDATES_LIMIT;
		this.#addFrom(old, Math.max(0, skipped));
		this.#addFrom(young, Math.max(0, skipped - old.length));
	}

	#addFrom(list: readonly Evidence[], start: number): void {
		const { role, firstTime } = this.#evidence;
		for (let i = start; i < list.length; i++) {
			const one = list[i]!;
			if (one.role !== role) continue;
			if (Math.abs(one.firstTime - firstTime) > this.seconds) continue;
			if (!this.found.includes(one)) this.found.push(one);
		}
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

	/** What carried the octets. */
	alike(octets: string): AllAlike | undefined {
		const old = this.#old.small.get(octets);
		const young = this.#young.small.get(octets);
		return old || young ? { old, young } : undefined;
	}

	/** `known`: what carried the octets before. */
	addSmall(
		octets: string,
		evidence: Evidence,
		known: AllAlike | undefined,
	): void {
		// It can be met by its client, by its server, and as what its server asks on.
		this.#added += 3;
		const alike = known?.young;
		if (!alike) {
			this.#young.small.set(octets, newAlike(evidence));
			return;
		}
		alike.latest = Math.max(alike.latest, evidence.firstTime);
		if (alike.few.length < FEW && !alike.byClient) alike.few.push(evidence);
		else addToMany(alike, evidence);
	}

	addNotified(client: string): void {
		this.#added++;
		this.#young.notified.add(client);
	}

	/** The client was notified itself. */
	isNotified(client: string): boolean {
		return this.#young.notified.has(client) || this.#old.notified.has(client);
	}
}

/** Adds to a search what carried the octets to or from this client. */
export function findByClient(
	search: Search,
	{ old, young }: AllAlike,
	client: string,
): void {
	const { since } = search;
	const before = ofClient(old, client, since);
	const lately = ofClient(young, client, since);
	if (before || lately) search.addLatest(before, lately);
}

/** Adds to a search what carried the octets to or from this server. */
export function findByServer(
	search: Search,
	{ old, young }: AllAlike,
	server: string,
): void {
	const { since } = search;
	const before = ofServer(old, server, since);
	const lately = ofServer(young, server, since);
	if (before || lately) search.addLatest(before, lately);
}

function newGeneration(): Generation {
	return { telling: new Chains(), small: new Map(), notified: new Set() };
}

function newAlike(evidence: Evidence): Alike {
	return {
		few: [evidence],
		latest: evidence.firstTime,
		byClient: undefined,
		byServer: undefined,
	};
}

function addToMany(alike: Alike, evidence: Evidence): void {
	alike.byClient ??= new Map();
	alike.byServer ??= new Map();
	const all = alike.few.length === 0 ? [evidence] : [...alike.few, evidence];
	alike.few = [];
	for (const one of all) {
		pushTo(alike.byClient, one.address, one);
		pushTo(alike.byServer, one.server, one);
	}
}

function pushTo(lists: Lists, key: string, evidence: Evidence): void {
	const { firstTime } = evidence;
	const known = lists.get(key);
	if (!known) {
		lists.set(key, { items: [evidence], latest: firstTime });
		return;
	}
	const { items } = known;
	items.push(evidence);
	if (items.length >= 2 * CANDIDATES_LIMIT)
		items.splice(0, items.length - CANDIDATES_LIMIT);
	known.latest = Math.max(known.latest, firstTime);
}

function itemsSince(known: Recent | undefined, time: number) {
	return known && known.latest >= time ? known.items : undefined;
}

function ofClient(
	alike: Alike | undefined,
	client: string,
	time: number,
): Evidence[] | undefined {
	if (!alike || alike.latest < time) return undefined;
	if (alike.byClient) return itemsSince(alike.byClient.get(client), time);
	return alike.few.filter(({ address }) => address === client);
}

function ofServer(
	alike: Alike | undefined,
	server: string,
	time: number,
): Evidence[] | undefined {
	if (!alike || alike.latest < time) return undefined;
	if (alike.byServer) return itemsSince(alike.byServer.get(server), time);
	return alike.few.filter((one) => one.server === server);
}
