// What a tracker told about some rows, in the form that the tests of this folder compare.

import type { Problem } from "../../../src/record.js";
import type { WapLimits } from "../../../src/wap/limits.js";
import { wspPduName } from "../../../src/wap/names.js";
import { octetsOf } from "../../../src/wap/pieces.js";
import type { WapRow } from "../../../src/wap/row.js";
import { WapTracker } from "../../../src/wap/tracker.js";
import type {
	WapMessage,
	WapTransaction,
} from "../../../src/wap/transaction.js";
import type { Core } from "../../../src/wasm/instance.js";

export interface Told {
	/** `frame role PDU`, with `again` for repeats and `incomplete`. */
	lines: string[];
	messages: WapMessage[];
	transactions: WapTransaction[];
	problems: Problem[];
	limits: Record<string, number>;
}

/** Gives rows to a tracker and notes what it tells. */
export function track(
	core: Core,
	rows: Iterable<WapRow>,
	limits: Partial<WapLimits> = {},
): Told {
	const told: Told = {
		lines: [],
		messages: [],
		transactions: [],
		problems: [],
		limits: {},
	};
	const tracker = new WapTracker(core, {
		limits,
		onMessage(message, _transaction, role, repeat) {
			const { frame, complete } = repeat ?? message.carriage;
			const name = wspPduName(message.pdu.type);
			const words = [
				frame,
				role,
				name,
				repeat ? "again" : "",
				complete ? "" : "incomplete",
			];
			told.lines.push(words.filter((word) => word !== "").join(" "));
			message.bytes = octetsOf(message).slice();
			message.offset = 0;
			if (!repeat) told.messages.push(message);
		},
		onTransaction: (transaction) => told.transactions.push(transaction),
		onProblem: (problem) => told.problems.push(problem),
	});
	for (const row of rows) tracker.onRow(row);
	tracker.finish();
	told.limits = tracker.limits;
	return told;
}
