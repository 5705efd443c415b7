import type { Octets } from "../bytes.js";
import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import { Actor } from "./actor.js";
import { NO_CONTENT } from "./fates.js";
import { pair } from "./httpway.js";
import { Receipt, receive } from "./receive.js";
import { knowsId, type Letter, type Submitted, submit } from "./send.js";
import { type MessageLived, mark, seen } from "./truth.js";
import {
	MINUTE,
	type Operator,
	type Phone,
	SECOND,
	type World,
} from "./world.js";

const { MMS_STATUS, TYPE } = mmse;

export const REPORTS: Readonly<Record<number, string>> = {
	[MMS_STATUS.expired]: "report-expired",
	[MMS_STATUS.retrieved]: "report-retrieved",
	[MMS_STATUS.rejected]: "report-rejected",
	[MMS_STATUS.deferred]: "report-deferred",
	[MMS_STATUS.unrecognised]: "report-unrecognised",
	[MMS_STATUS.indeterminate]: "report-indeterminate",
	[MMS_STATUS.forwarded]: "report-forwarded",
	[MMS_STATUS.unreachable]: "report-unreachable",
};

export function plmn(number: string): string {
	return `${number}/TYPE=PLMN`;
}

/** As people dial it at home; the server makes it international. */
function national(number: string): string {
	return number.replace("+44", "0");
}

const WORDS = ["Greetings", "Hello", "Re: Photo", "Ünïcödé", "Look at this"];

export function letterOf(
	world: World,
	operator: Operator,
	about: { sender: string; to: string[]; cc: string[]; bcc: string[] },
): Letter {
	const { random } = world;
	const { to, cc, bcc } = about;
	return {
		from: random.chance(0.8) ? plmn(about.sender) : undefined,
		to: to.map(plmn),
		...(random.chance(0.1) && { dialled: to.map(national) }),
		...(random.chance(0.03) && {
			extra: [mmse.fields.replyChargingId(world.messageId(operator))],
		}),
		cc: cc.map(plmn),
		bcc: bcc.map(plmn),
		subject: random.chance(0.6) ? random.pick(WORDS) : undefined,
		...bodyOf(world, operator),
		messageId: world.messageId(operator),
		deliveryReport: random.chance(0.5),
		readReport: random.chance(0.3),
	};
}

/** Mostly like no other; some say what everybody says. */
function bodyOf(
	world: World,
	operator: Operator,
): { content: Octets; common: boolean } {
	// One text without a Message-ID looks like an error of a 1.0 server.
	const named = operator.ids !== "empty";
	const common = named && world.features.common && world.random.chance(0.12);
	const content = common
		? pdus.plainText(world.random.pick(["OK", "Thanks!", "Where are you?"]))
		: world.body();
	return { content, common };
}

/** Message-IDs of this server tell messages apart. */
export function telling(operator: Operator): boolean {
	return operator.ids !== "constant" && operator.ids !== "empty";
}

/** One message from a phone in this capture to one or more, of which some are in it too. */
export function messageLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operator();
	const phone = world.somebody(time, time + 5 * MINUTE);
	const recipients: Phone[] = [];
	const fields = new Map<Phone, number>();
	const count = random.pick([1, 1, 1, 1, 1, 2, 3, 4]);
	const group: string[][] = [[], [], []];
	for (let i = 0; i < count; i++) {
		const here = random.chance(0.65);
		const other = here ? world.somebody(time, time + 10 * MINUTE) : undefined;
		if (other === phone || (other && recipients.includes(other))) continue;
		const list = count === 1 ? 0 : random.pick([0, 0, 0, 1, 2]);
		const place = i === 0 ? 0 : list;
		(group[place] as string[]).push(other?.number ?? world.number());
		if (other) {
			fields.set(other, place);
			recipients.push(other);
		}
	}
	const [to = [], cc = [], bcc = []] = group;
	if (to.length === 0) to.push(world.number());
	if (count > 1 && random.chance(0.1)) cc.push(phone.number);
	const about = { sender: phone.number, to, cc, bcc };
	const letter = letterOf(world, operator, about);
	const sender = new Actor(world, operator, phone, time);
	const submitted = submit(sender, letter, 0.62);
	const lived: MessageLived = {
		label: `message of ${count}`,
		legs: [submitted.leg],
		reports: [],
		addressees: to.length + cc.length + bcc.length,
	};
	world.messages.push(lived);
	const { accepted } = submitted;
	const ends: number[] = [];
	if (accepted !== undefined) {
		const inner = { ...letter, from: letter.from ?? plmn(phone.number) };
		if (random.chance(0.1)) inner.from = undefined as unknown as string;
		for (const other of recipients) {
			const at = accepted + random.integer(1, 40) * SECOND;
			const actor = new Actor(world, operator, other, at);
			const receipt = new Receipt(actor, inner);
			receipt.field = fields.get(other) ?? 0;
			receipt.leg.tied = () => tied(submitted, receipt);
			receive(receipt);
			lived.legs.push(receipt.leg);
			readBack(receipt, sender, lived, submitted);
			actor.depart();
			ends.push(actor.wire.time);
		}
		if (letter.deliveryReport) {
			report(sender, submitted, lived, { letter, ends, recipients });
		}
	}
	sender.depart();
	world.collect();
}

