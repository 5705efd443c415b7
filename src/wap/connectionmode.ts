import { ClosedExchanges } from "./closed.js";
import type { WapContext } from "./context.js";
import { OctetStore } from "./octetstore.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import type { Room } from "./pieces.js";
import { Queue } from "./queue.js";
import type { WapRow } from "./row.js";
import type { WapRun } from "./waprun.js";
import { type ExchangeOwner, exchangeKey, WtpExchange } from "./wtpexchange.js";

/** WSP over WTP: finds the transaction of each packet, and reports it when it is over (SPEC 7.3). */
export class ConnectionMode implements ExchangeOwner {
	readonly context: WapContext;
	readonly room: Room;
	readonly store = new OctetStore();
	/** In order of their first packets. */
	readonly #open = new Queue<WtpExchange>(({ isReported }) => !isReported);
	#openCount = 0;
	/** Reported, remembered for repeats, with the octets kept for each. */
	readonly #closed = new ClosedExchanges();
	/** Octets of messages that are not complete. */
	#octets = 0;
	/** More is open or remembered than when the limits were looked at. */
	#grew = false;

	/** @param room for octets of messages on their way */
	constructor(context: WapContext, room: Room) {
		this.context = context;
		this.room = room;
	}

	onRow(row: WapRow, pair: Pair, sender: Side): void {
		const exchange = this.#find(row, pair, initiatorOf(row, sender));
		const { wtp } = exchange;
		const before = wtp.octets;
		const arrival = exchange.accept(row);
		this.#octets += wtp.octets - before;
		if (!exchange.isReported) this.#review(exchange, arrival === "added");
		if (this.#grew || this.#octets > this.context.limits.partialOctets)
			this.#enforceLimits();
	}

	/** Whether no limit can end anything as long as no more packets and octets come than these. */
	hasRoomFor(packets: number, octets: number): boolean {
		const { openTransactions, partialOctets } = this.context.limits;
		return (
			this.#openCount + packets <= openTransactions &&
			this.#octets + octets <= partialOctets
		);
	}

	/** Takes pieces of a run of which nothing comes but that more of a message is there. */
	pass(run: WapRun, pair: Pair, sender: Side): void {
		const { row } = run;
		const key = exchangeKey(initiatorOf(row, sender), row.tid);
		const exchange = pair.transaction(key);
		if (!exchange || exchange.isReported) return;
		const { wtp, previous } = exchange;
		if (previous && wtp.isWithoutResult) return;
		const before = wtp.octets;
		const first = run.at;
		wtp.pass(run);
		if (run.at === first) return;
		pair.recent = exchange;
		this.#octets += wtp.octets - before;
		this.#putOff(exchange);
	}

	/** The capture is over. */
	finish(): void {
		for (const exchange of this.#open) this.#report(exchange, "open");
		this.#forgetUntil(Number.POSITIVE_INFINITY);
	}

	#find(row: WapRow, pair: Pair, initiator: Side): WtpExchange {
		const key = exchangeKey(initiator, row.tid);
		const current = pair.transaction(key);
		// A late repeat of a Result, when its TID is in use again already and has none to expect.
		const previous = current?.previous;
		if (previous?.wtp.knows(row) && current?.wtp.isWithoutResult)
			return previous;
		if (current && !current.wtp.isAnother(row)) {
			pair.recent = current;
			return current;
		}
		if (current) {
			this.#report(current, "timeout");
			this.#forget(current);
		}
		const exchange = new WtpExchange(this, row, pair, initiator);
		exchange.previous = current;
		if (current) current.previous = undefined;
		pair.addTransaction(exchange);
		pair.begin(initiator, exchange);
		pair.recent = exchange;
		this.#open.add(exchange);
		this.#openCount++;
		this.#grew = true;
		return exchange;
	}

	/**
	 * Is it over, or when will it be?
	 *
	 * @param isMissing packets of a message of it are not there yet
	 */
	#review(exchange: WtpExchange, isMissing: boolean): void {
		const { wtp } = exchange;
		if (!isMissing && wtp.isDone && !wtp.abort)
			this.#report(exchange, "timeout");
		else this.#putOff(exchange);
	}

	/** There was a packet: it lasts as long as another may follow. */
	#putOff(exchange: WtpExchange): void {
		const { schedule, limits } = this.context;
		const seconds = exchange.wtp.isEnding
			? limits.settleSeconds
			: limits.transactionSeconds;
		schedule.set(exchange, schedule.now + seconds);
	}

	/** Capture time went on: repeats come no more of what was over long ago. */
	advance(): void {
		this.#forgetUntil(this.context.schedule.now);
	}

	/** Its time is over. */
	expire(exchange: WtpExchange): void {
		this.#report(exchange, "timeout");
	}

	#report(exchange: WtpExchange, end: "timeout" | "open"): void {
		if (exchange.isReported) return;
		const { schedule, limits, events } = this.context;
		exchange.isReported = true;
		this.#openCount--;
		const { isSubstantial, octets } = exchange.wtp;
		this.#octets -= octets;
		exchange.close(end);
		if (isSubstantial) events.onTransaction(exchange.record);
		const kept = exchange.keepForRepeats();
		this.#closed.add(exchange, kept, schedule.now + limits.rememberSeconds);
		this.#grew = true;
	}

	#forget(exchange: WtpExchange): void {
		this.#closed.remove(exchange);
		exchange.pair.deleteTransaction(exchange);
	}

	#forgetUntil(seconds: number): void {
		let { oldest } = this.#closed;
		while (oldest && oldest.rememberedUntil <= seconds) {
			this.#forget(oldest);
			({ oldest } = this.#closed);
		}
	}

	#enforceLimits(): void {
		const { limits } = this.context;
		this.#grew = false;
		if (this.#openCount > limits.openTransactions)
			this.#endOldest("open-transactions");
		while (this.#octets > limits.partialOctets)
			if (!this.#endOldest("partial-octets", (e) => e.wtp.octets > 0)) break;
		while (
			this.#closed.count > limits.openTransactions ||
			this.#closed.octets > limits.rememberedOctets
		) {
			const { oldest } = this.#closed;
			if (!oldest) break;
			this.#forget(oldest);
		}
	}

	#endOldest(
		limit: string,
		concerns: (exchange: WtpExchange) => boolean = () => true,
	): boolean {
		for (const exchange of this.#open) {
			if (!concerns(exchange)) continue;
			this.context.limited(limit);
			const { record } = exchange;
			const problem = { layer: "wtp", code: `limit-${limit}` };
			record.problems = [...record.problems, problem];
			this.#report(exchange, "open");
			return true;
		}
		return false;
	}
}

/** The top bit of the TID tells who answers. */
function initiatorOf({ tid }: WapRow, sender: Side): Side {
	return (tid & 0x8000) === 0 ? sender : otherSide(sender);
}
