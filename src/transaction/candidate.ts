import type { Confidence, Half, Part } from "../record.js";
import { addressKey } from "./address.js";
import { type Evidence, numberOfEvidence } from "./evidence.js";
import { numberIn, textIn } from "./field.js";
import { isMedia } from "./identity.js";
import type { JoinContext } from "./join.js";
import { judgeSend } from "./judge/send.js";
import type { LegDraft } from "./leg.js";
import { namesLocation } from "./location.js";
import { reasonOf } from "./reasons.js";

/** Ids that so long are given once; shorter ones may be counted by several servers. */
const UNIQUE_LENGTH = 12;
/** A text of so many octets is no "ok" that everybody sends. */
const TELLING_OCTETS = 64;
/** From and recipient alone are a guess for so long (STATES 4.4, last rule). */
const GUESS_SECONDS = 600;

/** The submission that a recipient's leg belongs to, and by what. */
export interface Found {
	send: LegDraft;
	by: string;
	confidence: Confidence;
}

/** What can be compared of a submission and a recipient's leg (STATES 4.4). */
export class Comparison {
	readonly #context: JoinContext;

	constructor(context: JoinContext) {
		this.#context = context;
	}

	/** A message is not told of before it was submitted; clocks of two captures may differ. */
	isInOrder(send: LegDraft, leg: LegDraft): boolean {
		return this.isTimely(send, firstTold(leg));
	}

	/** What tells of a message comes after it. */
	isTimely(send: LegDraft, told: Evidence): boolean {
		const began = send.first;
		const tolerance =
			captureOf(began) === captureOf(told)
				? 0
				: this.#context.limits["clock-tolerance"];
		return began.firstTime <= told.lastTime + tolerance;
	}

