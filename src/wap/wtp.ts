import {
	assignStamp,
	copyStamp,
	type Moment,
	momentOf,
	type Stamp,
} from "../flow/stamp.js";
import {
	WTP_FLAG_GTR,
	WTP_FLAG_RID,
	WTP_FLAG_TID_NEW,
	WTP_FLAG_TTR,
	WTP_FLAG_TVE,
	WTP_FLAG_UP,
	WTP_HAS_PSN,
} from "../wasm/layout.js";
import { Room } from "./pieces.js";
import { isResult, lateArrival, SduReassembly } from "./reassembly.js";
import {
	type WapRow,
	WTP_ABORT,
	WTP_ACK,
	WTP_INVOKE,
	WTP_NEGATIVE_ACK,
	WTP_RESULT,
	WTP_SEGMENTED_RESULT,
} from "./row.js";
import {
	ALL_PACKETS,
	type Arrival,
	type Prints,
	sequenceNumber,
} from "./scattered.js";
import { isWholeMessage, type Sdu, SinglePacket } from "./singlepacket.js";
import type { WapRun } from "./waprun.js";

/** Timers of WTP for one bearer (WAP-224 appendix A), as far as they tell how long a transaction can live. */
export interface WtpTimers {
	/** Seconds between repeats of a Result, the longest of the retry intervals. */
	retry: number;
	maxRetransmissions: number;
	/** Seconds that a finished transaction is remembered. */
	wait: number;
}

export const WTP_TIMERS: Readonly<Record<"IP" | "SMS" | "USSD", WtpTimers>> = {
	IP: { retry: 7, maxRetransmissions: 8, wait: 40 },
	SMS: { retry: 70, maxRetransmissions: 4, wait: 300 },
	USSD: { retry: 20, maxRetransmissions: 4, wait: 60 },
};

/** Seconds without a packet after which a transaction is dead. */
export function wtpLifetime(timers: WtpTimers): number {
	return timers.retry * timers.maxRetransmissions + timers.wait;
}

export interface WtpAbort extends Moment {
	type: number;
	reason: number;
	byInitiator: boolean;
}

/** What a packet did: `invoke` and `result` say for which message. */
export interface WtpEffect {
	side?: "invoke" | "result";
	arrival: Arrival | "noted" | "ignored";
}

/** A packet that the network doubles comes within this of the end of its transaction. */
const DUPLICATE_SECONDS = 2;

/** Ack that names a packet; whether it is the last one may show only later. */
interface GroupAck {
	psn: number;
	readonly stamp: Stamp;
}

type SduEffects = Readonly<Record<Arrival, WtpEffect>>;

function effectsOn(side: "invoke" | "result"): SduEffects {
	return {
		added: { side, arrival: "added" },
		completed: { side, arrival: "completed" },
		repeated: { side, arrival: "repeated" },
		refused: { side, arrival: "refused" },
	};
}

/** Without looking for a name among the keys, which V8 takes a call for. */
function effectOf(effects: SduEffects, arrival: Arrival): WtpEffect {
	switch (arrival) {
		case "added":
			return effects.added;
		case "completed":
			return effects.completed;
		case "repeated":
			return effects.repeated;
		default:
			return effects.refused;
	}
}

const ON_INVOKE = effectsOn("invoke");
const ON_RESULT = effectsOn("result");
/** Stands for a message of which nothing was seen, and for those of a transaction that is over. */
const NO_SDU: Sdu = new SduReassembly(0);

const NO_PRINTS: Prints = [];

const NOTED: WtpEffect = { arrival: "noted" };
const IGNORED: WtpEffect = { arrival: "ignored" };

/**
 * One WTP transaction (WAP-224 7) as packets show it, in whatever order they come. It knows nothing of addresses and
 * of what its messages say.
 */
export class WtpTransaction {
	/** 0, 1, 2; unknown without the Invoke. */
	transactionClass: number | undefined;
	/** Class 2: the responder has the Invoke, the Result takes time. Class 1: the responder has taken it. */
	responderAck: Moment | undefined;
	/** The initiator has the Result. */
	lastAck: Moment | undefined;
	abort: WtpAbort | undefined;
	/** Octets of its messages that are kept at the moment. */
	octets = 0;
	/** Second from which nothing more is expected: what comes is a repeat, or another transaction with its TID. */
	#closed: number | undefined;
	readonly #limit: number;
	readonly #room: Room;
	#invoke: Sdu | undefined;
	#result: Sdu | undefined;
	#invokeAck: GroupAck | undefined;
	#resultAck: GroupAck | undefined;
	#start: number | undefined;
	/** After the end: what is known of the packets. */
	#invokePrints: Prints | undefined;
	#resultPrints: Prints | undefined;

	constructor(octetsLimit: number, room = new Room()) {
		this.#limit = octetsLimit;
		this.#room = room;
	}

