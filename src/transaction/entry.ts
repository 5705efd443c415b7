import type { Confidence } from "../record.js";
import { addressKey, compareAddress } from "./address.js";
import {
	compareEvidence,
	type Evidence,
	numberOfEvidence,
	recipientsOf,
} from "./evidence.js";
import type { MessageDraft } from "./join.js";
import type { LegDraft } from "./leg.js";
import { isAnswerOf, reportedAddress } from "./reported.js";

/** One line of `recipients`: a leg that was seen, an address of the submission, or a lone report (OUTPUT.md, Rules). */
export interface Entry {
	leg?: LegDraft;
	address?: string;
	reports: Evidence[];
	by?: string;
	confidence: Confidence;
}

/** The entries of a message: legs, addresses that no leg matches, lone reports. */
export function entriesOf(message: MessageDraft): Entry[] {
	const addresses = addressesOf(message.send);
	const entries = message.recipients.map((joined): Entry => {
		const { leg, by, confidence } = joined;
		const address = addressOfLeg(leg, addresses);
		return {
			leg,
			reports: [...leg.reports],
			by,
			confidence,
			...(address !== undefined && { address }),
		};
	});
	entries.push(...unmatched(addresses, entries));
	const reports = [...message.reports].sort(compareEvidence);
	for (const report of reports) placeReport(entries, report);
	return entries;
}

function addressesOf(send: LegDraft | undefined): string[] {
	const addresses = new Map<string, string>();
	for (const evidence of send?.of("send") ?? [])
		for (const address of recipientsOf(evidence.exchange.request))
			if (!addresses.has(addressKey(address)))
				addresses.set(addressKey(address), address);
	return [...addresses.values()];
}

/** The recipient's address where something says it: number, read report, or the copy when it names one of several. */
function addressOfLeg(
	leg: LegDraft,
	addresses: readonly string[],
): string | undefined {
	const numbers = leg.members.map(({ evidence }) => numberOfEvidence(evidence));
	const known =
		numbers.find((number) => number !== undefined) ??
		leg.reports.map(reportedAddress).find((address) => address !== undefined);
	if (known !== undefined)
		return addresses.find((address) => compareAddress(address, known)) ?? known;
	for (const { exchange } of leg.of("retrieve")) {
		const named = recipientsOf(exchange.response);
		if (named.length !== 1) continue;
		const fitting = addresses.find((one) => compareAddress(one, named[0]));
		if (fitting !== undefined) return fitting;
	}
	return undefined;
}

/** Gives what is left over a name: a single leg is the single address; addresses without any leg become entries. */
function unmatched(
	addresses: readonly string[],
	entries: readonly Entry[],
): Entry[] {
	const free = addresses.filter(
		(address) =>
			!entries.some((entry) => compareAddress(entry.address, address)),
	);
	const nameless = entries.filter((entry) => entry.address === undefined);
	if (nameless.length === 1 && free.length === 1) {
		nameless[0]!.address = free[0]!;
		return [];
	}
	if (nameless.length === 0)
		return free.map((address) => ({
			address,
			reports: [],
			confidence: "certain",
		}));
	const count = Math.max(0, free.length - nameless.length);
	return Array.from({ length: count }, () => ({
		reports: [],
		confidence: "certain" as const,
	}));
}

/** STATES 4.5: by the recipient's address; a report without one belongs to the only recipient. */
function placeReport(entries: Entry[], report: Evidence): void {
	const address = reportedAddress(report);
	const fitting = entries.find((entry) =>
		compareAddress(entry.address, address),
	);
	const only =
		entries.length === 1 &&
		(address === undefined || entries[0]!.address === undefined)
			? entries[0]
			: undefined;
	const entry = fitting ?? only ?? placeByAnswer(entries, report);
	if (entry) {
		entry.reports.push(report);
		if (entry.address === undefined && entry === only && address !== undefined)
			entry.address = address;
		return;
	}
	entries.push({
		reports: [report],
		confidence: "certain",
		...(address !== undefined && { address }),
	});
}

/**
 * Among legs without an address: those whose client answered what the report says, and that have no report yet. One
 * such leg is the recipient that the report names; of several, each has one of the reports.
 */
function placeByAnswer(
	entries: readonly Entry[],
	report: Evidence,
): Entry | undefined {
	if (report.role !== "delivery") return undefined;
	const fitting = entries.filter(
		({ leg, address, reports }) =>
			leg !== undefined &&
			address === undefined &&
			reports.every(({ role }) => role !== "delivery") &&
			isAnswerOf(leg, report),
	);
	const [entry] = fitting;
	const address = reportedAddress(report);
	if (entry && fitting.length === 1 && address !== undefined)
		entry.address = address;
	return entry;
}

/** Reports in order of time, each once: pushed again, or read by the recipient and told to the sender, it is one. */
export function distinctReports(reports: readonly Evidence[]): Evidence[] {
	const seen = new Set<string>();
	return [...reports]
		.sort((a, b) => a.firstTime - b.firstTime || a.firstFrame - b.firstFrame)
		.filter(({ role, exchange }) => {
			const { request } = exchange;
			const key =
				role === "delivery"
					? `delivery ${String(request?.["mmse.status"])}`
					: `read ${String(request?.["mmse.read_status"])}`;
			if (seen.has(key)) return false;
			seen.add(key);
			return true;
		});
}
