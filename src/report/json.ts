import { formatJson } from "./jsontext.js";
import type { ReportCommand, ReportContext, ReportRecord } from "./report.js";

const KEYS: Readonly<
	Record<Exclude<ReportCommand, "info" | "statistics">, string>
> = {
	analyze: "messages",
	pdus: "pdus",
	http: "http",
	exchanges: "exchanges",
	decode: "pdus",
};

/** One JSON document; written as the records come, so that a long capture needs no memory for it. */
export async function* reportJson(
	records: AsyncIterable<ReportRecord>,
	context: ReportContext,
): AsyncGenerator<string> {
	if (context.command === "info") {
		yield* reportObject(records);
		return;
	}
	if (context.command === "statistics") {
		yield* reportStatistics(records, context);
		return;
	}
	yield `{"header":${formatJson(context.header)},\n"${KEYS[context.command]}":[`;
	let separator = "\n";
	for await (const record of records) {
		yield separator + formatJson(record);
		separator = ",\n";
	}
	const summary = await context.summary();
	yield summary ? `\n],\n"summary":${formatJson(summary)}}\n` : "\n]}\n";
}

async function* reportObject(
	records: AsyncIterable<ReportRecord>,
): AsyncGenerator<string> {
	for await (const record of records) {
		const { type, ...rest } = record;
		yield `${formatJson(rest)}\n`;
	}
}

/** The figures are one object, unlike other records. */
async function* reportStatistics(
	records: AsyncIterable<ReportRecord>,
	context: ReportContext,
): AsyncGenerator<string> {
	yield `{"header":${formatJson(context.header)}`;
	for await (const record of records)
		yield `,\n"statistics":${formatJson(record)}`;
	const summary = await context.summary();
	yield summary ? `,\n"summary":${formatJson(summary)}}\n` : "}\n";
}
