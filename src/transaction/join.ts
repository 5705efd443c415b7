import { emptyList } from "../shape.js";
import { Comparison, type Found, isUniqueId } from "./candidate.js";
import { type JoinedLeg, type MessageDraft, newDraft } from "./draft.js";
import type { Evidence } from "./evidence.js";
import type { Judgement } from "./judge/finding.js";
import type { LegDraft } from "./leg.js";
import { formSendLegs } from "./originator.js";
import { placeAttempts } from "./place.js";
import { type IsShared, RecipientLegs } from "./recipient.js";
import { placeCancellations, Relations } from "./relation.js";
import { isAbout, isAnswerOf, reportedAddress } from "./reported.js";

/** What sorting out needs to know beyond the exchanges. */
export interface JoinContext extends Judgement {
	isShared: IsShared;
	/** Number of the only subscriber on an address, where it is known. */
	numberOf(client: string, time: number): string | undefined;
}

/** Sorts exchanges that may belong together into messages (STATES 4). `items` in order of time, without inner hops. */
export function joinMessages(
	items: readonly Evidence[],
	context: JoinContext,
): MessageDraft[] {
	const sends: Evidence[] = [];
	const attempts: Evidence[] = [];
	const reports: Evidence[] = [];
	const recipients = new RecipientLegs(context.isShared, items);
	for (let i = 0; i < items.length; i++) {
		const evidence = items[i]!;
		const { role } = evidence;
		if (role === "send") sends.push(evidence);
		else if (role === "attempt") attempts.push(evidence);
		else if (role === "delivery" || role === "read-originator")
			reports.push(evidence);
		else recipients.add(evidence);
	}
	const sendLegs = formSendLegs(sends, context);
	const alone =
		attempts.length === 0
			? NOTHING
			: placeAttempts(attempts, sendLegs.concat(recipients.legs), context);
	const messages = new Joining(sendLegs, recipients, context).run(reports);
	for (let i = 0; i < alone.length; i++) messages.push(newDraft(alone[i]));
	return messages;
}

const NOTHING = emptyList<LegDraft>();
const NO_REPORTS = emptyList<Evidence>();
const NONE_TIED = emptyList<Fitting>();
/** Of so many, one after the other is asked for its ids. */
const FEW = 4;

function byMessageId(sends: readonly LegDraft[]): Map<string, LegDraft[]> {
	const known = new Map<string, LegDraft[]>();
	for (const send of sends)
		for (const id of send.messageIds) {
			const list = known.get(id);
			if (list) list.push(send);
			else known.set(id, [send]);
		}
	return known;
}

/** Submissions that fit a leg by one rule. */
interface Fitting {
	by: string;
	sends: readonly LegDraft[];
}

class Joining {
	readonly #messages: MessageDraft[] = [];
	/** Recipients' legs in the order in which they were put to messages. */
	readonly #placed: LegDraft[] = [];
	/** Made when there are many. */
	#sendsById: Map<string, LegDraft[]> | undefined = undefined;
	readonly #sends: readonly LegDraft[];
	readonly #recipients: RecipientLegs;
	readonly #context: JoinContext;
	readonly #compare: Comparison;
	#reports = NO_REPORTS;
	/** What the leg at hand fits more than once. */
	#tied: readonly Fitting[] = NONE_TIED;
	#tiedOfLeg: Map<LegDraft, readonly Fitting[]> | undefined = undefined;

	constructor(
		sends: readonly LegDraft[],
		recipients: RecipientLegs,
		context: JoinContext,
	) {
		this.#sends = sends;
		this.#recipients = recipients;
		this.#context = context;
		this.#compare = new Comparison(context);
	}

