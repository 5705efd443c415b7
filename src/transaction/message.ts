import type { Link, Message, Problem, RecipientLeg } from "../record.js";
import { buildRecipient, buildSend, type SendContext } from "./build.js";
import { type Entry, entriesOf } from "./entry.js";
import { compareEvidence, type Evidence } from "./evidence.js";
import { numberOf, textOf, textsOf } from "./field.js";
import type { MessageDraft } from "./join.js";
import type { Judgement } from "./judge/finding.js";
import { withHops } from "./leg.js";
import { senderOf } from "./recipient.js";
import { framesOfSteps, stepsOf } from "./step.js";
import { makeUid } from "./uid.js";
import { decidingRecipient, messageVerdict } from "./verdict.js";

const INSERT_ADDRESS = "<insert address>";

/** What a limit or an earlier record adds to a message. */
export interface MessageContext extends Judgement {
	id: number;
	continues?: string;
	problems: Problem[];
}

/** All exchanges of a message, in order of time. */
export function evidenceOf(draft: MessageDraft): Evidence[] {
	const legs = draft.recipients.map(({ leg }) => leg);
	if (draft.send) legs.unshift(draft.send);
	return [
		...legs.flatMap((leg) => [
			...leg.members.map(({ evidence }) => evidence),
			...leg.reports,
		]),
		...draft.reports,
	].sort(compareEvidence);
}

/** Name of a message: that of its first exchange. */
export function messageUid(draft: MessageDraft): string {
	const [first] = evidenceOf(draft);
	return makeUid("m", first!.exchange.uid, draft.send ? "send" : "");
}

/** The record of a message (OUTPUT.md, analyze). */
export function buildMessage(
	draft: MessageDraft,
	context: MessageContext,
): Message {
	const all = evidenceOf(draft);
	const send = buildSendContext(draft, context);
	const entries = entriesOf(draft);
	const recipients = entries.map((entry) =>
		buildRecipient(entry, send, context),
	);
	const verdict = messageVerdict(send?.record, recipients);
	if (send && recipients.some((one) => one.verdict === "ok"))
		creditDelivery(send);
	const shown =
		decidingRecipient(verdict, recipients) ?? send?.record ?? recipients[0]!;
	const hops = all.flatMap(withHops);
	return {
		type: "message",
		uid: messageUid(draft),
		id: context.id,
		verdict,
		...(verdict !== "delivered" && shown.fault && { fault: shown.fault }),
		outcome: shown.outcome,
		reason: shown.reason,
		...describe(draft, send, all),
		send: send?.record ?? null,
		recipients,
		links: linksOf(entries),
		frames: framesOfSteps(hops.flatMap(stepsOf)),
		firstTime: Math.min(...hops.map(({ firstTime }) => firstTime)),
		lastTime: Math.max(...hops.map(({ lastTime }) => lastTime)),
		final: true,
		...(context.continues !== undefined && { continues: context.continues }),
		problems: context.problems,
	};
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
function creditDelivery({ record }: SendContext): void {
	if (record.verdict !== "unknown") return;
	record.verdict = "ok";
	delete record.fault;
}

function linksOf(entries: readonly Entry[]): Link[] {
	return entries.flatMap(({ by, confidence }, index) =>
		by === undefined || by === "first"
			? []
			: [{ from: "send", to: `recipients/${index}`, by, confidence }],
	);
}

/** What the message is: ids, addresses, subject, size. */
function describe(
	draft: MessageDraft,
	send: SendContext | undefined,
	all: readonly Evidence[],
): Partial<Message> {
	const copies = [
		...(send ? [send.draft.first.exchange.request] : []),
		...all
			.filter(({ role }) => !role.startsWith("read-"))
			.map(({ exchange, role }) =>
				role === "retrieve" ? exchange.response : exchange.request,
			),
	].filter((half) => half !== undefined);
	const messageId =
		send?.decided.messageId ??
		all.map((one) => one.messageId).find((id) => id !== undefined);
	const subject = copies
		.map((half) => textOf(half, "mmse.subject"))
		.find((text) => text !== undefined);
	return {
		...(messageId !== undefined && { messageId }),
		...fromOf(draft, send),
		...addressLists(copies),
		...(subject !== undefined && { subject }),
		...sizeOf(copies),
	};
}

function fromOf(
	draft: MessageDraft,
	send: SendContext | undefined,
): { from?: string } {
	const told = textOf(send?.draft.first.exchange.request, "mmse.from");
	const from =
		(told === INSERT_ADDRESS ? undefined : told) ??
		draft.recipients
			.map(({ leg }) => senderOf(leg))
			.find((sender) => sender !== undefined) ??
		send?.record.number;
	return from === undefined ? {} : { from };
}

/** Address lists of the first PDU that has any: the submission, else a recipient's copy. */
function addressLists(
	copies: readonly NonNullable<Evidence["exchange"]["request"]>[],
): Partial<Message> {
	for (const half of copies) {
		const to = textsOf(half, "mmse.to");
		const cc = textsOf(half, "mmse.cc");
		const bcc = textsOf(half, "mmse.bcc");
		if (to.length + cc.length + bcc.length === 0) continue;
		return {
			...(to.length > 0 && { to }),
			...(cc.length > 0 && { cc }),
			...(bcc.length > 0 && { bcc }),
		};
	}
	return {};
}

/** X-Mms-Message-Size where a notification tells it, else the octets of the parts. */
function sizeOf(
	copies: readonly NonNullable<Evidence["exchange"]["request"]>[],
): { size?: number } {
	for (const half of copies) {
		const told = numberOf(half, "mmse.message_size");
		if (told !== undefined) return { size: told };
	}
	for (const half of copies) {
		if (!half.parts?.length) continue;
		const size = half.parts.reduce((sum, part) => sum + part.size, 0);
		return { size };
	}
	return {};
}

/** Legs that a message counts in the summary: those that were seen. */
export function countLegs(message: Message): {
	send: number;
	recipient: number;
} {
	const seen = message.recipients.filter(
		({ client }: RecipientLeg) => client !== undefined,
	);
	return { send: message.send ? 1 : 0, recipient: seen.length };
}
