import { type Path, reversed } from "../flow/path.js";
import { Chains, hashOf } from "./chains.js";
import type { Peers } from "./peers.js";
import { Queue } from "./queue.js";
import type { WapFlow } from "./row.js";
import type { WspSession } from "./session.js";
import type { WapTransaction } from "./transaction.js";
import type { WtpExchange } from "./wtpexchange.js";

/** One end of a pair. */
export interface Peer {
	readonly address: string;
	readonly port: number;
	/** Of address, port and scope. */
	readonly hash: number;
}

/** Which peer of a pair. The first is the one whose address and port sort lower, whoever was seen first. */
export type Side = 0 | 1;

/** More transactions than most pairs have at a time. */
const CHAINED_LIMIT = 8;

/** A transaction as ICMP may be about it. */
interface Begun {
	/** What is told of it; absent once it was reported. */
	readonly waiting: WapTransaction | undefined;
}

/** Transactions that began since ICMP was heard: when there are more, all that wait are gone through. */
const BEGUN_LIMIT = 256;

/** Takes one that is not the newest out of its chain; false: it is not there. */
function takeOut<T extends { older: T | undefined }>(
	newest: T | undefined,
	gone: T,
): boolean {
	let one = newest;
	while (one && one.older !== gone) one = one.older;
	if (!one) return false;
	one.older = gone.older;
	return true;
}

export function otherSide(side: Side): Side {
	return side === 0 ? 1 : 0;
}

/** Two peers that talk WAP: the address quadruplet of WAP-230 6.2, in one scope. */
export class Pair {
	readonly peers: readonly [Peer, Peer];
	readonly family: 4 | 6;
	/** The first peer's side first. */
	readonly path: Path | undefined;
	/** udp.stream of its first flow. */
	readonly stream: number;
	/** The WSP session in force. */
	session: WspSession | undefined;
	/** What stands for a session that the capture does not show. */
	unseen: WspSession | undefined;
	/** Connectionless: transactions that are not reported. */
	asked = 0;
	/** The newest of those that are remembered; `older` chains them: 512 at most. */
	newestPeers: Peers | undefined;
	/** Name of what stands for a session of connectionless WSP. */
	connectionless: string | undefined;
	/** Connection mode: the transaction that was looked up last. */
	recent: WtpExchange | undefined;
	/** The newest transaction of each initiator and TID, by a key of both: `older` chains them as long as they are few. */
	#newest: WtpExchange | undefined;
	#chained = 0;
	#byKey: Map<number, WtpExchange> | undefined;
	/** By side: what it began since ICMP said that what it sends arrives nowhere; absent: that was never, or is too much. */
	#begun: [Begun[] | undefined, Begun[] | undefined] | undefined;
	/** More than one flow was between them: rows of one say nothing of when those of another come. */
	isShared = false;
	/** Sessions opened on it so far. */
	sessions = 0;
	/** Whose side the phone is on, as far as PDUs told. */
	client: Side | undefined;

	/** Of addresses, ports and scope. */
	readonly hash: number;
	next: Pair | undefined;
	/** It was not dropped. */
	isKnown = true;

	/** @param first whose address and port sort lower: A's (0) or B's */
	constructor(flow: WapFlow, first: Side, peers: readonly [Peer, Peer]) {
		this.hash = hashOfPair(...peers);
		this.peers = peers;
		this.family = flow.family;
		const { path } = flow;
		this.path = path && first === 1 ? reversed(path) : path;
		this.stream = flow.stream;
	}

	/** It is between these two, of which the lower is the first. */
	isOf(first: Peer, second: Peer, scope: string | undefined): boolean {
		const [one, other] = this.peers;
		return (
			isSame(one, first) &&
			isSame(other, second) &&
			(this.path?.scope ?? "") === (scope ?? "")
		);
	}

	/** Connectionless: what is remembered with this TID octet and requester. */
	peersOf(requester: Side, tid: number): Peers | undefined {
		let one = this.newestPeers;
		while (one && (one.tid !== tid || one.requester !== requester))
			one = one.older;
		return one;
	}

	addPeers(peers: Peers): void {
		peers.older = this.newestPeers;
		this.newestPeers = peers;
	}

	/** They must be there. */
	deletePeers(peers: Peers): void {
		if (this.newestPeers === peers) this.newestPeers = peers.older;
		else takeOut(this.newestPeers, peers);
		peers.older = undefined;
	}

