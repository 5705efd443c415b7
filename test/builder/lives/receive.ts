import type { Octets } from "../bytes.js";
import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import type { Actor } from "./actor.js";
import type { Fate, Marks } from "./carry.js";
import { choose, GET_FAILURES, html, postFate } from "./fates.js";
import { pair } from "./httpway.js";
import { lookUp } from "./lookup.js";
import { papPush } from "./pap.js";
import type { Letter } from "./send.js";
import { type Fact, type Leg, type Mark, mark } from "./truth.js";
import { WspWay } from "./wapway.js";
import { MINUTE, SECOND } from "./world.js";

const { MMS_STATUS, TYPE } = mmse;

/** One message on its way to one phone; the plans below are made of its steps. */
export class Receipt {
	readonly actor: Actor;
	readonly letter: Letter;
	readonly leg: Leg;
	/** Content-Location as notified, and what the phone fetches. */
	written: string;
	/** Further fields of its PDUs. */
	extra: Octets[] = [];
	url: string;
	transactionId: string;
	papOnly: boolean;
	/** Where the message names its phone: 0 To, 1 Cc, 2 Bcc. */
	field = 0;
	/** A notification passed as PAP before it was pushed. */
	papped = false;
	/** Answers of whole retrievals, with the Message-ID. */
	readonly whole: Mark[] = [];
	/** What shows the Content-Location. */
	readonly located: Mark[] = [];
	readonly #expiry: number | undefined;
	readonly #absolute: boolean;
	#answerId: string | undefined;
	/** m-retrieve-conf has no transaction id. */
	readonly #anonymous: boolean;