	/** Its messages as far as they came; after the end nothing is in them. */
	get invoke(): Sdu {
		return this.#invoke ?? NO_SDU;
	}

	get result(): Sdu {
		return this.#result ?? NO_SDU;
	}

	sdu(side: "invoke" | "result"): Sdu {
		return side === "invoke" ? this.invoke : this.result;
	}

	/** Everything that its class calls for was seen (SPEC 7.4). */
	get isDone(): boolean {
		if (!this.invoke.finished) return false;
		if (this.transactionClass === 0) return true;
		if (this.transactionClass === 1) return this.responderAck !== undefined;
		return this.result.finished && this.lastAck !== undefined;
	}

	/** Classes 0 and 1. */
	get isWithoutResult(): boolean {
		return this.transactionClass === 0 || this.transactionClass === 1;
	}

	/** A peer said that it is over, though not all of it was seen. */
	get isEnding(): boolean {
		if (this.abort || this.lastAck) return true;
		return this.transactionClass === 1 && this.responderAck !== undefined;
	}

	/** Packets with octets of a message were seen, or an Abort: more than acknowledgements. */
	get isSubstantial(): boolean {
		return (
			this.invoke.started || this.result.started || this.abort !== undefined
		);
	}

	/** Is this packet the beginning of another transaction with the same TID (SPEC 7.3)? */
	isAnother(row: WapRow): boolean {
		if (row.type === WTP_INVOKE) return this.#isAnotherInvoke(row);
		if (this.#closed === undefined || !carriesData(row) || this.abort)
			return false;
		const known = this.#printAt(row);
		if (known === undefined) return true;
		return known !== row.print && (row.flags & WTP_FLAG_RID) === 0;
	}

	/** Was this very packet of its Result seen before? */
	knows(row: WapRow): boolean {
		return isResult(row) && this.#printAt(row) === row.print;
	}

	/** What comes now is a repeat, or not of it. */
	close(seconds: number): void {
		this.#closed = seconds;
		this.octets = 0;
		this.#invoke?.release();
		this.#result?.release();
		this.#invokePrints = this.#invoke?.prints ?? NO_PRINTS;
		this.#resultPrints = this.#result?.prints ?? NO_PRINTS;
		this.#invoke = undefined;
		this.#result = undefined;
		this.#invokeAck = undefined;
		this.#resultAck = undefined;
		this.responderAck = undefined;
		this.lastAck = undefined;
	}

	/** Nobody needs the octets of a message any more. */
	release(side: "invoke" | "result"): void {
		const sdu = this.sdu(side);
		this.octets -= sdu.octets;
		sdu.release();
	}

	accept(row: WapRow): WtpEffect {
		const fromInitiator = (row.tid & 0x8000) === 0;
		// The top bit of the TID tells the initiator: an Invoke by the responder is not of this transaction.
		switch (row.type) {
			case WTP_RESULT:
			case WTP_SEGMENTED_RESULT:
				return fromInitiator ? IGNORED : this.#acceptResult(row);
			case WTP_ACK:
				return this.#acceptAck(row, fromInitiator);
			case WTP_ABORT:
				return this.#acceptAbort(row, fromInitiator);
			case WTP_NEGATIVE_ACK:
				return NOTED;
			default:
				return fromInitiator ? this.#acceptInvoke(row) : IGNORED;
		}
	}

	/**
	 * Takes pieces of a run, as `accept` would, as long as nothing comes of them but that more of a message is there. The
	 * piece at hand is the first that was left.
	 */
	pass(run: WapRun): void {
		if (this.#closed !== undefined || this.abort || this.isDone) return;
		const { row, isResult } = run;
		const sdu = isResult ? this.#result : this.#invoke;
		if (!sdu) return;
		const before = sdu.octets;
		while (sdu.take(run) && run.at !== 0) {
			sdu.prove(row.psn);
			if (isResult) this.#resultAck = highest(this.#resultAck, row);
			else this.#invokeAck = highest(this.#invokeAck, row);
			run.moveOn();
		}
		this.octets += sdu.octets - before;
	}

	#printAt(row: WapRow): number | undefined {
		const psn = sequenceNumber(row);
		if (isResult(row))
			return this.#resultPrints
				? this.#resultPrints[psn]
				: this.#result?.printAt(psn);
		return this.#invokePrints
			? this.#invokePrints[psn]
			: this.#invoke?.printAt(psn);
	}

	#isAnotherInvoke(row: WapRow): boolean {
		const isClosed = this.#closed !== undefined;
		if (this.#start === undefined) return isClosed;
		const isRepeat = (row.flags & WTP_FLAG_RID) !== 0;
		if (this.#start !== startPrint(row)) return isClosed || !isRepeat;
		// A phone that starts its numbers anew may send the same again: the network's own duplicates come at once.
		const age = row.stamp.seconds - (this.#closed ?? row.stamp.seconds);
		return !isRepeat && age > DUPLICATE_SECONDS;
	}

	#invokeToFill(): Sdu {
		this.#invoke ??= new SduReassembly(this.#limit, this.#room);
		return this.#invoke;
	}

	#resultToFill(): Sdu {
		this.#result ??= new SduReassembly(this.#limit, this.#room);
		return this.#result;
	}

	#add(sdu: Sdu, row: WapRow): Arrival {
		const before = sdu.octets;
		const arrival = sdu.add(row);
		this.octets += sdu.octets - before;
		return arrival;
	}

