import type { PduContents } from "../exchange/contents.js";
import { ProblemCounts } from "../problem.js";
import type { Summary } from "../record.js";
import type { Run, Stage } from "../run.js";
import { runSummary } from "./summary.js";

/** Gives the parts of each PDU away while their octets are there, and keeps nothing. */
export class ContentsStage implements Stage<never> {
	ready: never[] = [];
	readonly onContents: (contents: PduContents) => void;

	constructor(onContents: (contents: PduContents) => void) {
		this.onContents = onContents;
	}

	summary(run: Run): Summary {
		return runSummary(run, new ProblemCounts());
	}
}
