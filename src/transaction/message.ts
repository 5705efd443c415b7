import type { Half, Link, Message, Problem, RecipientLeg } from "../record.js";
import { buildRecipient, buildSend, type SendContext } from "./build.js";
import type { Written } from "./continuation.js";
import type { MessageDraft, Rivals } from "./draft.js";
import { type Entry, entriesOf } from "./entry.js";
import { compareEvidence, type Evidence } from "./evidence.js";
import { INSERT_ADDRESS } from "./facts.js";
import { numberIn, textIn, textsIn } from "./field.js";
import type { Judgement } from "./judge/finding.js";
import { sortAlmost } from "./order.js";
import { senderOf } from "./recipient.js";
import { framesOfAll } from "./step.js";
import { makeUid } from "./uid.js";
import { decidingRecipient, messageVerdict } from "./verdict.js";

/** Messages that a note names. */
const UIDS_LIMIT = 8;

/** What a limit or an earlier record adds to a message. */
export interface MessageContext extends Judgement {
	uid: string;
	/** Absent while the message may still change. */
	id?: number;
	continues?: Written;
	problems: Problem[];
}

/** All exchanges of a message, in order of time. */
export function evidenceOf(draft: MessageDraft): Evidence[] {
	const all: Evidence[] = [];
	if (draft.send) addAll(all, draft.send.exchanges);
	for (let i = 0; i < draft.recipients.length; i++) {
		const { leg } = draft.recipients[i]!;
		addAll(all, leg.exchanges);
		addAll(all, leg.reports);
	}
	addAll(all, draft.reports);
	// They are in order but where legs overlap.
	return sortAlmost(all, compareEvidence);
}

function addAll(all: Evidence[], more: readonly Evidence[]): void {
	for (let i = 0; i < more.length; i++) all.push(more[i]!);
}

/** Name of a message: that of its first exchange. */
export function messageUid(
	draft: MessageDraft,
	exchanges: readonly Evidence[],
): string {
	return makeUid("m", exchanges[0]!.exchange.uid, draft.send ? "send" : "");
}

/** All exchanges of a message, in order of time, and these with their hops. */
interface Exchanges {
	exchanges: readonly Evidence[];
	hops: readonly Evidence[];
}

/** The record of a message (OUTPUT.md, analyze). */
export function buildMessage(
	draft: MessageDraft,
	{ exchanges, hops }: Exchanges,
	context: MessageContext,
): Message {
	const send = buildSendContext(draft, context);
	const entries = entriesOf(draft);
	const recipients: RecipientLeg[] = [];
	for (let i = 0; i < entries.length; i++)
		recipients.push(buildRecipient(entries[i]!, send, context));
	if (recipients.length > 1) nameApart(recipients);
	const verdict = messageVerdict(send?.record, recipients);
	if (send) creditDelivery(send, recipients);
	const shown =
		decidingRecipient(verdict, recipients) ?? send?.record ?? recipients[0]!;
	const { uid, id, problems } = context;
	const links = linksOf(entries);
	if (draft.related.length > 0) addRelated(links, draft);
	const message = (
		id === undefined
			? { type: "message", uid, verdict }
			: { type: "message", uid, id, verdict }
	) as Message;
	if (verdict !== "delivered" && shown.fault) message.fault = shown.fault;
	message.outcome = shown.outcome;
	message.reason = shown.reason;
	const messageId = send?.decided.messageId ?? messageIdOf(exchanges);
	if (messageId !== undefined) message.messageId = messageId;
	const from = fromOf(draft, send);
	if (from !== undefined) message.from = from;
	describe(message, copiesOf(send, exchanges));
	message.send = send?.record ?? null;
	message.recipients = recipients;
	message.links = links;
	message.frames = framesOfAll(hops);
	message.firstTime = firstTimeOf(hops);
	message.lastTime = lastTimeOf(hops);
	message.final = true;
	if (context.continues) goOn(message, context.continues);
	message.problems = problems;
	for (let i = 0; i < draft.rivals.length; i++)
		problems.push(ambiguity(draft.rivals[i]!));
	return message;
}

/** The message goes on with one that was written before, and has its id (STATES 6). */
function goOn(message: Message, { uid, messageId }: Written): void {
	message.continues = uid;
	if (messageId !== undefined) message.messageId ??= messageId;
}

/** It fits several messages, and is joined to none of them. */
function ambiguity({ by, others }: Rivals): Problem {
	const uids = [...new Set(others.map(({ uid }) => uid))];
	const shown = uids.slice(0, UIDS_LIMIT).join(", ");
	const more =
		uids.length > UIDS_LIMIT ? ` and ${uids.length - UIDS_LIMIT} more` : "";
	return {
		layer: "mmstrace",
		code: "ambiguous",
		note: `by ${by}: ${shown}${more}`,
	};
}

/** Recipients of whom nothing tells an address get names of their own all the same. */
function nameApart(recipients: readonly RecipientLeg[]): void {
	const known = new Set<string>();
	for (const [index, recipient] of recipients.entries()) {
		if (known.has(recipient.uid))
			recipient.uid = makeUid("l", recipient.uid, String(index));
		known.add(recipient.uid);
	}
}

