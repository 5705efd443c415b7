import type { Confidence, Link } from "../record.js";
import { placeAttempts } from "./attempt.js";
import { type Evidence, replacedIdOf } from "./evidence.js";
import { textOf } from "./field.js";
import { finding, type Judgement } from "./judge/finding.js";
import { judgeSend } from "./judge/send.js";
import type { LegDraft } from "./leg.js";
import { wordsOf } from "./location.js";
import { formSendLegs } from "./originator.js";
import { reasonOf } from "./reasons.js";
import { type IsShared, RecipientLegs } from "./recipient.js";
import { isAnswerOf, reportedAddress } from "./reported.js";

/** A recipient's leg in a message, and what tied it to the submission. */
export interface JoinedLeg {
	leg: LegDraft;
	by: string;
	confidence: Confidence;
}

/** One message: a submission with its recipients' legs and the reports that belong to neither of them alone. */
export interface MessageDraft {
	send?: LegDraft;
	recipients: JoinedLeg[];
	reports: Evidence[];
	links: Link[];
}

/** What sorting out needs to know beyond the exchanges. */
export interface JoinContext extends Judgement {
	isShared: IsShared;
	/** Number of the only subscriber on an address, where it is known. */
	numberOf(client: string, time: number): string | undefined;
}

const ID_LENGTH = 8;

/** Sorts exchanges that may belong together into messages (STATES 4). `items` in order of time, without inner hops. */
export function joinMessages(
	items: readonly Evidence[],
	context: JoinContext,
): MessageDraft[] {
	const sends: Evidence[] = [];
	const attempts: Evidence[] = [];
	const reports: Evidence[] = [];
	const recipients = new RecipientLegs(context.isShared);
	for (const evidence of items) {
		const { role } = evidence;
		if (role === "send") sends.push(evidence);
		else if (role === "attempt") attempts.push(evidence);
		else if (role === "delivery" || role === "read-originator")
			reports.push(evidence);
		else recipients.add(evidence);
	}
	const sendLegs = formSendLegs(sends, context);
	if (attempts.length > 0)
		placeAttempts(attempts, [...sendLegs, ...recipients.legs]);
	return new Joining(sendLegs, recipients, context).run(reports);
}

class Joining {
	readonly #messages: MessageDraft[] = [];
	readonly #ofSend = new Map<LegDraft, MessageDraft>();
	readonly #sendsById = new Map<string, LegDraft[]>();
	readonly #sends: readonly LegDraft[];
	readonly #recipients: RecipientLegs;
	readonly #context: JoinContext;
	#reports: readonly Evidence[] = [];

	constructor(
		sends: readonly LegDraft[],
		recipients: RecipientLegs,
		context: JoinContext,
	) {
		this.#sends = sends;
		this.#recipients = recipients;
		this.#context = context;
	}