	/** Connection mode: transactions that a side began and that are not reported. */
	*waiting(initiator: Side): Generator<WapTransaction> {
		for (const exchange of this.#transactions())
			if (exchange.initiator === initiator && !exchange.isReported)
				yield exchange.record;
	}

	/** The newest transaction with this key. */
	transaction(key: number): WtpExchange | undefined {
		const { recent } = this;
		if (recent?.key === key) return recent;
		if (this.#byKey) return this.#byKey.get(key);
		let one = this.#newest;
		while (one && one.key !== key) one = one.older;
		return one;
	}

	/** None with its key may be there. */
	addTransaction(exchange: WtpExchange): void {
		if (!this.#byKey && this.#chained === CHAINED_LIMIT) this.#index();
		if (this.#byKey) {
			this.#byKey.set(exchange.key, exchange);
			return;
		}
		exchange.older = this.#newest;
		this.#newest = exchange;
		this.#chained++;
	}

	/** It may have left before. */
	deleteTransaction(exchange: WtpExchange): void {
		const { key, older } = exchange;
		if (this.recent === exchange) this.recent = undefined;
		if (this.#byKey) {
			if (this.#byKey.get(key) !== exchange) return;
			this.#byKey.delete(key);
			if (this.#byKey.size === 0) this.#byKey = undefined;
			return;
		}
		if (this.#newest === exchange) this.#newest = older;
		else if (!takeOut(this.#newest, exchange)) return;
		exchange.older = undefined;
		this.#chained--;
	}

	/** They are many: from now on a table finds them. */
	#index(): void {
		const byKey = new Map<number, WtpExchange>();
		let one = this.#newest;
		while (one) {
			const { older } = one;
			byKey.set(one.key, one);
			one.older = undefined;
			one = older;
		}
		this.#newest = undefined;
		this.#chained = 0;
		this.#byKey = byKey;
	}

	*#transactions(): Generator<WtpExchange> {
		if (this.#byKey) yield* this.#byKey.values();
		for (let one = this.#newest; one; one = one.older) yield one;
	}

	/** A side began a transaction. */
	begin(side: Side, transaction: Begun): void {
		const list = this.#begun?.[side];
		if (!list) return;
		if (list.length < BEGUN_LIMIT) list.push(transaction);
		else this.#begun![side] = undefined;
	}

	/**
	 * What a side began since this was called last; undefined: it may be anything that waits. Of what was there before ICMP
	 * tells nothing new, and any number of packets may ask for it.
	 */
	takeBegun(side: Side): readonly Begun[] | undefined {
		this.#begun ??= [undefined, undefined];
		const list = this.#begun[side];
		if (!list || list.length > 0) this.#begun[side] = [];
		return list;
	}

	/** The phone's side: told by PDUs, else guessed by the ports of `wdp-ports`; `otherwise` when they say nothing. */
	clientOr(otherwise: Side): Side {
		if (this.client !== undefined) return this.client;
		const [first, second] = this.peers;
		if (isServerPort(first.port) !== isServerPort(second.port))
			return isServerPort(first.port) ? 1 : 0;
		if (isClientPort(first.port) !== isClientPort(second.port))
			return isClientPort(first.port) ? 0 : 1;
		return otherwise;
	}
}

function isServerPort(port: number): boolean {
	return port >= 9200 && port <= 9203;
}

function isClientPort(port: number): boolean {
	return port === 2948 || port === 2949;
}

/** The same address and port. */
export function isSame(one: Peer, other: Peer): boolean {
	return one.port === other.port && one.address === other.address;
}

/** Does A's address and port sort lower than B's, as text? */
function isLower({ addressA, portA, addressB, portB }: WapFlow): boolean {
	return addressA === addressB
		? String(portA) <= String(portB)
		: addressA < addressB;
}

/** A flow's pair, and which side of it the flow's A is. */
export interface Located {
	pair: Pair;
	sideOfA: Side;
}

/** All pairs, the oldest dropped beyond a limit. */
export class Pairs {
	readonly #limit: number;
	readonly #dropped: () => void;
	/** Flows that were located since all were looked up anew. */
	#located = 0;
	#generation = {};
	readonly #chains = new Chains<Pair>();
	readonly #byAge = new Queue<Pair>(({ isKnown }) => isKnown);

	constructor(limit: number, dropped: () => void) {
		this.#limit = limit;
		this.#dropped = dropped;
	}

	/** Whether so many flows more can come before all are looked up anew. */
	hasRoomFor(flows: number): boolean {
		return this.#located + flows <= this.#limit;
	}

	of(flow: WapFlow): Located {
		if (flow.locatedIn === this.#generation) return flow as Located;
		if (this.#located >= this.#limit) {
			this.#generation = {};
			this.#located = 0;
		}
		this.#located++;
		flow.locatedIn = this.#generation;
		flow.sideOfA = isLower(flow) ? 0 : 1;
		flow.pair = this.#pairOf(flow, flow.sideOfA);
		return flow as Located;
	}

	#pairOf(flow: WapFlow, sideOfA: Side): Pair {
		const scope = flow.path?.scope;
		const a = peerOf(flow.addressA, flow.portA, scope);
		const b = peerOf(flow.addressB, flow.portB, scope);
		const [first, second] = sideOfA === 0 ? [a, b] : [b, a];
		let known = this.#chains.first(hashOfPair(first, second));
		while (known && !known.isOf(first, second, scope)) known = known.next;
		if (known) {
			if (known.stream !== flow.stream) known.isShared = true;
			return known;
		}
		const pair = new Pair(flow, sideOfA, [first, second]);
		this.#chains.add(pair);
		this.#byAge.add(pair);
		if (this.#chains.size > this.#limit) this.#dropOldest();
		return pair;
	}

	#dropOldest(): void {
		const { oldest } = this.#byAge;
		if (!oldest) return;
		oldest.isKnown = false;
		this.#chains.delete(oldest);
		if (oldest.session) this.#dropped();
	}
}

/** Not the same for all packets of which both ends are one address and port: those may be sent in any number. */
function hashOfPair(first: Peer, second: Peer): number {
	return Math.imul(first.hash, 0x9e3779b1) ^ second.hash;
}

function peerOf(
	address: string,
	port: number,
	scope: string | undefined,
): Peer {
	const hash = hashOf(address, port);
	return { address, port, hash: scope ? hashOf(scope, hash) : hash };
}