	constructor(actor: Actor, letter: Letter) {
		this.actor = actor;
		this.letter = letter;
		const { world, operator, phone } = actor;
		const { random } = world;
		this.transactionId = world.notificationId(operator, phone);
		const place = world.location(operator, letter.messageId, {
			transactionId: this.transactionId,
			resident: phone.resident || phone.hidden,
		});
		this.written = place.written;
		this.url = place.url;
		this.#expiry = random.pick([
			undefined,
			86_400,
			86_400,
			7 * 86_400,
			7 * 86_400,
			7 * 86_400,
			600,
			1200,
		]);
		this.#absolute = random.chance(0.2);
		this.#anonymous = !phone.resident && random.chance(0.08);
		// The push itself went by SMS, and the capture has but the order for it.
		const long = operator.locations !== "short";
		this.papOnly = world.features.pap && long && random.chance(0.05);
		this.leg = {
			kind: "recipient",
			label: `receive ${actor.label} ${operator.name}/${operator.locations}/${operator.ids}`,
			client: phone.text,
			number: phone.number,
			told: phone.session?.begun,
			facts: [],
			tied: () => false,
		};
	}

	get at(): number {
		return this.actor.wire.time;
	}

	note(word: string): void {
		this.leg.label += ` ${word}`;
	}

	fact(fact: Fact): void {
		this.leg.facts.push(fact);
	}

	get #expires(): number | undefined {
		return this.#expiry === undefined ? undefined : this.#expiry * SECOND;
	}

	#notification(extra: Octets[] = []): Octets {
		const { letter, actor } = this;
		const now = Math.floor(this.at / SECOND);
		const expiry =
			this.#expiry === undefined
				? { date: 0 }
				: this.#absolute
					? { date: now + this.#expiry }
					: this.#expiry;
		return pdus.notification({
			transactionId: this.transactionId,
			version: actor.operator.version,
			contentLocation: this.written,
			expiry,
			size: letter.content.length + actor.world.random.integer(-50, 300),
			extra: [...this.extra, ...extra],
			...(letter.from !== undefined && { from: letter.from }),
			...(letter.subject !== undefined && { subject: letter.subject }),
		});
	}

	/** One notification over whatever the phone can be reached by. */
	notify(
		how: "whole" | "incomplete" | "aborted" = "whole",
		stored = false,
	): void {
		const { actor } = this;
		const { random } = actor.world;
		const one = mark("m-notification-ind");
		const at = this.at;
		const extra = stored ? [mmse.fields.stored(true)] : [];
		const pdu = this.#notification(extra);
		let push: "acked" | "aborted" | undefined;
		const { pap } = actor.world.features;
		if (this.papOnly) {
			papPush(actor, pdu, one);
			this.note("pap-only");
		} else if (
			pap &&
			how === "whole" &&
			!actor.wire.second &&
			random.chance(0.12)
		) {
			this.papped = true;
			papPush(actor, pdu, one);
			this.note("pap");
		}
		const session =
			!this.papOnly && actor.way instanceof WspWay && random.chance(0.6);
		if (how === "aborted" && actor.way instanceof WspWay) {
			push = "aborted";
			actor.way.push(pdu, [1, random.pick([0xeb, 0xec, 0xed, 0xee])], one);
		} else if (session && how === "whole" && actor.way instanceof WspWay) {
			const kind = random.pick([
				"unconfirmed",
				"acked",
				"acked",
				"ignored",
			] as const);
			if (kind === "acked") push = "acked";
			actor.way.push(pdu, kind, one);
		} else if (!this.papOnly) {
			actor.push(pdu, one, how === "incomplete" ? 0.6 : 1);
		}
		const expires = this.#expires;
		this.fact({
			kind: "notified",
			at,
			marks: [one],
			whole: how !== "incomplete",
			...(expires !== undefined && {
				expires:
					(this.#absolute ? Math.floor(at / SECOND) * SECOND : at) + expires,
			}),
			...(push && { push }),
			...(stored && { stored }),
		});
		if (how !== "incomplete") this.located.push(one);
		this.note(`notify-${push ?? how}`);
		actor.wait(0.3 * SECOND, 4 * SECOND);
	}

	renewId(): void {
		const { world, operator, phone } = this.actor;
		if (operator.locations === "append") return;
		this.transactionId = world.notificationId(operator, phone);
	}

	/** After Deferred the server may ask for an acknowledgement of its own (SPEC 8.4). */
	newAnswerId(): void {
		const { world, operator } = this.actor;
		if (operator.numbers === "one" || this.#anonymous) return;
		this.#answerId = `A${world.serial()}`;
	}

	/** Only m-acknowledge-ind answers an id that is the server's own. */
	get answersAnew(): boolean {
		return this.#answerId !== undefined;
	}

	get answerId(): string {
		return this.#answerId ?? this.transactionId;
	}

	message(): Octets {
		const { letter, actor } = this;
		const { ids } = actor.operator;
		const messageId =
			ids === "brackets" ? `<${letter.messageId}>` : letter.messageId;
		return pdus.retrieveConf({
			version: actor.operator.version,
			to: letter.to,
			cc: letter.cc,
			content: letter.content,
			date: Math.floor(this.at / SECOND) - 3,
			extra: this.extra,
			...(!this.#anonymous && { transactionId: this.answerId }),
			...(messageId !== "" && { messageId }),
			...(letter.from !== undefined && { from: letter.from }),
			...(letter.subject !== undefined && { subject: letter.subject }),
		});
	}

	/** A GET that fails in some way. */
	getBadly(): string {
		const { actor } = this;
		const { random } = actor.world;
		const carried = { way: actor.way, small: this.letter.common === true };
		const choice = choose(GET_FAILURES, carried, random);
		const { version } = actor.operator;
		const about = { message: () => this.message(), version };
		this.#get(choice.reason, choice.make(about, random));
		return choice.reason;
	}

	/** A whole retrieval, now and then in two pieces or after a redirect. */
	getWell(): void {
		const { actor } = this;
		const { random } = actor.world;
		const { transport, relays } = actor.way;
		const roll = random.next();
		const pieces = transport === "http" && !relays && !this.letter.common;
		if (pieces && roll < 0.04) this.#getRanges();
		else if (actor.world.features.moves && roll < 0.07) this.#getMoved();
		else this.#getWhole();
	}

	/** Two ranges that cover the message (RFC 9110 14); the second may never be asked for. */
	#getRanges(): void {
		const { actor } = this;
		const { random } = actor.world;
		const whole = this.message();
		const middle = random.integer(900, whole.length - 200);
		const first = this.#getRange(whole, 0, middle, "partial");
		actor.wait(2 * SECOND, 9 * SECOND);
		this.#getRange(whole, middle, whole.length, "retrieved");
		this.leg.facts.at(-1)?.marks.push(first.request, first.answer);
	}

	#getRange(whole: Octets, from: number, to: number, reason: string): Marks {
		const about = `bytes ${from}-${to - 1}/${whole.length}`;
		const answer = {
			status: 206,
			body: whole.subarray(from, to) as Octets,
			headers: [`Content-Range: ${about}`],
		};
		const ask = [`Range: bytes=${from}-${to - 1}`];
		return this.#get(reason, { answer }, ask);
	}

	/** The server says where it is now, and the phone goes there. */
	#getMoved(): void {
		const { actor } = this;
		const location = `${this.url}&moved=${actor.world.serial()}`;
		const status = actor.world.random.pick([301, 302, 307]);
		this.#get("retrieve-http-redirect", { answer: { status, location } });
		const { url } = this;
		this.url = location;
		actor.wait(0.1 * SECOND, SECOND);
		this.#getWhole();
		this.url = url;
	}

	#getWhole(): void {
		const { random } = this.actor.world;
		const answer = { status: 200, body: this.message() };
		const roll = random.next();
		const { transport, relays } = this.actor.way;
		const http = transport === "http" && !relays;
		const fate =
			http && roll < 0.03
				? { answer, lose: "middle" as const }
				: http && roll < 0.05
					? { answer, keep: 700 }
					: { answer };
		const marks = this.#get("retrieved", fate);
		if (!marks.answer.holed) this.whole.push(marks.answer);
	}

	#get(reason: string, fate: Fate, headers: readonly string[] = []): Marks {
		const marks = pair("get", reason);
		const at = this.at;
		const ask = { method: "GET", url: this.url, headers } as const;
		this.actor.way.exchange(ask, fate, marks);
		if (fate.lose ?? fate.keep) marks.answer.holed = true;
		this.located.push(marks.request);
		this.fact({
			kind: "fetched",
			at,
			reason,
			marks: [marks.request, marks.answer],
			request: marks.request,
			answer: marks.answer,
			certain: fate.end && this.at,
		});
		this.note(reason);
		return marks;
	}

	/** No connection, or no address for the name: before a GET that may never come. */
	trouble(): void {
		const { actor } = this;
		const { random, features } = actor.world;
		const notified = this.leg.facts.some(isNotified);
		if (!notified || actor.phone.resident || this.papOnly) return;
		const one = mark("trouble");
		const at = this.at;
		const lookup = features.dns && random.chance(0.4);
		const reason = lookup ? "retrieve-dns-failed" : "retrieve-connect-failed";
		if (lookup) lookUp(actor, one);
		else actor.refused(one);
		if (one.passed === 0) return;
		actor.wait(SECOND, 4 * SECOND);
		this.note(reason);
		const certain = this.at + 65 * SECOND;
		this.fact({
			kind: "fetched",
			at,
			reason,
			certain,
			marks: [one],
			request: one,
		});
	}

	#tell(name: string, pdu: Octets, url: string) {
		const { actor } = this;
		const { random } = actor.world;
		const marks = pair(name, `${name}-answer`);
		const at = this.at;
		const { end, fate } = postFate(actor.way.transport, random);
		actor.way.exchange({ method: "POST", url, pdu }, fate, marks);
		this.note(`${name}:${end}`);
		const certain = fate.end && this.at;
		return { at, certain, marks: [marks.request, marks.answer], post: end };
	}

	respond(
		status: "retrieved" | "deferred" | "rejected" | "unrecognised",
	): void {
		const { actor } = this;
		const { random } = actor.world;
		const pdu = pdus.notifyResp(this.transactionId, MMS_STATUS[status]);
		const url = random.chance(0.15) ? this.url : actor.mmscUrl;
		const told = this.#tell(`m-notifyresp-ind:${status}`, pdu, url);
		this.fact({ kind: "responded", status, ...told });
	}

	acknowledge(): void {
		const { actor } = this;
		const pdu = pdus.acknowledge(this.answerId, actor.operator.version);
		const url = actor.world.random.chance(0.15) ? this.url : actor.mmscUrl;
		const told = this.#tell("m-acknowledge-ind", pdu, url);
		this.fact({ kind: "acknowledged", ...told });
	}

	/** An acknowledgement has something to tie it to the message. */
	get acknowledges(): boolean {
		return !this.#anonymous || this.leg.facts.some(isNotified);
	}

	/** m-delete-req, m-mbox-store-req or m-forward-req with the Content-Location. */
	instead(reason: "deleted-unfetched" | "stored", well = true): void {
		const { actor } = this;
		const { fields, pdu } = mmse;
		const transactionId = actor.phone.nextTransaction(this.at);
		const version = 0x93;
		const location = fields.contentLocation(this.written);
		const remove = reason === "deleted-unfetched";
		const type = remove ? TYPE.deleteReq : TYPE.mboxStoreReq;
		const request = pdu(type, { transactionId, version }, [location]);
		const answer = remove
			? pdu(TYPE.deleteConf, { transactionId, version }, [
					fields.responseStatus(well ? 0x80 : 0xe4),
				])
			: pdu(TYPE.mboxStoreConf, { transactionId, version }, [
					fields.contentLocation(`${this.written}/stored`),
					fields.storeStatus(well ? 0x80 : 0xe0),
				]);
		const marks = pair(reason, `${reason}-conf`);
		const at = this.at;
		const ask = { method: "POST", url: actor.mmscUrl, pdu: request } as const;
		actor.way.exchange(ask, { answer: { status: 200, body: answer } }, marks);
		const both = [marks.request, marks.answer];
		if (well) this.fact({ kind: "ended", at, reason, marks: both });
		else this.fact({ kind: "asked", at, marks: both });
		this.located.push(marks.request);
		this.note(reason);
	}
}

