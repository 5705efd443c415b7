import type { Access, Identity, Tunnel } from "../record.js";
import { isSameSubscriber } from "./leasebook.js";
import { SUBSCRIBER_LIMITS } from "./limits.js";
import { formatBlock, parseBlock, widen } from "./prefix.js";

/** Identities of one address that are kept, the latest ones. */
const PER_ADDRESS_LIMIT = 32;
/** What ended so long ago is asked for no more: exchanges come late, but not that late. */
const KEEP_SECONDS = 2 * 3600;
/** Addresses that are looked at for what can be forgotten, each time one is added. */
const SWEEP_COUNT = 2;
/** Signalling and traffic of one moment are this far apart at most: RADIUS counts whole seconds. */
const SLACK_SECONDS = 2;

/** Which source is believed for what several know, best first. */
const SOURCES = ["radius", "gtp-c", "pfcp", "file"];

/** Who had an address at a time. */
export interface FoundSubscriber {
	number?: string;
	/** Where the number is from. */
	source: string;
	imsi?: string;
	access?: Access;
	/** Capture time from which on, and until when, the address is known to be its. */
	from: number;
	to: number;
}

export interface SubscriberQuery {
	address: string;
	/** Capture time in seconds. */
	time: number;
	/** What the packets were inside: tells apart two networks with the same addresses. */
	tunnel?: Tunnel;
}

/** An identity and when it ended, as far as later ones tell. */
interface Span {
	identity: Identity;
	end: number;
}

/** Subscribers by address and prefix, and by time: what all sources told, asked for at any time later. */
export class Subscribers {
	/** By canonical address or prefix, in order of the last addition. */
	readonly #byBlock = new Map<string, Identity[]>();
	/** Lengths of prefixes that are there, longest first. */
	readonly #lengths: Record<4 | 16, number[]> = { 4: [], 16: [] };
	readonly #limit: number;
	/** The latest begin or end that signalling told. */
	#now = Number.NEGATIVE_INFINITY;
	/** Addresses that the limit ended. */
	dropped = 0;

	constructor(limit: number = SUBSCRIBER_LIMITS["subscriber-addresses"]) {
		this.#limit = limit;
	}

	/** Nothing was told of anybody. */
	get isEmpty(): boolean {
		return this.#byBlock.size === 0;
	}

	/**
	 * Takes an identity; one of the same source, gateway, address and begin is replaced.
	 *
	 * @returns its canonical address, or undefined when that is none
	 */
	add(identity: Identity): string | undefined {
		const block = parseBlock(identity.address);
		if (!block) return undefined;
		const key = formatBlock(block);
		const family = block.octets.length as 4 | 16;
		const lengths = this.#lengths[family];
		if (!lengths.includes(block.length))
			this.#lengths[family] = [...lengths, block.length].sort((a, b) => b - a);
		const known = this.#byBlock.get(key) ?? [];
		this.#byBlock.delete(key);
		this.#byBlock.set(key, withIdentity(known, identity));
		if (identity.source !== "file")
			this.#now = Math.max(this.#now, identity.to ?? identity.from);
		this.#sweep();
		return key;
	}

	/** Forgets what ended long ago; beyond the limit, what was told first. */
	#sweep(): void {
		let count = 0;
		for (const [key, identities] of this.#byBlock) {
			if (++count > SWEEP_COUNT) break;
			this.#byBlock.delete(key);
			if (!identities.every((identity) => this.#isOver(identity)))
				this.#byBlock.set(key, identities);
		}
		if (this.#byBlock.size <= this.#limit) return;
		const [oldest] = this.#byBlock.keys();
		this.#byBlock.delete(oldest as string);
		this.dropped++;
	}

	#isOver({ source, to }: Identity): boolean {
		return (
			source !== "file" && to !== undefined && to + KEEP_SECONDS < this.#now
		);
	}

	/** All that is known of the address, of the prefixes around it too. */
	about(address: string): Identity[] {
		return this.#blocksOf(address).flatMap(
			(key) => this.#byBlock.get(key) ?? [],
		);
	}

