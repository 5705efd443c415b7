import type { Source } from "../../src/run.js";
import { CaptureReader, Flows, openReader, sortLimits } from "./built.js";

/** What JavaScript told the core of a flow, and behind which batch. */
interface Told {
	batch: number;
	flow: number;
	stream: number;
	/** VERDICT_* bits, or what is to be skipped. */
	verdict: number | { side: 0 | 1; sequenceNumber: number };
}

/** Verdicts of a run, in order, and how many rows the core made by them. */
export interface Verdicts {
	told: Told[];
	rows: number;
}

/** Does a run and notes down what it tells the core, so that the walk can be repeated without the rest. */
export async function withVerdicts(
	does: () => Promise<unknown>,
): Promise<Verdicts> {
	const { setVerdict, setSkip } = Flows.prototype;
	const { next } = CaptureReader.prototype;
	const verdicts: Verdicts = { told: [], rows: 0 };
	const { told } = verdicts;
	let batch = -1;
	let isSkip = false;
	Flows.prototype.setVerdict = function (flow, stream, verdict) {
		if (!isSkip) told.push({ batch, flow, stream, verdict });
		return setVerdict.call(this, flow, stream, verdict);
	};
	Flows.prototype.setSkip = function (flow, stream, side, sequenceNumber) {
		told.push({ batch, flow, stream, verdict: { side, sequenceNumber } });
		isSkip = true;
		const is = setSkip.call(this, flow, stream, side, sequenceNumber);
		isSkip = false;
		return is;
	};
	CaptureReader.prototype.next = function () {
		batch++;
		const rows = next.call(this);
		if (rows instanceof Promise) throw new Error("the source does not block");
		verdicts.rows += rows?.count ?? 0;
		return rows;
	};
	await does();
	Object.assign(Flows.prototype, { setVerdict, setSkip });
	Object.assign(CaptureReader.prototype, { next });
	return verdicts;
}

/** Reading and the core's walk alone, by the same verdicts; rows are thrown away. */
export async function walk(
	source: Source,
	{ told, rows }: Verdicts,
): Promise<void> {
	const { reader } = await openReader(source, {}, sortLimits({}));
	const { flows } = reader;
	let made = 0;
	let at = 0;
	for (let batch = 0; ; batch++) {
		const batchRows = await reader.next();
		if (!batchRows) break;
		made += batchRows.count;
		for (; told[at]?.batch === batch; at++) {
			const { flow, stream, verdict } = told[at]!;
			if (typeof verdict === "number") flows.setVerdict(flow, stream, verdict);
			else flows.setSkip(flow, stream, verdict.side, verdict.sequenceNumber);
		}
	}
	await reader.close();
	if (made !== rows) throw new Error(`${made} rows where a run has ${rows}`);
}