/** Lives one of the many lives of a message at its recipient. */
export function receive(receipt: Receipt): void {
	live(receipt);
	const { hops } = receipt.actor;
	if (hops > 1 && !receipt.papped) receipt.leg.hops = hops;
	else if (hops > 1) return;
	else if (receipt.papped) receipt.leg.hops = 2;
}

function live(receipt: Receipt): void {
	const { actor } = receipt;
	const { random } = actor.world;
	const notified = !actor.phone.hidden && random.chance(0.8);
	if (notified && receipt.papOnly) {
		receipt.notify();
		fetch(receipt);
		return;
	}
	if (notified && random.chance(0.02)) {
		receipt.notify("incomplete");
		return;
	}
	if (notified && !announce(receipt)) return;
	const roll = random.next();
	if (notified && roll < 0.1) return;
	if (notified && roll < 0.22) {
		decline(receipt);
		return;
	}
	if (notified && roll < 0.36) {
		receipt.respond("deferred");
		if (random.chance(0.4)) receipt.newAnswerId();
		if (random.chance(0.3)) return;
		if (random.chance(0.6)) actor.wait(0.5 * SECOND, 3 * SECOND);
		else actor.wait(MINUTE, 12 * MINUTE);
		if (random.chance(0.2)) receipt.notify();
	}
	fetch(receipt);
}

