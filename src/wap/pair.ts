import { type Path, reversed } from "../flow/path.js";
import type { Peers } from "./peers.js";
import { Queue } from "./queue.js";
import type { WapFlow } from "./row.js";
import type { WspSession } from "./session.js";
import type { WapTransaction } from "./transaction.js";
import type { WtpExchange } from "./wtpexchange.js";

/** One end of a pair. */
export interface Peer {
	address: string;
	port: number;
}

/** Which peer of a pair. The first is the one whose address and port sort lower, whoever was seen first. */
export type Side = 0 | 1;

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
	/** Connectionless: requests that are remembered, by a key of requester and TID octet. */
	datagrams: Map<number, Peers> | undefined;
	/** Name of what stands for a session of connectionless WSP. */
	connectionless: string | undefined;
	/** Connection mode: the newest transaction of each initiator and TID, by a key of both. */
	transactions: Map<number, WtpExchange> | undefined;
	/** The one of these that was looked up last. */
	recent: WtpExchange | undefined;
	/** More than one flow was between them: rows of one say nothing of when those of another come. */
	isShared = false;
	/** Sessions opened on it so far. */
	sessions = 0;
	/** Whose side the phone is on, as far as PDUs told. */
	client: Side | undefined;

	/** Addresses, ports and scope. */
	readonly key: string;
	/** It was not dropped. */
	isKnown = true;

	constructor(flow: WapFlow, first: Side, key: string) {
		this.key = key;
		const ends: [Peer, Peer] = [
			{ address: flow.addressA, port: flow.portA },
			{ address: flow.addressB, port: flow.portB },
		];
		this.peers = first === 0 ? ends : [ends[1], ends[0]];
		this.family = flow.family;
		const { path } = flow;
		this.path = path && first === 1 ? reversed(path) : path;
		this.stream = flow.stream;
	}

	/** Transactions that a side began and that are not reported. */
	*waiting(initiator: Side): Generator<WapTransaction> {
		for (const exchange of this.transactions?.values() ?? [])
			if (exchange.initiator === initiator && !exchange.isReported)
				yield exchange.record;
		for (const peers of this.datagrams?.values() ?? [])
			for (const { requester, record } of peers.newestFirst())
				if (record && requester === initiator) yield record;
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

/** A flow's pair, and which side of it the flow's A is. */
export interface Located {
	pair: Pair;
	sideOfA: Side;
	/** What it counts for. */
	generation: object;
}

/** All pairs, the oldest dropped beyond a limit. */
export class Pairs {
	readonly #limit: number;
	readonly #dropped: () => void;
	/** Flows that were located since all were looked up anew. */
	#located = 0;
	#generation = {};
	readonly #byKey = new Map<string, Pair>();
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
		const known = flow.located;
		if (known && known.generation === this.#generation) return known;
		if (this.#located >= this.#limit) {
			this.#generation = {};
			this.#located = 0;
		}
		this.#located++;
		const located = this.#locate(flow);
		flow.located = located;
		return located;
	}

	#locate(flow: WapFlow): Located {
		const a = `${flow.addressA} ${flow.portA}`;
		const b = `${flow.addressB} ${flow.portB}`;
		const sideOfA: Side = a <= b ? 0 : 1;
		const ends = sideOfA === 0 ? `${a} ${b}` : `${b} ${a}`;
		const key = `${ends} ${flow.path?.scope ?? ""}`;
		const known = this.#byKey.get(key);
		const generation = this.#generation;
		if (known) {
			if (known.stream !== flow.stream) known.isShared = true;
			return { pair: known, sideOfA, generation };
		}
		const pair = new Pair(flow, sideOfA, key);
		this.#byKey.set(key, pair);
		this.#byAge.add(pair);
		if (this.#byKey.size > this.#limit) this.#dropOldest();
		return { pair, sideOfA, generation };
	}

	#dropOldest(): void {
		const { oldest } = this.#byAge;
		if (!oldest) return;
		oldest.isKnown = false;
		this.#byKey.delete(oldest.key);
		if (oldest.session) this.#dropped();
	}
}
