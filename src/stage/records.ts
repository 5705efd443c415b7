import { ProblemCounts } from "../problem.js";
import type { HttpRecord, PduRecord, Problem, Summary } from "../record.js";
import type { Run, Stage } from "../run.js";
import { runSummary } from "./summary.js";

abstract class RecordStage<T extends { problems: Problem[] }>
	implements Stage<T>
{
	ready: T[] = [];
	readonly #problems = new ProblemCounts();

	protected add(record: T): void {
		this.ready.push(record);
		this.#problems.add(record.problems);
	}

	summary(run: Run): Summary {
		return runSummary(run, this.#problems);
	}
}

/** `mmstrace pdus` */
export class PduStage extends RecordStage<PduRecord> {
	onPdu(pdu: PduRecord): void {
		this.add(pdu);
	}
}

/** `mmstrace http` */
export class HttpStage extends RecordStage<HttpRecord> {
	readonly detail = "counted";

	onHttp(message: HttpRecord): void {
		this.add(message);
	}
}
