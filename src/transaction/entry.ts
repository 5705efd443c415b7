import type { Confidence, FieldValue } from "../record.js";
import { addressKey, compareAddress } from "./address.js";
import type { MessageDraft } from "./draft.js";
import {
	compareEvidence,
	type Evidence,
	numberOfEvidence,
} from "./evidence.js";
import { recipientsOf } from "./facts.js";
import type { LegDraft } from "./leg.js";
import { inOrder } from "./order.js";
import { isAnswerOf, reportedAddress } from "./reported.js";

/** One line of `recipients`: a leg that was seen, an address of the submission, or a lone report (OUTPUT.md, Rules). */
export interface Entry {
	leg: LegDraft | undefined;
	address: string | undefined;
	reports: readonly Evidence[];
	by: string | undefined;
	confidence: Confidence;
}

/** The entries of a message: legs, addresses that no leg matches, lone reports. */
export function entriesOf(message: MessageDraft): Entry[] {
	const addresses = addressesOf(message.send);
	const entries: Entry[] = [];
	for (let i = 0; i < message.recipients.length; i++) {
		const { leg, by, confidence } = message.recipients[i]!;
		const address = addressOfLeg(leg, addresses);
		entries.push({ leg, address, reports: leg.reports, by, confidence });
	}
	forgetShared(entries);
	nameLast(entries, addresses);
	if (message.reports.length === 0) return withUnmatched(entries, addresses);
	const { reports } = message;
	for (const report of inOrder(reports, compareEvidence))
		placeReport(entries, report, addresses);
	nameLast(entries, addresses);
	return withUnmatched(entries, addresses);
}

/** A copy names the recipients in To only: of two legs that it gives one address, one may be a recipient in Bcc. */
function forgetShared(entries: readonly Entry[]): void {
	if (entries.length < 2) return;
	const guessed = entries.filter(
		({ leg, address }) =>
			leg && address !== undefined && knownAddress(leg) === undefined,
	);
	const shared = guessed.filter((entry) =>
		entries.some(
			(other) =>
				other !== entry && compareAddress(other.address, entry.address),
		),
	);
	for (const entry of shared) entry.address = undefined;
}

function entryWithoutLeg(
	address: string | undefined,
	reports: readonly Evidence[],
): Entry {
	return {
		leg: undefined,
		address,
		reports,
		by: undefined,
		confidence: "certain",
	};
}

/** Addresses of the submission, those that are spelt differently but meet once. */
function addressesOf(send: LegDraft | undefined): readonly string[] {
	if (!send) return [];
	const addresses: string[] = [];
	for (let i = 0; i < send.exchanges.length; i++) {
		const { role, exchange } = send.exchanges[i]!;
		if (role !== "send") continue;
		for (const address of recipientsOf(exchange.request))
			addAddress(addresses, address);
	}
	return addresses;
}

function addAddress(addresses: string[], address: string): void {
	if (addresses.includes(address)) return;
	// Most messages have one recipient, with nobody to be compared.
	const key = addresses.length === 0 ? "" : addressKey(address);
	for (let i = 0; i < addresses.length; i++)
		if (addressKey(addresses[i]!) === key) return;
	addresses.push(address);
}

/** The recipient's address where something says it: number, read report, or the copy when it names one of several. */
function addressOfLeg(
	leg: LegDraft,
	addresses: readonly string[],
): string | undefined {
	const known = knownAddress(leg);
	if (known !== undefined) return sameAddress(addresses, known) ?? known;
	for (let i = 0; i < leg.retrievals.length; i++) {
		const { exchange } = leg.retrievals[i]!;
		const named = recipientsOf(exchange.response);
		if (named.length !== 1) continue;
		const fitting = sameAddress(addresses, named[0]);
		if (fitting !== undefined) return fitting;
	}
	return undefined;
}

/** The first of the addresses that is this one, however it is spelt. */
function sameAddress(
	addresses: readonly string[],
	address: string | undefined,
): string | undefined {
	for (let i = 0; i < addresses.length; i++) {
		const one = addresses[i]!;
		if (compareAddress(one, address)) return one;
	}
	return undefined;
}

function knownAddress(leg: LegDraft): string | undefined {
	for (let i = 0; i < leg.exchanges.length; i++) {
		const evidence = leg.exchanges[i]!;
		const number = numberOfEvidence(evidence);
		if (number !== undefined) return number;
	}
	for (let i = 0; i < leg.reports.length; i++) {
		const report = leg.reports[i]!;
		const address = reportedAddress(report);
		if (address !== undefined) return address;
	}
	return undefined;
}

function isNameless({ leg, address }: Entry): boolean {
	return leg !== undefined && address === undefined;
}