	run(reports: readonly Evidence[]): MessageDraft[] {
		this.#reports = reports;
		const sends = this.#sends;
		for (let i = 0; i < sends.length; i++)
			this.#messages.push(newDraft(sends[i]));
		const { legs } = this.#recipients;
		const apart: LegDraft[] = [];
		for (let i = 0; i < legs.length; i++)
			if (!this.#placeLeg(legs[i]!)) apart.push(legs[i]!);
		for (let i = 0; i < apart.length; i++)
			this.#placeByPeople(apart[i]!, apart);
		this.#noteRivals();
		const placed = { messages: this.#messages, legs: this.#placed };
		placeCancellations(placed);
		new Relations(placed).run();
		for (let i = 0; i < reports.length; i++) this.#placeReport(reports[i]!);
		const { left } = this.#recipients;
		for (let i = 0; i < left.length; i++) this.#placeReport(left[i]!);
		return this.#messages;
	}

	/** Submissions that got the Message-ID. */
	#sendsWith(id: string): readonly LegDraft[] {
		const sends = this.#sends;
		if (sends.length > FEW) {
			this.#sendsById ??= byMessageId(sends);
			return this.#sendsById.get(id) ?? NOTHING;
		}
		if (sends.length === 1)
			return sends[0]!.messageIds.includes(id) ? sends : NOTHING;
		return sends.filter(({ messageIds }) => messageIds.includes(id));
	}

	/** Puts a leg to its submission by what both carry; false when nothing ties it to one. */
	#placeLeg(leg: LegDraft): boolean {
		if (this.#sends.length === 0) return false;
		this.#tied = NONE_TIED;
		const found =
			this.#byMessageId(leg) ??
			this.#byLocation(leg) ??
			this.#byBody(leg) ??
			this.#byMedia(leg);
		if (found) this.#join(leg, found);
		else this.#keepTied(leg);
		return found !== undefined;
	}

	#join(leg: LegDraft, { send, by, confidence }: Found): void {
		this.#put(leg, send.message!, { leg, by, confidence });
	}