	/** The submission was accepted, or it is not known that it was refused. */
	mayHavePassed(send: LegDraft): boolean {
		return send.exchanges.some((evidence) => {
			if (evidence.role === "attempt") return false;
			const { verdict } = reasonOf(judgeSend(evidence, this.#context).reason);
			return verdict === "ok" || verdict === "unknown";
		});
	}

	/** The subscriber of a leg: as a header or the network says, else as its address showed. */
	numberOf(leg: LegDraft): string | undefined {
		const { client, firstTime } = leg.first;
		return toldNumber(leg) ?? this.#context.numberOf(client, firstTime);
	}

	/** undefined: one of them is not known; what an address showed before may have been another phone's. */
	isSameSender(send: LegDraft, leg: LegDraft): boolean | undefined {
		const told = toldSender(leg);
		const stated = statedSender(send);
		if (told === undefined) return undefined;
		if (stated !== undefined) return stated === told;
		return this.numberOf(send) === told ? true : undefined;
	}

	/**
	 * The recipient is one of the submission's: by its number, or by the copy's addresses. Undefined: neither is known.
	 */
	isRecipient(send: LegDraft, leg: LegDraft): boolean | undefined {
		const asked = send.first.recipients;
		if (asked.length === 0) return undefined;
		const own = this.numberOf(leg);
		if (own !== undefined && asked.includes(own)) return true;
		const named = leg.retrievals.flatMap(({ recipients }) => recipients);
		if (named.length > 0) return named.some((to) => asked.includes(to));
		// What an address showed before may have been another phone's.
		return toldNumber(leg) === undefined ? undefined : false;
	}

	/** Sender or recipients say that it is another message. */
	isContradicted(send: LegDraft, leg: LegDraft): boolean {
		return (
			this.isSameSender(send, leg) === false ||
			this.isRecipient(send, leg) === false
		);
	}

	/** Something that both tell is not the same: asked where an id that others may have too is all that ties them. */
	isAnother(send: LegDraft, leg: LegDraft): boolean {
		if (this.isContradicted(send, leg) || this.hasOtherContent(send, leg))
			return true;
		const asked = send.first.recipients;
		return (
			asked.length > 0 &&
			leg.retrievals.some(({ recipients }) =>
				recipients.some((to) => !asked.includes(to)),
			)
		);
	}

	/** Both subjects are there and differ, or nothing of one body is in the other. */
	hasOtherContent(send: LegDraft, leg: LegDraft): boolean {
		const one = subjectOf(send);
		const other = subjectOf(leg);
		if (one !== undefined && other !== undefined && one !== other) return true;
		const sent = mediaOf(sentHalves(send));
		const copied = mediaOf(copiedHalves(leg));
		if (sent.length === 0 || copied.length === 0) return false;
		if (!sent.every(isWhole) || !copied.every(isWhole)) return false;
		return !copied.some((part) =>
			sent.some(
				({ hash, name }) =>
					hash === part.hash || (name !== undefined && name === part.name),
			),
		);
	}

	/** Message-ID of the one in the location of the other (STATES 4.4, third rule). */
	isNamedBy(send: LegDraft, leg: LegDraft): boolean {
		return leg.exchanges.some(
			({ location }) =>
				location !== undefined &&
				send.messageIds.some((id) => namesLocation(id, location)),
		);
	}

	/** The whole body is the same; a short text that everybody sends says something only of a known sender. */
	hasSameBody(send: LegDraft, leg: LegDraft): boolean {
		const isSame = this.isSameSender(send, leg);
		if (isSame === false) return false;
		const sent = sentHalves(send);
		if (isSame === undefined && !sent.some(isTellingBody)) return false;
		const hashes = copiedHalves(leg)
			.map(({ bodyHash }) => bodyHash)
			.filter((hash) => hash !== undefined);
		return sentHalves(send).some(
			({ bodyHash }) => bodyHash !== undefined && hashes.includes(bodyHash),
		);
	}

	/** The message was fetched after its acceptance. */
	isFetchedAfter(send: LegDraft, leg: LegDraft): boolean {
		const accepted = send.exchanges
			.map(({ exchange }) => exchange.response?.firstTime)
			.find((time) => time !== undefined);
		if (accepted === undefined) return true;
		return leg.retrievals.some(({ lastTime }) => lastTime >= accepted);
	}

	/** A part that is no SMIL is in both; without the sender only one that not everybody sends. */
	sharesMedia(send: LegDraft, leg: LegDraft): boolean {
		const isKnown = this.isSameSender(send, leg) === true;
		const sent = mediaOf(sentHalves(send)).filter(isWhole);
		return mediaOf(copiedHalves(leg))
			.filter(isWhole)
			.some(
				(part) =>
					(isKnown || isTelling(part)) &&
					sent.some(({ hash }) => hash === part.hash),
			);
	}

	/** Seconds from the submission to what tells of it: the message's Date where it was fetched, else the notification. */
	delay(send: LegDraft, leg: LegDraft): number {
		const submitted = send.last.exchange.request?.time ?? send.last.firstTime;
		const date = leg.retrievals
			.map(({ exchange }) => numberIn(exchange.response?.["mmse.date"]))
			.find((time) => time !== undefined);
		return date === undefined
			? firstTold(leg).firstTime - submitted
			: Math.abs(date - submitted);
	}

	/** Told so soon that sender and recipient alone make a guess. */
	isSoon(send: LegDraft, leg: LegDraft): boolean {
		const submitted = send.last.exchange.request?.time ?? send.last.firstTime;
		return firstTold(leg).firstTime - submitted <= GUESS_SECONDS;
	}

	/** Neither has a subject, or both have the same one. */
	hasSameSubject(send: LegDraft, leg: LegDraft): boolean {
		return subjectOf(send) === subjectOf(leg);
	}
}

/** An id that no two servers give. */
export function isUniqueId(id: string): boolean {
	return id.length >= UNIQUE_LENGTH || id.includes("@");
}

/** From of a submission, or the number that a header or the network tells. */
function statedSender(send: LegDraft): string | undefined {
	for (const { sender } of send.exchanges)
		if (sender !== undefined) return sender;
	return toldNumber(send);
}

function toldNumber(leg: LegDraft): string | undefined {
	for (const evidence of leg.exchanges) {
		const number = numberOfEvidence(evidence);
		if (number !== undefined) return addressKey(number);
	}
	return undefined;
}

/** Sender that a notification or a fetched message names, as it is compared. */
function toldSender(leg: LegDraft): string | undefined {
	for (const { role, exchange } of leg.exchanges) {
		if (role !== "retrieve" && role !== "notify") continue;
		const told = role === "retrieve" ? exchange.response : exchange.request;
		const from = textIn(told?.["mmse.from"]);
		if (from !== undefined) return addressKey(from);
	}
	return undefined;
}

/** What first told of the message: a notification or a retrieval, else whatever there is. */
function firstTold(leg: LegDraft): Evidence {
	return leg.notifications[0] ?? leg.retrievals[0] ?? leg.first;
}

function captureOf({ exchange }: Evidence): number | undefined {
	return (exchange.request ?? exchange.response)?.capture;
}

function sentHalves(send: LegDraft): Half[] {
	return send.exchanges
		.map(({ exchange }) => exchange.request)
		.filter((half) => half !== undefined);
}

function copiedHalves(leg: LegDraft): Half[] {
	return leg.retrievals
		.map(({ exchange }) => exchange.response)
		.filter((half) => half !== undefined);
}

function subjectOf(leg: LegDraft): string | undefined {
	for (const { role, exchange } of leg.exchanges) {
		const half = role === "retrieve" ? exchange.response : exchange.request;
		const subject = textIn(half?.["mmse.subject"]);
		if (subject !== undefined) return subject;
	}
	return undefined;
}

function mediaOf(halves: readonly Half[]): Part[] {
	return halves.flatMap(({ parts }) => parts ?? []).filter(isMedia);
}

function isWhole({ hash, missing }: Part): boolean {
	return hash !== undefined && !missing;
}

function isTellingBody({ parts }: Half): boolean {
	return (
		parts === undefined ||
		parts.some((part) => isMedia(part) && isTelling(part))
	);
}

function isTelling({ contentType, size }: Part): boolean {
	return !contentType.startsWith("text/") || size >= TELLING_OCTETS;
}