function countNameless(entries: readonly Entry[]): number {
	let count = 0;
	for (let i = 0; i < entries.length; i++) if (isNameless(entries[i]!)) count++;
	return count;
}

function freeOf(
	entries: readonly Entry[],
	addresses: readonly string[],
): string[] {
	const free: string[] = [];
	for (let i = 0; i < addresses.length; i++) {
		const address = addresses[i]!;
		if (!entryAt(entries, address)) free.push(address);
	}
	return free;
}

/** The first entry with the address, however it is spelt. */
function entryAt(
	entries: readonly Entry[],
	address: string | undefined,
): Entry | undefined {
	for (let i = 0; i < entries.length; i++) {
		const entry = entries[i]!;
		if (compareAddress(entry.address, address)) return entry;
	}
	return undefined;
}

/** Gives what is left over a name: the last leg without an address is at the last address without a leg. */
function nameLast(entries: Entry[], addresses: readonly string[]): void {
	if (addresses.length === 0) return;
	const nameless = entries.find(isNameless);
	if (!nameless || countNameless(entries) !== 1) return;
	// A report that no leg took may be about a nameless leg.
	const legs = entries.filter(({ leg }) => leg !== undefined);
	const free = freeOf(legs, addresses);
	if (free.length === 1) nameless.address = free[0]!;
}

/** Each entry is a leg, and each address one of them. */
function isMatched(
	entries: readonly Entry[],
	addresses: readonly string[],
): boolean {
	for (let i = 0; i < entries.length; i++) {
		const { leg } = entries[i]!;
		if (!leg) return false;
	}
	for (let i = 0; i < addresses.length; i++)
		if (!entryAt(entries, addresses[i]!)) return false;
	return true;
}

/** The legs, then addresses of the submission that none of them matches, then reports about others. */
function withUnmatched(
	entries: Entry[],
	addresses: readonly string[],
): Entry[] {
	if (isMatched(entries, addresses)) return entries;
	const free = freeOf(entries, addresses);
	const legs: Entry[] = [];
	const others: Entry[] = [];
	for (let i = 0; i < entries.length; i++) {
		const entry = entries[i]!;
		if (entry.leg === undefined) others.push(entry);
		else legs.push(entry);
	}
	const nameless = countNameless(entries);
	const unmatched: Entry[] = [];
	for (let i = 0; i < addresses.length; i++) {
		const address = addresses[i]!;
		const reported = entryAt(others, address);
		if (reported) {
			unmatched.push(reported);
			others.splice(others.indexOf(reported), 1);
		} else if (nameless === 0 && free.includes(address))
			unmatched.push(entryWithoutLeg(address, []));
	}
	// Which of them the nameless legs are is not known.
	for (let count = nameless; nameless > 0 && count < free.length; count++)
		unmatched.push(entryWithoutLeg(undefined, []));
	return [...legs, ...unmatched, ...others];
}

/** STATES 4.5: by the recipient's address; a report without one belongs to the only recipient. */
function placeReport(
	entries: Entry[],
	report: Evidence,
	addresses: readonly string[],
): void {
	const address = reportedAddress(report);
	const fitting = entryAt(entries, address);
	const only =
		entries.length === 1 &&
		addresses.length < 2 &&
		(address === undefined || entries[0]!.address === undefined)
			? entries[0]
			: undefined;
	const entry = fitting ?? only ?? placeByAnswer(entries, report);
	if (entry) {
		entry.reports = [...entry.reports, report];
		if (entry.address === undefined && entry === only && address !== undefined)
			entry.address = address;
		return;
	}
	const named = sameAddress(addresses, address);
	const single =
		entries.length === 0 && addresses.length === 1 ? addresses[0] : undefined;
	entries.push(entryWithoutLeg(named ?? address ?? single, [report]));
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
export function distinctReports(
	reports: readonly Evidence[],
): readonly Evidence[] {
	if (reports.length < 2) return reports;
	const distinct: Evidence[] = [];
	for (const report of inOrder(reports, compareTimes))
		if (!isTold(distinct, report)) distinct.push(report);
	return distinct;
}

function compareTimes(a: Evidence, b: Evidence): number {
	return a.firstTime - b.firstTime || a.firstFrame - b.firstFrame;
}

function isTold(known: readonly Evidence[], report: Evidence): boolean {
	const isDelivery = report.role === "delivery";
	for (let i = 0; i < known.length; i++) {
		const one = known[i]!;
		if (
			(one.role === "delivery") === isDelivery &&
			String(statusOf(one)) === String(statusOf(report))
		)
			return true;
	}
	return false;
}

function statusOf({ role, exchange }: Evidence): FieldValue | undefined {
	const { request } = exchange;
	return role === "delivery"
		? request?.["mmse.status"]
		: request?.["mmse.read_status"];
}