/** An identifier says that the recipient's leg belongs to this submission (STATES.md 4.4). */
function tied(submitted: Submitted, receipt: Receipt): boolean {
	if (!knowsId(submitted)) return false;
	const { operator } = receipt.actor;
	const whole = receipt.whole.some((one) => seen(one) === "whole");
	if (telling(operator) && whole) return true;
	const located = receipt.located.some((one) => seen(one) === "whole");
	if (operator.ids === "in-location" && located) return true;
	const asked = submitted.leg.facts.at(-1)?.marks[0];
	if (!asked || seen(asked) !== "whole") return false;
	const { common, dialled } = receipt.letter;
	return whole && receipt.field < 2 && !common && !dialled;
}

/** Delivery reports to the sender: what the server says of each recipient, true or not. */
function report(
	sender: Actor,
	submitted: Submitted,
	lived: MessageLived,
	about: { letter: Letter; ends: number[]; recipients: Phone[] },
): void {
	const { random } = sender.world;
	const { letter, ends, recipients } = about;
	const { operator } = sender;
	for (const address of [...letter.to, ...letter.cc, ...letter.bcc]) {
		if (random.chance(0.3)) continue;
		const index = recipients.findIndex((one) => plmn(one.number) === address);
		const at = ends[index] ?? submitted.accepted ?? 0;
		sender.wire.time =
			Math.max(sender.wire.time, at) + random.integer(1, 30) * SECOND;
		const status = random.pick([
			MMS_STATUS.retrieved,
			MMS_STATUS.retrieved,
			...Object.values(MMS_STATUS),
		]);
		const one = mark("m-delivery-ind");
		const { messageId } = letter;
		sender.push(pdus.delivery({ messageId, to: address, status }), one);
		lived.reports.push({
			event: "m-delivery-ind",
			reason: REPORTS[status] as string,
			mark: one,
			leg: lived.addressees === 1 && index >= 0 ? 1 : -1,
			tied: () => telling(operator) && knowsId(submitted),
			address,
		});
	}
}

/** Read reports, from the recipient and on to the sender. */
function readBack(
	receipt: Receipt,
	sender: Actor,
	lived: MessageLived,
	submitted: Submitted,
): void {
	const { actor, letter } = receipt;
	const { random } = actor.world;
	if (!letter.readReport || receipt.whole.length === 0 || !letter.messageId)
		return;
	if (random.chance(0.4)) return;
	actor.wait(5 * SECOND, MINUTE);
	const status = random.chance(0.8) ? 0x80 : 0x81;
	const reason = status === 0x80 ? "read" : "deleted-unread";
	const { messageId } = letter;
	const address = plmn(actor.phone.number);
	const about = { messageId, to: letter.from ?? "", from: address, status };
	const marks = pair("m-read-rec-ind", "read-answer");
	const pdu = pdus.readReport(TYPE.readRecInd, about);
	const ask = { method: "POST", url: actor.mmscUrl, pdu } as const;
	actor.way.exchange(ask, { answer: NO_CONTENT }, marks);
	const leg = lived.legs.length - 1;
	const whole = (): boolean =>
		receipt.whole.some((one) => seen(one) === "whole");
	lived.reports.push({
		event: "m-read-rec-ind",
		reason,
		mark: marks.request,
		leg,
		tied: () => telling(actor.operator) && whole(),
		address,
	});
	if (random.chance(0.4)) return;
	sender.wire.time = Math.max(sender.wire.time, actor.wire.time + SECOND);
	const one = mark("m-read-orig-ind");
	sender.push(pdus.readReport(TYPE.readOrigInd, about), one);
	lived.reports.push({
		event: "m-read-orig-ind",
		reason,
		mark: one,
		leg: lived.addressees === 1 ? leg : -1,
		tied: () => telling(actor.operator) && knowsId(submitted),
		address,
	});
}

/** A message that comes from elsewhere: one recipient, no sender. */
export function incomingLife(world: World, time: number): void {
	const operator = world.operator();
	const phone = world.somebody(time, time + 10 * MINUTE);
	const about = { sender: world.number(), to: [phone.number], cc: [], bcc: [] };
	const letter = letterOf(world, operator, about);
	const actor = new Actor(world, operator, phone, time);
	const receipt = new Receipt(actor, letter);
	receive(receipt);
	const lived: MessageLived = {
		label: "incoming",
		legs: [receipt.leg],
		reports: [],
		addressees: 1,
	};
	world.messages.push(lived);
	actor.depart();
	world.collect();
}
