import type { Limits } from "../limits.js";
import { ProblemCounts } from "../problem.js";
import type { Exchange, Identity, Summary } from "../record.js";
import type { Run, Stage } from "../run.js";
import { MetSubscribers } from "../subscriber/met.js";
import { runSummary, seenOf } from "./summary.js";

/** `mmstrace exchanges`: what `mmstrace correlate` needs, so also who had the addresses of the exchanges. */
export class ExchangeStage implements Stage<Exchange | Identity> {
	ready: (Exchange | Identity)[] = [];
	readonly #problems = new ProblemCounts();
	readonly #subscribers: MetSubscribers;
	#seconds = 0;

	constructor(limits: Limits) {
		this.#subscribers = new MetSubscribers(
			(identity) => this.ready.push(identity),
			limits.subscriber["subscriber-addresses"],
		);
	}

	onTime(seconds: number): void {
		this.#seconds = seconds;
	}

	onIdentity(identity: Identity): void {
		this.#subscribers.onIdentity(identity);
	}

	onExchange(exchange: Exchange): void {
		this.#subscribers.meet(exchange);
		exchange.reported = this.#seconds;
		this.ready.push(exchange);
		this.#problems.add(exchange.problems);
	}

	summary(run: Run): Summary {
		const summary = runSummary(run, this.#problems);
		const { dropped } = this.#subscribers;
		if (dropped > 0) summary.limits["subscriber-addresses"] = dropped;
		summary.seen = seenOf(run);
		return summary;
	}
}
