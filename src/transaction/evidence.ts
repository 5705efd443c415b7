import type { Exchange } from "../record.js";
import type { FoundSubscriber } from "../subscriber/subscribers.js";
import { addressKey, isIpAddress } from "./address.js";
import type { Archive, Route } from "./archive.js";
import type { Times } from "./arena.js";
import type { Written } from "./continuation.js";
import { Facts, FORGOTTEN, timesOf } from "./facts.js";
import { messageTypeOf, textsIn } from "./field.js";
import { hashOfText } from "./keylist.js";
import { askedForms } from "./location.js";
import { type More, NO_MORE, newMore } from "./more.js";
import { sortAlmost } from "./order.js";
import { RETRIEVE_CONF } from "./pdutype.js";
import { type Role, roleOf } from "./role.js";

/** Evidence that may belong together, until it is sorted out. */
export interface Bundle {
	/** Its number among those that are open. */
	readonly number: number;
	/** Its evidence, chained by `next`. */
	first: Evidence | undefined;
	last: Evidence | undefined;
	count: number;
	/** Hash of the Message-ID that its first submission got, 0: none; and of those of the others. */
	sentId: number;
	otherIds: readonly number[];
	/** Entry of its keys, which are chained as well; -1: it has none. */
	firstKey: number;
	firstFrame: number;
	lastTime: number;
	isOpen: boolean;
	/** It waits for its deadline, by its number. */
	isQueued: boolean;
	/** The bundle that took its evidence over. */
	into: Bundle | undefined;
	/** Neighbours in the order of events. */
	older: Bundle | undefined;
	newer: Bundle | undefined;
}

const NONE: readonly Evidence[] = [];
/** Messages that one m-delete-req is taken to name. */
const LOCATIONS_LIMIT = 64;

/** What is kept of an exchange whose message is written, as long as others may be compared with it. */
interface Rest extends Times {
	readonly submitted: number;
	/** It is compared by its times at most. */
	isForgotten: boolean;
	/** The exchange, once its facts are not kept any more. */
	packed: Uint8Array | undefined;
}

/** In the place of a place: the exchange is not packed. */
const UNPACKED = -1;

/** Of what nothing can be compared with any more; zeros that V8 keeps as the fractions that other times are. */
const NO_REST: Rest = {
	firstTime: -0,
	lastTime: -0,
	submitted: -0,
	isForgotten: true,
	packed: undefined,
};

/**
 * One exchange as the correlator keeps it: its role, its ends, and what it was put to. There are many, and most wait for
 * nothing: all else is packed, and unpacked when it is asked for. Methods of its own have no `#`, for which V8 would keep
 * one more word in each.
 */
export class Evidence {
	readonly role: Role;
	/** What holds it. */
	bundle: Bundle | undefined = undefined;
	/** The next evidence of that. */
	next: Evidence | undefined = undefined;
	readonly #route: Route;
	/** undefined: they are to be unpacked when they are asked for. */
	#facts: Facts | undefined;
	/** Place of the packed exchange, or what is left of it. The constructor changes it and the next: V8 expects both. */
	#kept = undefined as unknown as number | Rest;
	#more: More | undefined = NO_MORE;

	constructor(
		archive: Archive,
		role: Role,
		exchange: Exchange,
		{ position = 1, main }: { position?: number; main?: Evidence } = {},
	) {
		this.role = role;
		this.#route = archive.routeOf(exchange.client, exchange.server);
		this.#facts = new Facts(role, exchange, position, timesOf(exchange));
		this.#kept = UNPACKED;
		this.#more = main && { ...newMore(), main, position };
		if (main) main.addMore().isShared = true;
	}

	/** The addresses of the exchange. */
	get address(): string {
		return this.#route.address;
	}

	get server(): string {
		return this.#route.server;
	}

	get firstTime(): number {
		const facts = this.#facts;
		if (facts !== undefined) return facts.firstTime;
		const kept = this.#kept;
		if (typeof kept !== "number") return kept.firstTime;
		// Evidence of one exchange has its times.
		return kept < 0
			? this.#more!.main!.firstTime
			: this.#route.archive.firstTimeAt(kept);
	}