function announce(receipt: Receipt): boolean {
	const { actor } = receipt;
	const { random } = actor.world;
	const session = actor.way instanceof WspWay;
	const roll = random.next();
	if (session && roll < 0.1) receipt.notify("aborted");
	else receipt.notify("whole", random.chance(0.02));
	if (session && roll < 0.1) {
		// Who refused a push hears of the message again, or not at all.
		if (random.chance(0.5)) return false;
		actor.wait(MINUTE, 6 * MINUTE);
		receipt.notify();
	}
	const { long } = actor.world.features;
	while (random.chance(0.12)) {
		if (long && random.chance(0.2)) actor.wait(50 * MINUTE, 26 * 60 * MINUTE);
		else actor.wait(MINUTE, 6 * MINUTE);
		if (random.chance(0.5)) receipt.renewId();
		receipt.notify();
	}
	return true;
}

function decline(receipt: Receipt): void {
	const { random } = receipt.actor.world;
	const roll = random.next();
	if (roll < 0.3) receipt.respond("rejected");
	else if (roll < 0.55) receipt.respond("unrecognised");
	else if (roll < 0.8) receipt.instead("deleted-unfetched", random.chance(0.9));
	else receipt.instead("stored", random.chance(0.9));
}

function fetch(receipt: Receipt): void {
	const { actor } = receipt;
	const { random } = actor.world;
	let tries = 0;
	while (random.chance(tries === 0 ? 0.45 : 0.4) && tries < 4) {
		const { troubles } = actor.world.features;
		if (troubles && random.chance(0.12)) receipt.trouble();
		else receipt.getBadly();
		tries++;
		if (random.chance(0.35)) return;
		actor.wait(0.2 * MINUTE, 2 * MINUTE);
	}
	receipt.getWell();
	if (random.chance(0.05)) {
		actor.wait(SECOND, 20 * SECOND);
		receipt.getWell();
	} else if (random.chance(0.04)) {
		actor.wait(SECOND, 20 * SECOND);
		receipt.getBadly();
	}
	if (random.chance(0.12) || !receipt.acknowledges) return;
	actor.wait(0.05 * SECOND, 2 * SECOND);
	answer(receipt);
	while (random.chance(0.15)) {
		actor.wait(5 * SECOND, MINUTE);
		answer(receipt);
	}
}

function answer(receipt: Receipt): void {
	const { random } = receipt.actor.world;
	const way = random.integer(0, 5);
	if (receipt.answersAnew) {
		receipt.acknowledge();
		return;
	}
	if (way < 3) receipt.respond("retrieved");
	else receipt.acknowledge();
	if (way === 5) receipt.respond("retrieved");
}

export const NOT_FOUND = html(404);

/** Kinds of acknowledgement are told apart from what nobody can tie to a message (STATES.md 4.4, shared addresses). */
export const LOOSE = [
	"retrieved-acknowledged",
	"retrieved-unconfirmed",
	"ack-http-error",
	"retrieved-ack-failed",
	"acked-not-seen",
];

function isNotified(fact: Fact): boolean {
	return fact.kind === "notified";
}