	run(reports: readonly Evidence[]): MessageDraft[] {
		this.#reports = reports;
		for (const send of this.#sends) this.#begin(send);
		const apart = this.#recipients.legs.filter((leg) => !this.#placeLeg(leg));
		for (const leg of apart) this.#placeByPeople(leg, apart);
		this.#replace();
		for (const report of reports) this.#placeReport(report);
		for (const report of this.#recipients.left) this.#placeReport(report);
		return this.#messages;
	}

	#begin(send: LegDraft): void {
		const message: MessageDraft = {
			send,
			recipients: [],
			reports: [],
			links: [],
		};
		this.#messages.push(message);
		this.#ofSend.set(send, message);
		for (const id of send.messageIds) {
			const list = this.#sendsById.get(id);
			if (list) list.push(send);
			else this.#sendsById.set(id, [send]);
		}
	}

	/** Puts a leg to its submission by what both carry; false when nothing ties it to one. */
	#placeLeg(leg: LegDraft): boolean {
		if (this.#sends.length === 0) return false;
		const found =
			this.#byMessageId(leg) ?? this.#byWord(leg) ?? this.#byBody(leg);
		if (!found) return false;
		const { send, by, confidence } = found;
		this.#ofSend.get(send)!.recipients.push({ leg, by, confidence });
		return true;
	}

	/** Puts a leg to the submission that fits by sender, recipient, subject and time, or makes it a message of its own. */
	#placeByPeople(leg: LegDraft, apart: readonly LegDraft[]): void {
		const found = this.#byPeople(leg, apart);
		if (found) {
			const { send, confidence } = found;
			const joined = { leg, by: "addresses", confidence };
			this.#ofSend.get(send)!.recipients.push(joined);
			return;
		}
		this.#messages.push({
			recipients: [{ leg, by: "first", confidence: "certain" }],
			reports: [],
			links: [],
		});
	}

	/**
	 * STATES 4.4: sender, subject and 5 minutes, with only one submission that fits and no more legs than recipients. The
	 * recipient's number makes it probable; where it is not known, a delivery report that says what the recipient answered
	 * makes it a guess.
	 */
	#byPeople(leg: LegDraft, apart: readonly LegDraft[]) {
		const sends = this.#sends.filter((send) => this.#isToldBy(send, leg));
		const [send] = sends;
		if (!send || sends.length > 1) return undefined;
		const twins = apart.filter((other) => this.#isToldBy(send, other));
		const { recipients } = send.first;
		const own = this.#context.numberOf(leg.first.client, leg.first.firstTime);
		if (own !== undefined)
			return recipients.includes(own) && twins.every(isOtherClient(leg))
				? { send, confidence: "probable" as const }
				: undefined;
		const joined = this.#ofSend
			.get(send)!
			.recipients.filter((one) => !apart.includes(one.leg)).length;
		return twins.length + joined <= recipients.length &&
			this.#isReported(send, leg, twins)
			? { send, confidence: "weak" as const }
			: undefined;
	}

	#isToldBy(send: LegDraft, leg: LegDraft): boolean {
		const { first } = leg;
		const { request, response } = send.last.exchange;
		const delay = first.firstTime - (response?.time ?? Number.NaN);
		const window = this.#context.limits["clock-tolerance"];
		if (first.role !== "notify" || !(delay >= 0 && delay <= window))
			return false;
		const told = first.exchange.request;
		const from =
			send.last.sender ??
			this.#context.numberOf(send.first.client, send.first.firstTime);
		return (
			from !== undefined &&
			from === first.sender &&
			textOf(told, "mmse.subject") === textOf(request, "mmse.subject") &&
			this.#mayHavePassed(send)
		);
	}

	/** Reports to the sender tell what this leg's client answered, and as many as clients that answered so. */
	#isReported(
		send: LegDraft,
		leg: LegDraft,
		twins: readonly LegDraft[],
	): boolean {
		const reports = this.#reports.filter(
			(report) =>
				report.role === "delivery" &&
				report.messageId !== undefined &&
				send.messageIds.includes(report.messageId) &&
				isAnswerOf(leg, report),
		);
		const told = new Set(reports.map(reportedAddress));
		const alike = twins.filter((other) =>
			reports.some((report) => isAnswerOf(other, report)),
		);
		return told.size >= alike.length && alike.length > 0;
	}

	#byMessageId(leg: LegDraft) {
		const sends: LegDraft[] = [];
		for (const id of leg.messageIds) this.#addSends(sends, id);
		for (const { messageId } of leg.reports)
			if (messageId !== undefined) this.#addSends(sends, messageId);
		const send = this.#onlySend(sends, leg);
		return send && { send, by: "message-id", confidence: "certain" as const };
	}

	#addSends(sends: LegDraft[], id: string): void {
		const known = this.#sendsById.get(id);
		if (known) sends.push(...known);
	}

	/** The Message-ID is a word of the Content-Location, or its part before the `@` is. */
	#byWord(leg: LegDraft) {
		if (this.#sendsById.size === 0) return undefined;
		const words = new Set<string>();
		for (const { location } of leg.exchanges)
			if (location !== undefined)
				for (const word of wordsOf(location)) words.add(word);
		if (words.size === 0) return undefined;
		const sends: LegDraft[] = [];
		for (const [id, list] of this.#sendsById) {
			const local = id.split("@")[0]!;
			if (words.has(id) || (local.length >= ID_LENGTH && words.has(local)))
				sends.push(...list);
		}
		const send = this.#onlySend(sends, leg);
		const confidence = "probable" as const;
		return send && { send, by: "content-location", confidence };
	}

	/** Equal bodies, and the recipients of the copy are those of the submission. */
	#byBody(leg: LegDraft) {
		const copies = leg.retrievals.filter(
			({ exchange }) => exchange.response?.bodyHash !== undefined,
		);
		if (copies.length === 0) return undefined;
		const sends = this.#sends.filter(({ first }) =>
			copies.some(
				({ exchange, recipients }) =>
					exchange.response?.bodyHash === first.exchange.request?.bodyHash &&
					recipients.some((to) => first.recipients.includes(to)),
			),
		);
		const send = this.#onlySend(
			sends.filter((one) => this.#mayHavePassed(one)),
			leg,
		);
		if (!send || this.#hasTwin(leg, send)) return undefined;
		return { send, by: "body", confidence: "certain" as const };
	}

	/** Another recipient's leg fits the same submission as well: which one it is cannot be told. */
	#hasTwin(leg: LegDraft, send: LegDraft): boolean {
		const hash = send.first.exchange.request!.bodyHash;
		const twins = this.#recipients.legs.filter(
			(other) =>
				other.isOf(leg.first) &&
				other.retrievals.some(
					({ exchange }) => exchange.response?.bodyHash === hash,
				),
		);
		return twins.length > 1;
	}

	/** The submission was accepted, or it is not known that it was refused. */
	#mayHavePassed(send: LegDraft): boolean {
		return send.exchanges.some((evidence) => {
			const { verdict } = reasonOf(judgeSend(evidence, this.#context).reason);
			return verdict === "ok" || verdict === "unknown";
		});
	}

	/** The one submission that is left; one that began after the recipient's leg ended cannot be it. */
	#onlySend(sends: readonly LegDraft[], leg: LegDraft): LegDraft | undefined {
		const [send] = sends;
		if (!send || sends.some((other) => other !== send)) return undefined;
		const tolerance = this.#context.limits["clock-tolerance"];
		return send.first.firstTime <= leg.lastTime + tolerance ? send : undefined;
	}

	/** A later notification or message takes the place of an older one of the same recipient (MMS 1.3). */
	#replace(): void {
		for (const leg of this.#recipients.legs)
			for (const evidence of leg.exchanges) {
				const id = replacedIdOf(evidence);
				if (id !== undefined) this.#replaceOf(leg, evidence, id);
			}
	}

	#replaceOf(leg: LegDraft, evidence: Evidence, id: string): void {
		for (const old of this.#recipients.legs) {
			const isNamed =
				old.messageIds.includes(id) || this.#sentIdsOf(old).includes(id);
			if (old === leg || !old.isOf(evidence) || !isNamed) continue;
			old.foreign.push(finding("replaced", evidence));
		}
	}

	#sentIdsOf(leg: LegDraft): readonly string[] {
		const message = this.#messages.find(({ recipients }) =>
			recipients.some((joined) => joined.leg === leg),
		);
		return message?.send?.messageIds ?? [];
	}

	#placeReport(report: Evidence): void {
		const message = this.#messageOfReport(report);
		if (message) message.reports.push(report);
		else this.#messages.push({ recipients: [], reports: [report], links: [] });
	}

	/** STATES 4.5: Message-ID, the sender's client where several have it; a report about a leg without its submission. */
	#messageOfReport(report: Evidence): MessageDraft | undefined {
		const { messageId } = report;
		if (messageId === undefined) return undefined;
		const sends = this.#sendsById.get(messageId) ?? [];
		const own = sends.filter((send) => send.isOf(report));
		const candidates = own.length > 0 ? own : sends;
		if (candidates.length === 1) return this.#ofSend.get(candidates[0]!);
		if (sends.length > 0) return undefined;
		const unsent = this.#messages.filter(
			(message) =>
				!message.send &&
				(message.recipients.some(({ leg }) =>
					leg.messageIds.includes(messageId),
				) ||
					(message.recipients.length === 0 &&
						message.reports.some((known) => known.messageId === messageId))),
		);
		return unsent.length === 1 ? unsent[0] : undefined;
	}
}

function isOtherClient(leg: LegDraft): (other: LegDraft) => boolean {
	return (other) => other === leg || !other.isOf(leg.first);
}
