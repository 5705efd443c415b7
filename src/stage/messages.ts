import type { Limits } from "../limits.js";
import type { PduDetail } from "../mms/pdu.js";
import { ProblemCounts } from "../problem.js";
import type {
	Exchange,
	Half,
	Identity,
	Message,
	Seen,
	Summary,
} from "../record.js";
import type { AnalyzeOptions, Run, Stage } from "../run.js";
import { Correlator } from "../transaction/correlate.js";
import { coverage } from "../transaction/coverage.js";
import { withHops } from "../transaction/leg.js";
import { NOTIFICATION_IND } from "../transaction/pdutype.js";
import { type Base, makeSummary, runSummary, seenOf } from "./summary.js";

/**
 * So many exchanges and times wait and are taken together. Each is the work of hundreds of functions, which the decoding
 * of the next one drives out of the processor's caches: of a row of them only the first has to bring them back.
 */
const WAITING_LIMIT = 512;
/** Once the exchanges that became known together were told, so many are taken: later they have to be fetched from memory. */
const WORTHWHILE = 64;

type MessageOptions = Pick<AnalyzeOptions, "sort" | "live" | "onExchanges">;

/** `mmstrace analyze`: correlates exchanges to messages. */
export class MessageStage implements Stage<Message> {
	ready: Message[] = [];
	readonly #sorted: Message[] | undefined;
	readonly #correlator: Correlator;
	/** What happened and is not taken yet, in order; a number is the capture time. */
	readonly #waiting: (Exchange | number)[] = [];
	#pdus = 0;
	#garbled = 0;
	#notifications = 0;
	#retrievals = 0;

	readonly live: boolean;
	readonly detail: PduDetail;

	constructor(
		limits: Limits,
		{ sort, live = false, onExchanges }: MessageOptions = {},
	) {
		this.live = live;
		this.detail = onExchanges ? "whole" : "judged";
		this.#sorted = sort === "first" ? [] : undefined;
		const addresses = limits.subscriber["subscriber-addresses"];
		this.#correlator = new Correlator({
			limits: limits.correlation,
			...(addresses !== undefined && { subscriberAddresses: addresses }),
			live,
			onMessage: (message, evidence) => {
				(this.#sorted ?? this.ready).push(message);
				if (!onExchanges) return;
				const hops = evidence.map((one) =>
					withHops(one).map(({ exchange }) => exchange),
				);
				onExchanges(message, hops);
			},
		});
	}

	onExchange(exchange: Exchange): void {
		this.#count(exchange.request);
		this.#count(exchange.response);
		if (exchange.request?.["http.request.method"] === "GET") this.#retrievals++;
		this.#waiting.push(exchange);
		if (this.#waiting.length >= WAITING_LIMIT) this.settle();
	}

	onPause(): void {
		if (this.#waiting.length >= WORTHWHILE) this.settle();
	}

	onIdentity(identity: Identity): void {
		this.settle();
		this.#correlator.onIdentity(identity);
	}

	preview(open: readonly Exchange[]): void {
		this.settle();
		this.ready.push(...this.#correlator.preview(open));
	}

	onTime(seconds: number): void {
		const waiting = this.#waiting;
		const last = waiting.length - 1;
		// Time that goes on without anything happening goes on at once.
		if (typeof waiting[last] === "number") waiting[last] = seconds;
		else waiting.push(seconds);
	}

	settle(): void {
		const waiting = this.#waiting;
		if (waiting.length === 0) return;
		const correlator = this.#correlator;
		for (let i = 0; i < waiting.length; i++) {
			const event = waiting[i]!;
			if (typeof event === "number") correlator.advance(event);
			else correlator.onExchange(event);
		}
		waiting.length = 0;
	}

	finish(seconds: number): boolean {
		this.settle();
		const isMore = this.#correlator.finishSome(seconds);
		if (!isMore && this.#sorted)
			this.ready = this.#sorted.sort(
				(a, b) => a.frames[0]! - b.frames[0]! || a.id! - b.id!,
			);
		return isMore;
	}

	summary(run: Run): Summary {
		const { packets, bytes, limits } = runSummary(run, new ProblemCounts());
		return this.summarize({ packets, bytes, limits }, seenOf(run));
	}

	/** The summary of the messages over what is known of the captures. */
	summarize(captures: Base, seen: Seen): Summary {
		const own = new ProblemCounts();
		const found = this.#correlator.summary;
		Object.assign(own.counts, found.problems);
		const base = makeSummary(captures, own, seen.problems);
		return {
			...base,
			...found,
			problems: base.problems,
			limits: { ...base.limits, ...found.limits },
			coverage: coverage({
				...seen,
				packets: captures.packets,
				messages: found.messages,
				legs: found.legs,
				pdus: this.#pdus,
				garbled: this.#garbled,
				notifications: this.#notifications,
				retrievals: this.#retrievals,
			}),
		};
	}

	#count(half: Half | undefined): void {
		const type = half?.["mmse.message_type"];
		if (type !== undefined) this.#pdus++;
		if (half?.garbled) this.#garbled++;
		if (type === NOTIFICATION_IND) this.#notifications++;
	}
}