	get lastTime(): number {
		const facts = this.#facts;
		if (facts !== undefined) return facts.lastTime;
		const kept = this.#kept;
		if (typeof kept !== "number") return kept.lastTime;
		return kept < 0
			? this.#more!.main!.lastTime
			: this.#route.archive.lastTimeAt(kept);
	}

	/** Hash of the Message-ID; 0: none. */
	get idHash(): number {
		const { messageId } = this;
		return messageId === undefined ? 0 : hashOfText(messageId);
	}

	get exchange(): Exchange {
		return (this.#facts ?? this.reopen()).exchange;
	}

	get firstFrame(): number {
		return (this.#facts ?? this.reopen()).firstFrame;
	}

	get client(): string {
		return (this.#facts ?? this.reopen()).client;
	}

	get transactionId(): string | undefined {
		return (this.#facts ?? this.reopen()).transactionId;
	}

	get messageId(): string | undefined {
		return (this.#facts ?? this.reopen()).messageId;
	}

	get location(): string | undefined {
		return (this.#facts ?? this.reopen()).location;
	}

	get position(): number {
		return this.#more === undefined ? 1 : this.#more.position;
	}

	get sender(): string | undefined {
		return (this.#facts ?? this.reopen()).sender;
	}

	get recipients(): readonly string[] {
		return (this.#facts ?? this.reopen()).recipients;
	}

	/** The same exchange nearer to the handset (STATES 1, hop). */
	get outer(): Evidence | undefined {
		return this.#more?.outer;
	}

	set outer(outer: Evidence | undefined) {
		this.addMore().outer = outer;
	}

	/** The same exchange farther from the handset. */
	get inner(): readonly Evidence[] {
		return (this.#more ?? NO_MORE).inner;
	}

	set inner(inner: readonly Evidence[]) {
		this.addMore().inner = inner;
	}

	/** Of an attempt to connect: the exchange that the client made when it worked. */
	get following(): Evidence | undefined {
		return this.#more?.following;
	}

	set following(following: Evidence | undefined) {
		this.addMore().following = following;
	}

	/** The message that was written before and that it goes on with. */
	get continues(): Written | undefined {
		return this.#more?.continues;
	}

	set continues(continues: Written | undefined) {
		if (continues || this.#more) this.addMore().continues = continues;
	}

	/** Who had the client's address, by the network's signalling or a file. */
	get subscriber(): FoundSubscriber | undefined {
		return this.#more?.subscriber;
	}

	set subscriber(subscriber: FoundSubscriber | undefined) {
		if (subscriber || this.#more) this.addMore().subscriber = subscriber;
	}

	/** When the request was complete. */
	get submitted(): number {
		const kept = this.#kept;
		return typeof kept === "number"
			? (this.exchange.request?.time ?? this.lastTime)
			: kept.submitted;
	}

	/** Keeps the facts as they are until `release` or `close`. */
	hold(): void {
		const kept = this.#kept;
		if (typeof kept !== "number" && kept.isForgotten) return;
		this.#more?.main?.hold();
		this.#facts ??= this.unpack();
		this.#facts.isHeld = true;
	}

	release(): void {
		const { main } = this.#more ?? NO_MORE;
		if (this.#facts) this.#facts.isHeld = false;
		if (main || this.isPacked()) this.#facts = undefined;
		main?.release();
	}

	private isPacked(): boolean {
		const kept = this.#kept;
		return typeof kept === "number" ? kept >= 0 : kept.packed !== undefined;
	}

	/**
	 * The message is written. Recent exchanges may still be compared with this one; `isForgotten`: by its times at most.
	 */
	close(isForgotten: boolean): void {
		const { main, isShared } = this.#more ?? NO_MORE;
		const isAll = isForgotten && !isShared;
		if (isAll && !this.#more && this.#route.archive.isOver) {
			this.forget();
			return;
		}
		const rest = this.settle(isAll);
		if (isAll) {
			rest.isForgotten = true;
			rest.packed = undefined;
			this.#facts = undefined;
		} else this.release();
		main?.close(false);
	}

	/** At the end nothing comes that could be compared with it. */
	private forget(): void {
		const kept = this.#kept;
		if (typeof kept === "number" && kept >= 0) this.#route.archive.free(kept);
		this.#kept = NO_REST;
		this.#facts = undefined;
	}

	/** Gives the place of the packed exchange up; `isAll`: and the exchange with it. */
	private settle(isAll: boolean): Rest {
		const kept = this.#kept;
		if (typeof kept !== "number") return kept;
		const { firstTime, lastTime } = this;
		const rest: Rest = {
			firstTime,
			lastTime,
			submitted: this.role === "send" ? this.submitted : lastTime,
			isForgotten: isAll,
			packed: undefined,
		};
		if (kept >= 0) {
			if (isAll) this.#route.archive.free(kept);
			else rest.packed = this.#route.archive.take(kept);
		}
		this.#kept = rest;
		return rest;
	}

	/** The archive has other things to keep open. */
	pack(): void {
		const facts = this.#facts;
		if (!facts) return;
		const kept = this.#kept;
		const { exchange } = facts;
		if (this.#more?.main) {
			// That one packs the exchange.
		} else if (typeof kept !== "number")
			kept.packed ??= this.#route.archive.packApart(exchange, this);
		else if (kept < 0) this.#kept = this.#route.archive.pack(exchange, this);
		if (!facts.isHeld) this.#facts = undefined;
	}

	private addMore(): More {
		this.#more ??= newMore();
		return this.#more;
	}

	private reopen(): Facts {
		const facts = this.unpack();
		if (facts === FORGOTTEN) return facts;
		this.#facts = facts;
		this.#route.archive.add(this);
		return facts;
	}

	private unpack(): Facts {
		const kept = this.#kept;
		if (typeof kept !== "number" && kept.isForgotten) return FORGOTTEN;
		const { main, position } = this.#more ?? NO_MORE;
		const exchange = main ? main.exchange : this.unpackExchange(kept);
		return new Facts(this.role, exchange, position, this);
	}

	private unpackExchange(kept: number | Rest): Exchange {
		if (typeof kept === "number") return this.#route.archive.unpack(kept, this);
		return this.#route.archive.unpackApart(kept.packed!, this);
	}
}

/** Everything that an exchange does: a deletion may name several messages, a forward ends one and submits another. */
export function evidenceIn(
	exchange: Exchange,
	archive: Archive,
): readonly Evidence[] {
	const role = roleOf(exchange);
	if (!role) return NONE;
	const main = new Evidence(archive, role, exchange);
	const all = [main];
	if (role === "forward")
		all.push(new Evidence(archive, "send", exchange, { main }));
	if (role !== "delete") return all;
	const { length } = textsIn(exchange.request?.["mmse.content_location"]);
	const count = Math.min(length, LOCATIONS_LIMIT);
	for (let position = 2; position <= count; position++)
		all.push(new Evidence(archive, role, exchange, { position, main }));
	return all;
}

/** Key of the recipients: two submissions of one message have the same. */
export function recipientSetOf({ recipients }: Evidence): string {
	return recipients.length === 1
		? recipients[0]!
		: [...recipients].sort().join(",");
}

/** What a bundle holds. */
export function evidenceOfBundle(bundle: Bundle): Evidence[] {
	const items: Evidence[] = [];
	for (let one = bundle.first; one; one = one.next) items.push(one);
	return items;
}

/** Empties a bundle. */
export function takeEvidence(bundle: Bundle): Evidence[] {
	const items = evidenceOfBundle(bundle);
	for (const one of items) one.next = undefined;
	bundle.first = undefined;
	bundle.last = undefined;
	return items;
}

/** Order in which evidence is read: by time, then as captured. */
export function compareEvidence(a: Evidence, b: Evidence): number {
	return (
		a.firstTime - b.firstTime ||
		a.firstFrame - b.firstFrame ||
		(a.exchange.uid < b.exchange.uid ? -1 : 1)
	);
}

/** Evidence that is no hop of other, in the order in which it is read. */
export function outerInOrder(
	evidence: readonly Evidence[],
): readonly Evidence[] {
	for (let i = 0; i < evidence.length; i++) {
		const one = evidence[i]!;
		const isNext = i === 0 || compareEvidence(evidence[i - 1]!, one) <= 0;
		if (!isNext || one.outer)
			return sortAlmost(
				evidence.filter(({ outer }) => !outer),
				compareEvidence,
			);
	}
	return evidence;
}

/** Forms in which the locations of this evidence can be met again. */
export function locationForms(evidence: Evidence): string[] {
	const { role, location, transactionId } = evidence;
	if (location === undefined) return [];
	if (role === "notify") return askedForms(location, transactionId);
	return [location];
}

/** Subscriber's number that came with the exchange itself, from its headers. */
export function headerNumberOf({ exchange }: Evidence): string | undefined {
	const { request, response } = exchange;
	const number = request?.number ?? response?.number;
	return number === undefined || isIpAddress(number) ? undefined : number;
}

/** Subscriber's number: of the headers, else of who had the address then. */
export function numberOfEvidence(evidence: Evidence): string | undefined {
	return headerNumberOf(evidence) ?? evidence.subscriber?.number;
}

/** Subscriber's IMSI: of the headers, else of who had the address then. */
export function imsiOfEvidence(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	return request?.imsi ?? response?.imsi ?? evidence.subscriber?.imsi;
}

/** The capture lost the answer of a retrieval, or its beginning, with the ids that an acknowledgement would name. */
export function isLost({ role, transactionId, exchange }: Evidence): boolean {
	const { response, answerInGap } = exchange;
	if (role !== "retrieve" || transactionId !== undefined) return false;
	if (messageTypeOf(response) !== undefined) return false;
	const cause = response?.missingCause;
	return answerInGap === true || cause === "capture-gap" || cause === "sliced";
}

const CUT_CODES: ReadonlySet<string> = new Set([
	"truncated",
	"incomplete",
	"missing-nul",
]);

/** The PDU of the exchange breaks off, so that its last field may be shorter than it was. */
export function isBrokenOff({ exchange }: Evidence): boolean {
	if (exchange.problems.length === 0) return false;
	return exchange.problems.some(
		({ layer, code }) => layer === "mmse" && CUT_CODES.has(code),
	);
}

/** Whether two exchanges are of one subscriber; undefined: of one of them nobody is known. */
export function compareSubscribers(
	a: Evidence,
	b: Evidence,
): boolean | undefined {
	const one = numberOfEvidence(a);
	const other = one === undefined ? undefined : numberOfEvidence(b);
	if (one !== undefined && other !== undefined)
		return one === other || addressKey(one) === addressKey(other);
	const imsi = imsiOfEvidence(a);
	const otherImsi = imsi === undefined ? undefined : imsiOfEvidence(b);
	return imsi === undefined || otherImsi === undefined
		? undefined
		: imsi === otherImsi;
}

/**
 * Two exchanges of one phone: by subscriber where both are known, else by address within one lease of it (STATES 4.2):
 * an address of which a lease began or ended in between is somebody else's.
 */
export function isSameClient(a: Evidence, b: Evidence): boolean {
	const isSame = compareSubscribers(a, b);
	if (isSame !== undefined) return isSame;
	if (a.client !== b.client) return false;
	return isInLease(a, b) && isInLease(b, a);
}

/** The lease of the one covers the other; true as well where nothing is known of a lease. */
function isInLease({ subscriber }: Evidence, other: Evidence): boolean {
	if (!subscriber) return true;
	const { firstTime } = other;
	return (
		other.subscriber !== undefined ||
		(firstTime >= subscriber.from && firstTime <= subscriber.to)
	);
}

/** A message that names no transaction. */
export function isRetrievedWithoutId({
	transactionId,
	exchange,
}: Evidence): boolean {
	return (
		transactionId === undefined &&
		messageTypeOf(exchange.response) === RETRIEVE_CONF
	);
}
