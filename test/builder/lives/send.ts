import type { Octets } from "../bytes.js";
import * as pdus from "../pdus.js";
import type { Actor } from "./actor.js";
import type { Fate } from "./carry.js";
import { choose, RETRIED, SEND_FAILURES, type SendAbout } from "./fates.js";
import { pair } from "./httpway.js";
import { type Fact, type Leg, type Mark, mark, seen } from "./truth.js";
import { MINUTE, SECOND } from "./world.js";

/** What one submission says. */
export interface Letter {
	/** Undefined: insert-address. */
	from: string | undefined;
	to: string[];
	/** To as the phone writes it, where that differs. */
	dialled?: string[];
	cc: string[];
	bcc: string[];
	subject: string | undefined;
	content: Octets;
	/** Others have the same. */
	common?: boolean;
	messageId: string;
	deliveryReport: boolean;
	readReport: boolean;
	extra?: Octets[];
}

export interface Submitted {
	leg: Leg;
	/** When the server had it; undefined: never. */
	accepted: number | undefined;
	/** The answer with the Message-ID. */
	answer: Mark | undefined;
}

const REPEATS = [
	[1, 5, 10, 30],
	[0.17, 1, 3],
	[0.25, 0.25, 0.25],
].map((list) => list.map((minutes) => minutes * MINUTE));

/** As it stands in m-send-conf. */
export function confId(actor: Actor, messageId: string): string {
	const { ids } = actor.operator;
	return ids === "brackets" || ids === "brackets-once"
		? `<${messageId}>`
		: messageId;
}

/** All attempts of one phone to submit one message. */
export function submit(actor: Actor, letter: Letter, luck: number): Submitted {
	const { world, phone } = actor;
	const { random } = world;
	const facts: Fact[] = [];
	const out: Submitted = {
		leg: {
			kind: "send",
			label: `send ${actor.label} ${actor.operator.name}`,
			client: phone.text,
			number: phone.number,
			told: phone.session?.begun,
			facts,
			tied: () => true,
		},
		accepted: undefined,
		answer: undefined,
	};
	const repeats = random.pick(REPEATS);
	let transactionId = phone.nextTransaction(actor.wire.time);
	for (let attempt = 0; ; attempt++) {
		if (attempt > 0 && random.chance(0.7)) {
			transactionId = phone.nextTransaction(actor.wire.time);
		}
		const about = { transactionId, luck, first: attempt === 0 };
		const reason = attemptOnce(actor, letter, about, out);
		out.leg.label += ` ${reason}`;
		const pause = repeats[attempt];
		const again = RETRIED.has(reason) && random.chance(0.75);
		if (!again || pause === undefined) break;
		actor.wait(pause * 0.95, pause * 1.1);
	}
	if (actor.hops > 1) out.leg.hops = actor.hops;
	return out;
}

function attemptOnce(
	actor: Actor,
	letter: Letter,
	about: { transactionId: string; luck: number; first: boolean },
	out: Submitted,
): string {
	const { random } = actor.world;
	const { facts } = out.leg;
	if (actor.way.transport !== "wsp-cl" && random.chance(0.03)) {
		const one = mark("connect");
		actor.way.refused(one);
		actor.wait(5 * SECOND, 40 * SECOND);
	}
	const { transactionId, luck, first } = about;
	const version = random.chance(0.02) ? 0xa0 : actor.operator.version;
	const [reason, fate] = fateOf(actor, letter, {
		transactionId,
		luck,
		first,
		version,
	});
	const pdu = requestOf(actor, letter, { transactionId, version });
	const marks = pair("m-send-req", reason);
	const at = actor.wire.time;
	const ask = { method: "POST", url: actor.mmscUrl, pdu } as const;
	actor.way.exchange(ask, fate, marks);
	if (fate.lose === "answer" || fate.keep !== undefined)
		marks.answer.holed = true;
	facts.push({
		kind: "sent",
		at,
		reason,
		marks: [marks.request, marks.answer],
		request: marks.request,
		answer: marks.answer,
		certain: fate.end && actor.wire.time,
	});
	const took =
		reason.startsWith("send-accepted") ||
		((reason === "send-no-answer" || reason === "send-capture-gap") &&
			random.chance(0.4));
	if (took) out.accepted = actor.wire.time;
	if (reason.startsWith("send-accepted")) out.answer = marks.answer;
	return reason;
}

function fateOf(
	actor: Actor,
	letter: Letter,
	about: {
		transactionId: string;
		luck: number;
		version: number;
		first: boolean;
	},
): [string, Fate] {
	const { random } = actor.world;
	const { transactionId, luck, version } = about;
	if (version === 0xa0) {
		const body = pdus.sendConf({ transactionId, status: 0x88 });
		return ["send-unsupported", { answer: { status: 200, body } }];
	}
	if (!random.chance(luck)) {
		const send: SendAbout = {
			transactionId,
			version,
			messageId: confId(actor, letter.messageId),
		};
		const carried = { way: actor.way, small: letter.common === true };
		const choice = choose(SEND_FAILURES, carried, random);
		const fate = choice.make(send, random);
		// What never came whole cannot be told to be another attempt.
		const cut = fate.cutRequest !== undefined || fate.keep !== undefined;
		const untold = !about.first && cut;
		return untold ? fateOf(actor, letter, about) : [choice.reason, fate];
	}
	const partly = random.chance(0.03);
	const messageId = confId(actor, letter.messageId);
	const named = letter.messageId !== "" || random.chance(0.5);
	const body = pdus.sendConf({
		transactionId,
		version,
		status: partly ? 0xc4 : 0x80,
		...(partly && { text: "Some recipients failed" }),
		...(named && { messageId }),
	});
	const reason = partly
		? "send-accepted-partly"
		: letter.messageId === ""
			? "send-accepted-no-id"
			: "send-accepted";
	return [reason, { answer: { status: 200, body } }];
}

function requestOf(
	actor: Actor,
	letter: Letter,
	about: { transactionId: string; version: number },
): Octets {
	const { from, subject, to, cc, bcc, content } = letter;
	const { deliveryReport, readReport } = letter;
	return pdus.sendReq({
		...about,
		to: letter.dialled ?? to,
		cc,
		bcc,
		content,
		deliveryReport,
		readReport,
		date: Math.floor(actor.wire.time / SECOND),
		expiry: 3 * 86_400,
		...(from !== undefined && { from }),
		...(subject !== undefined && { subject }),
		...(letter.extra && { extra: letter.extra }),
	});
}

/** The m-send-conf with the Message-ID is in the capture. */
export function knowsId(submitted: Submitted): boolean {
	return submitted.answer !== undefined && seen(submitted.answer) === "whole";
}
