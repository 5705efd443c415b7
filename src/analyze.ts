import type { PduContents } from "./exchange/contents.js";
import { decodeFile, type FileFormat, type FilePdu } from "./mms/file.js";
import type {
	Exchange,
	HttpRecord,
	Identity,
	Info,
	Message,
	PduRecord,
} from "./record.js";
import type { Results } from "./results.js";
import { type AnalyzeOptions, run, type Source } from "./run.js";
import { ContentsStage } from "./stage/contents.js";
import { ExchangeStage } from "./stage/exchanges.js";
import { InfoStage } from "./stage/info.js";
import { MessageStage } from "./stage/messages.js";
import { HttpStage, PduStage } from "./stage/records.js";
import { createCore } from "./wasm/instance.js";

/** What became of every MMS message in the captures, in the order in which messages can no longer change. */
export function analyze(
	source: Source,
	options: AnalyzeOptions = {},
): Results<Message> {
	return run(source, options, (limits) => new MessageStage(limits, options), [
		"message",
	]);
}

/** Every MMSE PDU of the captures, in order of the frames that completed them. */
export function pdus(
	source: Source,
	options: AnalyzeOptions = {},
): Results<PduRecord> {
	return run(source, options, () => new PduStage(), ["pdu"]);
}

/** Every HTTP message of the captures. */
export function http(
	source: Source,
	options: AnalyzeOptions = {},
): Results<HttpRecord> {
	return run(source, options, () => new HttpStage(), ["http"]);
}

/** Requests with their replies and pushes that belong to MMS, and who had their addresses. */
export function exchanges(
	source: Source,
	options: AnalyzeOptions = {},
): Results<Exchange | Identity> {
	return run(source, options, (limits) => new ExchangeStage(limits), [
		"exchange",
		"identity",
	]);
}

/**
 * The parts (pictures, texts) of every MMSE PDU, in the order in which PDUs became complete.
 *
 * @param onContents gets octets that are valid during the call alone
 */
export function contents(
	source: Source,
	onContents: (contents: PduContents) => void,
	options: AnalyzeOptions = {},
): Results<never> {
	return run(source, options, () => new ContentsStage(onContents));
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

/**
 * Decodes the PDU of a file: binary, or a text of hexadecimal digits. Octets that hold no MMS, or a part of one, say
 * so in `problems`.
 *
 * @param options `name` of the file for the records
 */
export async function decode(
	octets: Uint8Array,
	options: { as: FileFormat; name?: string },
): Promise<FilePdu[]> {
	const core = await createCore();
	return decodeFile(core, options.name ?? "", octets, options.as);
}