function firstTimeOf(hops: readonly Evidence[]): number {
	let first = Number.POSITIVE_INFINITY;
	for (let i = 0; i < hops.length; i++) {
		const { firstTime } = hops[i]!;
		if (firstTime < first) first = firstTime;
	}
	return first;
}

function lastTimeOf(hops: readonly Evidence[]): number {
	let last = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < hops.length; i++) {
		const { lastTime } = hops[i]!;
		if (lastTime > last) last = lastTime;
	}
	return last;
}

function buildSendContext(
	{ send }: MessageDraft,
	judgement: Judgement,
): SendContext | undefined {
	if (!send) return undefined;
	const { leg, decided } = buildSend(send, judgement);
	return { draft: send, record: leg, decided };
}

/** Evidence of delivery makes up for an answer that was not seen (STATES 5.1). */
function creditDelivery(
	{ record }: SendContext,
	recipients: readonly RecipientLeg[],
): void {
	if (record.verdict !== "unknown") return;
	if (!recipients.some(({ verdict }) => verdict === "ok")) return;
	record.verdict = "ok";
	delete record.fault;
	delete record.mayRetry;
}

function linksOf(entries: readonly Entry[]): Link[] {
	const links: Link[] = [];
	for (let index = 0; index < entries.length; index++) {
		const { by, confidence } = entries[index]!;
		if (by === undefined || by === "first") continue;
		links.push({ from: "send", to: `recipients/${index}`, by, confidence });
	}
	return links;
}

/** Other messages, named by their uid. */
function addRelated(
	links: Link[],
	{ related, recipients, send }: MessageDraft,
): void {
	for (const { leg, other, by, confidence } of related) {
		const index = recipients.findIndex((joined) => joined.leg === leg);
		if (index < 0 && leg !== send) continue;
		const from = leg === send ? "send" : `recipients/${index}`;
		links.push({ from, to: other.uid, by, confidence });
	}
}

/** What the message is: addresses, subject, size. */
function describe(message: Message, copies: readonly Half[]): void {
	addAddresses(message, copies);
	const subject = subjectOf(copies);
	if (subject !== undefined) message.subject = subject;
	const size = sizeOf(copies);
	if (size !== undefined) message.size = size;
}

/** PDUs that describe the message, the submission first: reports tell only of themselves. */
function copiesOf(
	send: SendContext | undefined,
	exchanges: readonly Evidence[],
): Half[] {
	const copies: Half[] = [];
	const submitted = send?.draft.first.exchange.request;
	if (submitted) copies.push(submitted);
	for (let i = 0; i < exchanges.length; i++) {
		const { role, exchange } = exchanges[i]!;
		if (role === "read-recipient" || role === "read-originator") continue;
		const half = role === "retrieve" ? exchange.response : exchange.request;
		if (half) copies.push(half);
	}
	return copies;
}

function messageIdOf(exchanges: readonly Evidence[]): string | undefined {
	for (let i = 0; i < exchanges.length; i++) {
		const { messageId } = exchanges[i]!;
		if (messageId !== undefined) return messageId;
	}
	return undefined;
}

function subjectOf(copies: readonly Half[]): string | undefined {
	for (let i = 0; i < copies.length; i++) {
		const half = copies[i]!;
		const subject = textIn(half?.["mmse.subject"]);
		if (subject !== undefined) return subject;
	}
	return undefined;
}

function fromOf(
	draft: MessageDraft,
	send: SendContext | undefined,
): string | undefined {
	const told = textIn(send?.draft.first.exchange.request?.["mmse.from"]);
	if (told !== undefined && told !== INSERT_ADDRESS) return told;
	for (let i = 0; i < draft.recipients.length; i++) {
		const { leg } = draft.recipients[i]!;
		const sender = senderOf(leg);
		if (sender !== undefined) return sender;
	}
	return send?.record.number;
}

/** Address lists of the first PDU that has any: the submission, else a recipient's copy. */
function addAddresses(message: Message, copies: readonly Half[]): void {
	for (let i = 0; i < copies.length; i++) {
		const half = copies[i]!;
		const to = textsIn(half?.["mmse.to"]);
		const cc = textsIn(half?.["mmse.cc"]);
		const bcc = textsIn(half?.["mmse.bcc"]);
		if (to.length + cc.length + bcc.length === 0) continue;
		if (to.length > 0) message.to = [...to];
		if (cc.length > 0) message.cc = [...cc];
		if (bcc.length > 0) message.bcc = [...bcc];
		return;
	}
}

/** X-Mms-Message-Size where a notification tells it, else the octets of the parts. */
function sizeOf(copies: readonly Half[]): number | undefined {
	for (let i = 0; i < copies.length; i++) {
		const half = copies[i]!;
		const told = numberIn(half?.["mmse.message_size"]);
		if (told !== undefined) return told;
	}
	for (let i = 0; i < copies.length; i++) {
		const { parts } = copies[i]!;
		if (!parts?.length) continue;
		let sum = 0;
		for (const { size } of parts) sum += size;
		return sum;
	}
	return undefined;
}
