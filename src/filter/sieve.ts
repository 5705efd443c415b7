import type { Message, Summary } from "../record.js";
import { MessageCounts } from "../transaction/summary.js";
import type { FilterRecord, RecordFilter } from "./compile.js";

/** Lets the records through that are asked for, and counts them for the summary. */
export class Sieve {
	readonly #filter: RecordFilter;
	readonly #shown = new MessageCounts();
	#hidden = 0;

	constructor(filter: RecordFilter) {
		this.#filter = filter;
	}

	keeps(record: FilterRecord): boolean {
		// With --live a message comes several times; it counts when it can no longer change.
		const isPartial = "final" in record && record.final === false;
		if (!this.#filter(record)) {
			if (!isPartial) this.#hidden++;
			return false;
		}
		if (record.type === "message" && !isPartial)
			this.#shown.add(record as Message);
		return true;
	}

	/** The summary of what was shown. Packets, problems, limits and coverage stay those of the captures. */
	summary(whole: Summary): Summary {
		const { messages, legs, verdicts, outcomes, reasons } = this.#shown.summary;
		return {
			...whole,
			messages,
			legs,
			verdicts,
			outcomes,
			reasons,
			hidden: this.#hidden,
		};
	}
}