	/** Who had the address at the time; undefined when nobody is known, or several are possible. */
	find(query: SubscriberQuery): FoundSubscriber | undefined {
		if (this.#byBlock.size === 0) return undefined;
		for (const key of this.#blocksOf(query.address)) {
			const spans = spansOf(this.#byBlock.get(key) ?? []);
			const covering = at(spans, query.time);
			if (covering.length > 0) return choose(covering, query.tunnel);
		}
		return undefined;
	}

	/** Keys of the address and the prefixes around it that may be there, the narrowest first. */
	#blocksOf(address: string): string[] {
		const block = parseBlock(address);
		if (!block) return [];
		const keys: string[] = [];
		for (const length of this.#lengths[block.octets.length as 4 | 16]) {
			if (length > block.length) continue;
			const key = formatBlock(widen(block, length));
			if (this.#byBlock.has(key)) keys.push(key);
		}
		return keys;
	}
}

/** In order of time; what is told again replaces what was told before. */
function withIdentity(
	known: readonly Identity[],
	identity: Identity,
): Identity[] {
	const others = known.filter((other) => !isReplaced(other, identity));
	others.push(identity);
	others.sort((a, b) => a.from - b.from);
	return others.slice(-PER_ADDRESS_LIMIT);
}

/** The same lease: told anew, or now known to have begun earlier. */
function isReplaced(other: Identity, identity: Identity): boolean {
	if (other.source !== identity.source) return false;
	if (other.gateway !== identity.gateway) return false;
	if (!isSameSubscriber(other, identity)) return false;
	const isOpen = other.to === undefined && identity.from <= other.from;
	const end = identity.to ?? Number.POSITIVE_INFINITY;
	return other.from === identity.from || (isOpen && end > other.from);
}

/** An open end is where the same gateway gave the address to another one. */
function spansOf(identities: readonly Identity[]): Span[] {
	return identities.map((identity, index) => {
		if (identity.to !== undefined) return { identity, end: identity.to };
		const next = identities
			.slice(index + 1)
			.find(
				(later) =>
					later.source === identity.source &&
					later.gateway === identity.gateway &&
					later.from > identity.from &&
					!isSameSubscriber(later, identity),
			);
		return { identity, end: next?.from ?? Number.POSITIVE_INFINITY };
	});
}

/** Those that cover the time, or else those that nearly do. */
function at(spans: readonly Span[], time: number): Span[] {
	const covers = (slack: number) =>
		spans.filter(
			({ identity, end }) =>
				identity.from - slack <= time && time < end + slack,
		);
	const exact = covers(0);
	return exact.length > 0 ? exact : covers(SLACK_SECONDS);
}

/** One subscriber out of those who had the address at a time; undefined when they are several. */
function choose(
	spans: readonly Span[],
	tunnel: Tunnel | undefined,
): FoundSubscriber | undefined {
	const possible = byTunnel(
		spans.map(({ identity }) => identity),
		tunnel,
	);
	const told = possible.filter(({ source }) => source !== "file");
	// The network knows better than a file: it says it at that moment.
	const candidates = told.length > 0 ? told : possible;
	const [first, ...others] = [...candidates].sort(
		(a, b) => rank(a) - rank(b) || b.from - a.from,
	);
	if (!first) return undefined;
	const isOne = others.every(
		(other) =>
			isSameSubscriber(first, other) || isCompatible(first, other, candidates),
	);
	if (!isOne) return undefined;
	const found = merge([first, ...others]);
	for (const { identity, end } of spans) {
		if (!candidates.includes(identity)) continue;
		found.from = Math.min(found.from, identity.from);
		found.to = Math.max(found.to, end);
	}
	return found;
}

/** By the endpoint that the packets go to: it is one session's, whoever else has the address. */
function byTunnel(
	identities: readonly Identity[],
	tunnel: Tunnel | undefined,
): readonly Identity[] {
	const { outer, teid } = tunnel ?? {};
	if (!outer || teid === undefined) return identities;
	const [, peer] = outer;
	const ofPeer = ({ tunnels = [] }: Identity) =>
		tunnels.filter(({ address }) => address === peer);
	const named = identities.filter((identity) =>
		ofPeer(identity).some((endpoint) => endpoint.teid === teid),
	);
	if (named.length > 0) return named;
	// A session with other endpoints at this peer is not the one.
	return identities.filter((identity) => ofPeer(identity).length === 0);
}

/** Sources that tell different things of one subscriber: one its number, the other its IMSI, about the same session. */
function isCompatible(
	one: Identity,
	other: Identity,
	all: readonly Identity[],
): boolean {
	if (all.length > 2 || one.source === other.source) return false;
	const isDisjoint =
		(one.imsi === undefined || other.imsi === undefined) &&
		(one.number === undefined || other.number === undefined);
	return isDisjoint && Math.abs(one.from - other.from) <= SLACK_SECONDS;
}

function merge(identities: readonly Identity[]): FoundSubscriber {
	const { source, from } = identities[0]!;
	const found: FoundSubscriber = { source, from, to: from };
	let access: Access = {};
	for (const identity of identities) {
		const { number, imsi, source } = identity;
		if (found.number === undefined && number !== undefined) {
			found.number = number;
			found.source = source;
		}
		if (imsi !== undefined) found.imsi ??= imsi;
		access = { ...identity.access, ...access };
	}
	if (Object.keys(access).length > 0) found.access = access;
	return found;
}

function rank({ source }: Identity): number {
	const index = SOURCES.indexOf(source);
	return index < 0 ? SOURCES.length : index;
}
