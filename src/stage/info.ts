import { ProblemCounts } from "../problem.js";
import type { Info, Problem, Summary } from "../record.js";
import type { Run, Stage } from "../run.js";
import { runSummary } from "./summary.js";

/** `mmstrace info`: counts what the pipeline finds and keeps none of it. */
export class InfoStage implements Stage<never> {
	ready: never[] = [];
	readonly detail = "counted";
	info: Info | undefined;
	readonly #problems = new ProblemCounts();
	#requests = 0;
	#responses = 0;
	#pdus = 0;

	onPduPassed(problems: readonly Problem[]): void {
		this.#problems.add(problems);
		this.#pdus++;
	}

	onHttpPassed(isResponse: boolean): void {
		if (isResponse) this.#responses++;
		else this.#requests++;
	}

	summary(run: Run): Summary {
		const summary = runSummary(run, this.#problems);
		const counters = run.reader.counters();
		const { tcp, udp, wtp, gtp, undecoded } = counters;
		this.info = {
			captures: run.reader.captures,
			protocols: {
				tcp,
				udp,
				"http.request": this.#requests,
				"http.response": this.#responses,
				wtp,
				wsp: run.pipeline.wspPdus,
				mmse: this.#pdus,
				gtp,
				tls: counters.tls,
				wtls: counters.wtls,
			},
			undecoded,
			problems: summary.problems,
		};
		return summary;
	}
}
