import type { Leg, LegVerdict, Message } from "../record.js";
import { REASONS, type Reason } from "../transaction/reasons.js";
import { Comparing } from "./comparison.js";
import { type Dimension, parseDimensions, type Side } from "./fields.js";
import { Quality } from "./quality.js";
import type {
	PhasePercentiles,
	Ranked,
	ReasonShare,
	Share,
	Statistics,
} from "./record.js";
import { QuantileSketch, rounded } from "./sketch.js";
import { type Ended, Tally } from "./tally.js";

export interface StatisticsOptions {
	/** Fields to compare legs by, such as `server,userAgent,access.apn+access.rat`. */
	by?: string | readonly string[];
	/** Rows of servers, user agents and values of fields. */
	rows?: number;
	/** Values of servers, user agents and fields that are counted: the most frequent are sure to be among them. */
	values?: number;
}

const ROWS = 50;
const VALUES = 5000;
const TABLE: Readonly<Record<string, Reason>> = REASONS;
const END: Readonly<Record<LegVerdict, keyof Ended>> = {
	ok: "ok",
	failed: "failed",
	pending: "open",
	unknown: "open",
};

/** Order of phases in a message's life (states-latencies). */
const PHASES = [
	"connect",
	"upload",
	"submit_wait",
	"submit_total",
	"relay",
	"notify_transfer",
	"notify_to_get",
	"notify_to_response",
	"retrieve_wait",
	"download",
	"ack_delay",
	"ack_answer",
	"report_delay",
	"read_delay",
	"read_report_delay",
	"end_to_end",
	"age_at_retrieval",
] as const;

/**
 * Messages in, figures out, in memory that does not grow with their number.
 *
 * ```ts
 * const collector = new StatisticsCollector({ by: "server" });
 * for await (const message of analyze(source)) collector.add(message);
 * const { reasons, phases, by } = collector.statistics;
 * ```
 */
export class StatisticsCollector {
	readonly #rows: number;
	readonly #verdicts = new Map<string, number>();
	readonly #faults = new Map<string, number>();
	readonly #reasons = new Map<string, ReasonShare>();
	readonly #phases = new Map<string, QuantileSketch>(
		PHASES.map((phase) => [phase, new QuantileSketch()]),
	);
	readonly #servers: Tally;
	readonly #userAgents: Tally;
	readonly #comparisons: readonly Comparing[];
	readonly #quality = new Quality();
	readonly #legs = { send: 0, recipient: 0 };
	#messages = 0;

	/** @throws {UsageError} for a field of `by` that does not exist or cannot be compared */
	constructor(options: StatisticsOptions = {}) {
		const { by = [], rows = ROWS, values = VALUES } = options;
		this.#rows = rows;
		this.#servers = new Tally(values);
		this.#userAgents = new Tally(values);
		this.#comparisons = [by]
			.flat()
			.flatMap((text): Dimension[] => parseDimensions(text))
			.map((dimension) => new Comparing(dimension, values));
	}

	/** Counts a message. One that is not final comes again and is left out. */
	add(message: Message): void {
		if (!message.final) return;
		this.#messages++;
		count(this.#verdicts, message.verdict);
		if (message.fault !== undefined) count(this.#faults, message.fault);
		this.#quality.add(message);
		if (message.send) {
			this.#legs.send++;
			this.#addLeg(message.send, message, "send");
		}
		for (const recipient of message.recipients) {
			// Only an address of the submission: nothing of its own was seen.
			if (recipient.steps.length === 0) continue;
			this.#legs.recipient++;
			this.#addLeg(recipient, message, "recipients");
		}
	}

	/** The figures of the messages so far. */
	get statistics(): Statistics {
		return {
			type: "statistics",
			messages: this.#messages,
			legs: { ...this.#legs },
			verdicts: shares(this.#verdicts, this.#messages),
			reasons: this.#reasonShares(),
			faults: shares(this.#faults, this.#messages),
			phases: this.#phasePercentiles(),
			servers: ranked(this.#servers, this.#rows),
			userAgents: ranked(this.#userAgents, this.#rows),
			ratios: this.#quality.ratios,
			times: this.#quality.times,
			by: this.#comparisons.map((one) => one.result(this.#rows)),
		};
	}

	#addLeg(leg: Leg, message: Message, side: Side): void {
		const end = END[leg.verdict];
		this.#addReason(leg, side);
		for (const [phase, seconds] of Object.entries(leg.phases))
			this.#phases.get(phase)?.add(seconds);
		if (leg.server !== undefined) this.#servers.add(leg.server, end);
		if (leg.userAgent !== undefined) this.#userAgents.add(leg.userAgent, end);
		for (const comparison of this.#comparisons)
			comparison.add(end, leg, message, side);
	}

	#addReason({ reason, verdict }: Leg, side: Side): void {
		const leg = side === "send" ? "send" : "recipient";
		const key = `${leg} ${verdict} ${reason}`;
		let share = this.#reasons.get(key);
		if (!share) {
			const title = TABLE[reason]?.title ?? "";
			share = { name: reason, leg, verdict, title, count: 0, share: 0 };
			this.#reasons.set(key, share);
		}
		share.count++;
	}

	/** Shares are of the legs of the side. */
	#reasonShares(): ReasonShare[] {
		return [...this.#reasons.values()]
			.map((one) => ({
				...one,
				share: rounded(one.count / this.#legs[one.leg]),
			}))
			.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
	}

	#phasePercentiles(): PhasePercentiles[] {
		return PHASES.flatMap((phase) => {
			const percentiles = this.#phases.get(phase)!.percentiles();
			return percentiles ? [{ phase, ...percentiles }] : [];
		});
	}
}

function count(counts: Map<string, number>, name: string): void {
	counts.set(name, (counts.get(name) ?? 0) + 1);
}

function shares(counts: Map<string, number>, all: number): Share[] {
	return [...counts]
		.map(([name, number]) => ({
			name,
			count: number,
			share: rounded(number / all),
		}))
		.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function ranked(tally: Tally, limit: number): Ranked[] {
	return tally
		.rows()
		.slice(0, limit)
		.map((row) => {
			const { key, ok, failed, open, missed } = row;
			const legs = ok + failed;
			const one: Ranked = { name: key, legs, failures: failed, open };
			if (legs > 0) one.ratio = rounded(failed / legs);
			if (missed > 0) one.missed = missed;
			return one;
		});
}