	#acceptInvoke(row: WapRow): WtpEffect {
		if (this.#invokePrints)
			return effectOf(ON_INVOKE, lateArrival(row, this.#invokePrints));
		if (row.type === WTP_INVOKE && this.#start === undefined) {
			this.#start = startPrint(row);
			this.transactionClass = row.transactionClass;
		}
		if (!this.#invoke && isWholeMessage(row, this.#limit)) {
			this.#invoke = new SinglePacket(row);
			if (this.#invokeAck || this.#resultAck) this.#reviewAcks();
			return ON_INVOKE.completed;
		}
		const arrival = this.#add(this.#invokeToFill(), row);
		if (this.#invokeAck || this.#resultAck) this.#reviewAcks();
		return effectOf(ON_INVOKE, arrival);
	}

	#acceptResult(row: WapRow): WtpEffect {
		if (this.#resultPrints)
			return effectOf(ON_RESULT, lateArrival(row, this.#resultPrints));
		// The responder has the whole Invoke.
		if (!this.result.started) this.#invokeToFill().prove();
		if (!this.#result && isWholeMessage(row, this.#limit)) {
			this.#result = new SinglePacket(row);
			if (this.#invokeAck || this.#resultAck) this.#reviewAcks();
			return ON_RESULT.completed;
		}
		const arrival = this.#add(this.#resultToFill(), row);
		if (this.#invokeAck || this.#resultAck) this.#reviewAcks();
		return effectOf(ON_RESULT, arrival);
	}

	#acceptAck(row: WapRow, fromInitiator: boolean): WtpEffect {
		if (this.#closed !== undefined) return NOTED;
		if ((row.flags & WTP_FLAG_TVE) !== 0) {
			// "Is this yours?" proves nothing; "yes" says that the responder had asked for this Invoke.
			if (fromInitiator) this.#invokeToFill().prove(0);
			return NOTED;
		}
		const isWhole = (row.has & WTP_HAS_PSN) === 0;
		const psn = isWhole ? ALL_PACKETS : row.psn;
		if (fromInitiator) {
			this.#resultToFill().prove(psn);
			if (isWhole) this.lastAck ??= momentOf(row.stamp);
			else this.#resultAck = highest(this.#resultAck, row);
		} else {
			this.#invokeToFill().prove(psn);
			if (isWhole) this.responderAck ??= momentOf(row.stamp);
			else this.#invokeAck = highest(this.#invokeAck, row);
		}
		this.#reviewAcks();
		return NOTED;
	}

	/** An Ack that names the last packet acknowledges the message. */
	#reviewAcks(): void {
		const invokeAck = this.#invokeAck;
		const resultAck = this.#resultAck;
		if (invokeAck && this.invoke.isLast(invokeAck.psn))
			this.responderAck ??= momentOf(invokeAck.stamp);
		if (resultAck && this.result.isLast(resultAck.psn))
			this.lastAck ??= momentOf(resultAck.stamp);
	}

	#acceptAbort(row: WapRow, byInitiator: boolean): WtpEffect {
		if (this.abort || this.#closed !== undefined) return IGNORED;
		this.abort = {
			...momentOf(row.stamp),
			type: row.abortType,
			reason: row.abortReason,
			byInitiator,
		};
		return NOTED;
	}
}

function carriesData({ type }: WapRow): boolean {
	return type !== WTP_ACK && type !== WTP_ABORT && type !== WTP_NEGATIVE_ACK;
}

function highest(
	known: GroupAck | undefined,
	{ psn, stamp }: WapRow,
): GroupAck {
	if (!known) return { psn, stamp: copyStamp(stamp) };
	if (psn > known.psn) {
		known.psn = psn;
		assignStamp(known.stamp, stamp);
	}
	return known;
}

const START_FLAGS =
	WTP_FLAG_GTR | WTP_FLAG_TTR | WTP_FLAG_UP | WTP_FLAG_TID_NEW;

/** What tells one Invoke from another with its TID: its octets but for RID. */
function startPrint(row: WapRow): number {
	const head = (row.flags & START_FLAGS) | (row.transactionClass << 8);
	return row.print ^ Math.imul(head + 1, 0x9e3779b1);
}
