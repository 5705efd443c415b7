import type { HttpPair } from "../http/message.js";
import type { Carriage, Exchange, PduFields, Problem } from "../record.js";
import type { WapTransaction } from "../wap/transaction.js";
import { NOTIFICATION } from "./relevance.js";

/** Who takes what happened, in the order in which it did. */
export interface Takers {
	onTime(seconds: number): void;
	onPair(pair: HttpPair): void;
	/** @param opened how its session was opened */
	onTransaction(transaction: WapTransaction, opened: Exchange["connect"]): void;
	onNotification(fields: PduFields): void;
	/** All that waited was taken: more comes only later. */
	onTaken(): void;
}

const IS_TIME = 0;
const IS_PAIR = 1;
const IS_TRANSACTION = 2;
const IS_NOTIFICATION = 3;

/** More in a row bring nothing. */
const LIMIT = 256;

type Event = number | HttpPair | WapTransaction | PduFields;

/** What may change after a message was told, which counts for nothing any more. */
interface Told {
	carriage: Carriage;
	problems: Problem[];
}

/**
 * What happened and is taken later, many in a row: to make an exchange is the work of dozens of functions, which the
 * decoding of the next packets drives out of the processor's caches. All of it is over: what still changes of HTTP is how
 * often segments were repeated, and what is odd about those.
 */
export class Waiting {
	readonly #takers: Takers;
	readonly #kinds = new Uint8Array(LIMIT);
	readonly #events: (Event | undefined)[] = [];
	/** Of transactions. */
	readonly #opened: Exchange["connect"][] = [];
	/** Of requests and answers of pairs: repeats and problems by then. */
	readonly #repeats = new Uint32Array(2 * LIMIT);
	readonly #problems = new Uint32Array(2 * LIMIT);
	#count = 0;

	/** All that waits is taken now: something else asks what is known by now. */
	readonly settle: () => void;

	/** @param measured puts a function that is measured in the place of one */
	constructor(
		takers: Takers,
		measured: (does: () => void) => () => void = (does) => does,
	) {
		this.#takers = takers;
		this.settle = measured(() => this.#takeAll());
		for (let i = 0; i < LIMIT; i++) {
			this.#events.push(undefined);
			this.#opened.push(undefined);
		}
	}

	/** Time that goes on without anything happening goes on at once. */
	time(seconds: number): void {
		const last = this.#count - 1;
		if (last >= 0 && this.#kinds[last] === IS_TIME)
			this.#events[last] = seconds;
		else this.#add(IS_TIME, seconds);
	}

	pair(pair: HttpPair): void {
		this.#note(pair.request, pair.response);
		this.#add(IS_PAIR, pair);
	}

	transaction(transaction: WapTransaction, opened: Exchange["connect"]): void {
		this.#opened[this.#count] = opened;
		this.#add(IS_TRANSACTION, transaction);
	}

	/** The fields of a PDU: what follows a notification may belong to its message. */
	pdu(fields: PduFields): void {
		if (fields["mmse.message_type"] === NOTIFICATION)
			this.#add(IS_NOTIFICATION, fields);
	}

	#note(request: Told | undefined, response: Told | undefined): void {
		const at = 2 * this.#count;
		if (request !== undefined) {
			this.#repeats[at] = request.carriage.retransmissions;
			this.#problems[at] = request.problems.length;
		}
		if (response !== undefined) {
			this.#repeats[at + 1] = response.carriage.retransmissions;
			this.#problems[at + 1] = response.problems.length;
		}
	}

	/** As it was when it was told. */
	#recall(message: Told | undefined, at: number): void {
		if (message === undefined) return;
		const { carriage, problems } = message;
		const repeats = this.#repeats[at] as number;
		const count = this.#problems[at] as number;
		if (carriage.retransmissions !== repeats)
			carriage.retransmissions = repeats;
		if (problems.length !== count) message.problems = problems.slice(0, count);
	}

	#add(kind: number, event: Event): void {
		this.#kinds[this.#count] = kind;
		this.#events[this.#count] = event;
		if (++this.#count === LIMIT) this.settle();
	}

	#takeAll(): void {
		const count = this.#count;
		this.#count = 0;
		const takers = this.#takers;
		const events = this.#events;
		for (let i = 0; i < count; i++) {
			const event = events[i];
			events[i] = undefined;
			switch (this.#kinds[i]) {
				case IS_TIME:
					takers.onTime(event as number);
					break;
				case IS_PAIR:
					this.#takePair(event as HttpPair, i);
					break;
				case IS_TRANSACTION:
					this.#takeTransaction(event as WapTransaction, i);
					break;
				default:
					takers.onNotification(event as PduFields);
			}
		}
		takers.onTaken();
	}

	#takePair(pair: HttpPair, at: number): void {
		this.#recall(pair.request, 2 * at);
		this.#recall(pair.response, 2 * at + 1);
		this.#takers.onPair(pair);
	}

	#takeTransaction(transaction: WapTransaction, at: number): void {
		const opened = this.#opened[at];
		this.#opened[at] = undefined;
		this.#takers.onTransaction(transaction, opened);
	}
}
