import type {
	Exchange,
	HttpRecord,
	Info,
	PduRecord,
} from "./record.js";
import type { Results } from "./results.js";
import { type AnalyzeOptions, run, type Source } from "./run.js";
import { InfoStage } from "./stage/info.js";
import { ExchangeStage, HttpStage, PduStage } from "./stage/records.js";

/** Every MMSE PDU of the captures, in order of the frames that completed them. */
export function pdus(
	source: Source,
	options: AnalyzeOptions = {},
): Results<PduRecord> {
	return run(source, options, () => new PduStage());
}

/** Every HTTP message of the captures. */
export function http(
	source: Source,
	options: AnalyzeOptions = {},
): Results<HttpRecord> {
	return run(source, options, () => new HttpStage());
}

/** Requests with their replies and pushes that belong to MMS. */
export function exchanges(
	source: Source,
	options: AnalyzeOptions = {},
): Results<Exchange> {
	return run(source, options, () => new ExchangeStage());
}

/** What the captures hold. */
export async function info(
	source: Source,
	options: AnalyzeOptions = {},
): Promise<Info> {
	const stage = new InfoStage();
	const results = run<never>(source, options, () => stage);
	await results.toArray();
	return stage.info!;
}