	/** Puts a leg to the submission that fits by sender, recipient, subject and time, or makes it a message of its own. */
	#placeByPeople(leg: LegDraft, apart: readonly LegDraft[]): void {
		this.#tied = NONE_TIED;
		const found =
			this.#byPeople(leg, apart) ??
			this.#byReports(leg, apart) ??
			this.#byGuess(leg, apart);
		if (found) {
			this.#join(leg, found);
			return;
		}
		this.#keepTied(leg);
		const message = newDraft();
		this.#messages.push(message);
		this.#put(leg, message, { leg, by: "first", confidence: "certain" });
	}

	#put(leg: LegDraft, message: MessageDraft, joined: JoinedLeg): void {
		message.recipients.push(joined);
		leg.message = message;
		this.#placed.push(leg);
	}

	/** The only submission of those that fit; of several none, and the leg's message will say so. */
	#only(by: string, sends: readonly LegDraft[]): LegDraft | undefined {
		if (sends.length > 1) this.#tied = [...this.#tied, { by, sends }];
		return sends.length === 1 ? sends[0] : undefined;
	}

	/** STATES 4.4, first rules. An id that several submissions got names none of them. */
	#byMessageId(leg: LegDraft): Found | undefined {
		const by = "message-id";
		const sends: LegDraft[] = [];
		let isUnique = false;
		for (const id of namesOf(leg)) {
			const known = this.#sendsWith(id);
			if (known.length === 0) continue;
			isUnique ||= isUniqueId(id);
			for (let i = 0; i < known.length; i++) {
				const send = known[i]!;
				if (!sends.includes(send)) sends.push(send);
			}
		}
		const send = this.#only(by, sends);
		if (!send || !this.#compare.isInOrder(send, leg)) return undefined;
		if (!isUnique && this.#compare.isAnother(send, leg)) return undefined;
		return { send, by, confidence: "certain" };
	}

	/** The Message-ID is in the Content-Location, or the other way round. */
	#byLocation(leg: LegDraft): Found | undefined {
		if (this.#sends.every(({ messageIds }) => messageIds.length === 0))
			return undefined;
		const by = "content-location";
		const send = this.#only(
			by,
			this.#sends.filter(
				(one) =>
					this.#compare.isNamedBy(one, leg) &&
					this.#compare.isInOrder(one, leg) &&
					!this.#compare.isContradicted(one, leg),
			),
		);
		return send && { send, by, confidence: "probable" };
	}

	/** Equal bodies, and the recipients of the copy are those of the submission. */
	#byBody(leg: LegDraft): Found | undefined {
		const by = "body";
		const send = this.#only(
			by,
			this.#sends.filter(
				(one) =>
					this.#compare.hasSameBody(one, leg) &&
					this.#compare.isRecipient(one, leg) === true &&
					this.#compare.isFetchedAfter(one, leg) &&
					this.#isFree(one, leg),
			),
		);
		if (!send) return undefined;
		const twins = this.#recipients.legs.filter((other) =>
			this.#compare.hasSameBody(send, other),
		);
		if (this.#hasTwin(send, leg, twins)) return undefined;
		return { send, by, confidence: "certain" };
	}

	/** A part of the content is the same, and sender and recipient fit. */
	#byMedia(leg: LegDraft): Found | undefined {
		const by = "media";
		const fits = (one: LegDraft, other: LegDraft) =>
			this.#compare.sharesMedia(one, other) &&
			this.#compare.isSameSender(one, other) !== false &&
			this.#compare.isRecipient(one, other) === true &&
			!this.#compare.hasOtherContent(one, other);
		const send = this.#only(
			by,
			this.#sends.filter(
				(one) =>
					fits(one, leg) &&
					this.#compare.isFetchedAfter(one, leg) &&
					this.#isFree(one, leg),
			),
		);
		if (!send) return undefined;
		const twins = this.#recipients.legs.filter((other) => fits(send, other));
		if (this.#hasTwin(send, leg, twins)) return undefined;
		return { send, by, confidence: "probable" };
	}

	/** It may have passed, before the leg, and its recipient has no other leg yet. */
	#isFree(send: LegDraft, leg: LegDraft): boolean {
		const { recipients } = send.message!;
		const own = recipients.filter((joined) => joined.leg.isOf(leg.first));
		const isTaken = this.#isShared(leg)
			? recipients.length >= send.first.recipients.length
			: own.length > 0;
		return (
			!isTaken &&
			this.#compare.isInOrder(send, leg) &&
			this.#compare.mayHavePassed(send)
		);
	}

	#isShared({ first }: LegDraft): boolean {
		return this.#context.isShared(first.client, first.firstTime);
	}

	/**
	 * Another leg of the same client is as good: which one it is cannot be told. Behind a gateway they are several
	 * recipients, as long as there are so many.
	 */
	#hasTwin(send: LegDraft, leg: LegDraft, twins: readonly LegDraft[]): boolean {
		if (this.#isShared(leg)) return twins.length > send.first.recipients.length;
		return twins.some((other) => other !== leg && other.isOf(leg.first));
	}

	/** STATES 4.4: From, recipient, Subject, and Date within 5 minutes of the submission; only one of both fits. */
	#byPeople(leg: LegDraft, apart: readonly LegDraft[]): Found | undefined {
		const window = this.#context.limits["clock-tolerance"];
		const compare = this.#compare;
		const send = this.#onlyPair(leg, apart, (one, other) => {
			const delay = compare.delay(one, other);
			return (
				compare.isSameSender(one, other) === true &&
				compare.isRecipient(one, other) === true &&
				compare.hasSameSubject(one, other) &&
				delay >= 0 &&
				delay <= window
			);
		});
		return send && { send, by: "addresses", confidence: "probable" };
	}

	/** STATES 4.4, last rule: From and recipient only, within 10 minutes. */
	#byGuess(leg: LegDraft, apart: readonly LegDraft[]): Found | undefined {
		const compare = this.#compare;
		const send = this.#onlyPair(
			leg,
			apart,
			(one, other) =>
				compare.isSameSender(one, other) === true &&
				compare.isRecipient(one, other) === true &&
				compare.isSoon(one, other),
		);
		return send && { send, by: "addresses", confidence: "weak" };
	}

	/** The submission that alone fits the leg, where no other leg of the same client fits it as well. */
	#onlyPair(
		leg: LegDraft,
		apart: readonly LegDraft[],
		fits: (send: LegDraft, leg: LegDraft) => boolean,
	): LegDraft | undefined {
		if (!tellsOfMessage(leg)) return undefined;
		const isPair = (send: LegDraft, other: LegDraft) =>
			tellsOfMessage(other) &&
			fits(send, other) &&
			!this.#compare.hasOtherContent(send, other);
		const sends = this.#sends.filter(
			(send) => isPair(send, leg) && this.#isFree(send, leg),
		);
		const send = this.#only("addresses", sends);
		if (!send) return undefined;
		const twins = apart.filter((other) => isPair(send, other));
		const count = this.#joinedBefore(send, apart) + twins.length;
		return this.#hasTwin(send, leg, twins) ||
			count > send.first.recipients.length
			? undefined
			: send;
	}

	/** Legs that were joined to the submission by something better. */
	#joinedBefore(send: LegDraft, apart: readonly LegDraft[]): number {
		const { recipients } = send.message!;
		return recipients.filter(({ leg }) => !apart.includes(leg)).length;
	}

	/**
	 * A recipient whose number is not known, told of by sender, subject and time: a delivery report that says what it
	 * answered makes it a guess.
	 */
	#byReports(leg: LegDraft, apart: readonly LegDraft[]): Found | undefined {
		if (this.#compare.numberOf(leg) !== undefined) return undefined;
		const sends = this.#sends.filter((send) => this.#isToldBy(send, leg));
		const send = this.#only("addresses", sends);
		if (!send) return undefined;
		const twins = apart.filter((other) => this.#isToldBy(send, other));
		const count = this.#joinedBefore(send, apart) + twins.length;
		return count <= send.first.recipients.length &&
			this.#isReported(send, leg, twins)
			? { send, by: "addresses", confidence: "weak" }
			: undefined;
	}

	#isToldBy(send: LegDraft, leg: LegDraft): boolean {
		const compare = this.#compare;
		const accepted = send.last.exchange.response?.time ?? Number.NaN;
		const delay = leg.first.firstTime - accepted;
		const window = this.#context.limits["clock-tolerance"];
		return (
			leg.first.role === "notify" &&
			delay >= 0 &&
			delay <= window &&
			compare.isSameSender(send, leg) === true &&
			compare.hasSameSubject(send, leg) &&
			compare.mayHavePassed(send)
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

	#keepTied(leg: LegDraft): void {
		if (this.#tied.length === 0) return;
		this.#tiedOfLeg ??= new Map();
		const known = this.#tiedOfLeg.get(leg) ?? NONE_TIED;
		this.#tiedOfLeg.set(leg, [...known, ...this.#tied]);
	}

	/** What fits several messages is joined to none of them, and says so. */
	#noteRivals(): void {
		for (const [leg, tied] of this.#tiedOfLeg ?? []) {
			const { message } = leg;
			if (!message || message.send) continue;
			const { by, sends } = tied[0]!;
			const others = sends.map((send) => send.message!);
			message.rivals.push({ by, others });
		}
		for (const { leg, by, rivals } of this.#recipients.tied) {
			const { message } = leg;
			const others = rivals
				.map((rival) => rival.message!)
				.filter((other) => other !== message);
			if (message && others.length > 0) message.rivals.push({ by, others });
		}
	}

	#placeReport(report: Evidence): void {
		const message = this.#messageOfReport(report);
		if (message) {
			message.reports.push(report);
			return;
		}
		const lone = newDraft();
		lone.reports.push(report);
		this.#messages.push(lone);
	}

	/** STATES 4.5: Message-ID, the sender's client where several have it; a report about a leg without its submission. */
	#messageOfReport(report: Evidence): MessageDraft | undefined {
		const { messageId } = report;
		if (messageId === undefined) return undefined;
		const sends = this.#sendsOfReport(messageId, report);
		const own =
			sends.length > 1 ? sends.filter((send) => send.isOf(report)) : NOTHING;
		const candidates = own.length > 0 ? own : sends;
		if (candidates.length === 1) return candidates[0]!.message;
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

	#sendsOfReport(messageId: string, report: Evidence): readonly LegDraft[] {
		const known = this.#sendsWith(messageId);
		if (known.length === 0) return known;
		const isUnique = isUniqueId(messageId);
		const isMeant = (send: LegDraft) =>
			this.#compare.isTimely(send, report) &&
			(isUnique || isAbout(send, report));
		if (known.length === 1 && isMeant(known[0]!)) return known;
		return known.filter(isMeant);
	}
}

/** Message-IDs of the leg, and of read reports that are the leg's. */
function namesOf({ messageIds, reports }: LegDraft): readonly string[] {
	if (reports.length === 0) return messageIds;
	const ids = [...messageIds];
	for (let i = 0; i < reports.length; i++) {
		const { messageId } = reports[i]!;
		if (messageId !== undefined) ids.push(messageId);
	}
	return ids;
}

/** A notification or a fetched message, which say whose they are. */
function tellsOfMessage(leg: LegDraft): boolean {
	return leg.notifications.length + leg.retrievals.length > 0;
}
