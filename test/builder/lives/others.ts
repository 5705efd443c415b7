import { utf8 } from "../bytes.js";
import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import { clientHello } from "../scenario/other.js";
import { Actor } from "./actor.js";
import { html } from "./fates.js";
import { HttpWay, pair } from "./httpway.js";
import { lookUp } from "./lookup.js";
import { letterOf, plmn, REPORTS, telling } from "./message.js";
import { LOOSE, Receipt, receive } from "./receive.js";
import type { Wire } from "./road.js";
import { confId, knowsId, type Letter, submit } from "./send.js";
import { type Leg, type MessageLived, mark, seen } from "./truth.js";
import { MINUTE, type Operator, SECOND, type World } from "./world.js";

const { fields, pdu, TYPE } = mmse;

/** One life, from a point in time on. */
export type Life = (world: World, time: number) => void;

function lived(world: World, label: string, legs: Leg[]): MessageLived {
	const out = { label, legs, reports: [], addressees: legs.length };
	world.messages.push(out);
	return out;
}

function incoming(world: World, time: number, mine = world.operator()) {
	const phone = world.phone(time, time + 10 * MINUTE);
	const about = { sender: world.number(), to: [phone.number], cc: [], bcc: [] };
	const letter = letterOf(world, mine, about);
	const actor = new Actor(world, mine, phone, time);
	const receipt = new Receipt(actor, letter);
	receipt.papOnly = false;
	return { actor, letter, receipt };
}

/** Sends once, and well. */
function accepted(actor: Actor, letter: Letter) {
	return submit(actor, letter, 1);
}

/** A notified message goes on to somebody else without having been fetched: m-forward-req (1.1). */
export function forwardLife(world: World, time: number): void {
	const { actor, letter, receipt } = incoming(world, time);
	const { random } = world;
	receipt.notify();
	const { operator, phone } = actor;
	const to = random.chance(0.6) ? world.phone(time, time + MINUTE) : undefined;
	const messageId = world.messageId(operator);
	const transactionId = phone.nextTransaction(actor.wire.time);
	const version = { transactionId, version: 0x92 };
	const request = pdu(TYPE.forwardReq, version, [
		fields.from(),
		fields.to(plmn(to?.number ?? world.number())),
		fields.contentLocation(receipt.written),
	]);
	const well = random.chance(0.8);
	const conf = pdus.sendConf({
		...version,
		type: TYPE.forwardConf,
		status: well ? 0x80 : 0xe1,
		...(well && { messageId: confId(actor, messageId) }),
	});
	const marks = pair("m-forward-req", "m-forward-conf");
	const at = actor.wire.time;
	const ask = { method: "POST", url: actor.mmscUrl, pdu: request } as const;
	actor.way.exchange(ask, { answer: { status: 200, body: conf } }, marks);
	const both = [marks.request, marks.answer];
	const reason = well
		? messageId === ""
			? "send-accepted-no-id"
			: "send-accepted"
		: "send-refused-permanent";
	receipt.fact(
		well
			? { kind: "ended", at, reason: "forwarded-unfetched", marks: both }
			: { kind: "asked", at, marks: both },
	);
	lived(world, "forward/old", [receipt.leg]);
	const leg: Leg = {
		kind: "send",
		label: `forward ${actor.label} ${reason}`,
		client: phone.text,
		facts: [{ kind: "sent", at, reason, marks: both, ...marks }],
		tied: () => true,
	};
	const next = lived(world, "forward/new", [leg]);
	actor.depart();
	if (to && well) {
		const other = new Actor(world, operator, to, actor.wire.time + 9 * SECOND);
		const inner = {
			...letter,
			messageId,
			from: plmn(phone.number),
			to: [plmn(to.number)],
		};
		const second = new Receipt(other, inner);
		second.leg.tied = () =>
			telling(operator) &&
			seen(marks.answer) === "whole" &&
			second.whole.some((one) => seen(one) === "whole");
		receive(second);
		next.legs.push(second.leg);
		other.depart();
	}
	world.collect();
}

/** A message called back or replaced before it was fetched (1.3): by its Message-ID, which its Content-Location holds. */
export function withdrawnLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operators.find(({ ids }) => ids === "in-location");
	if (!operator) return;
	const { actor, letter, receipt } = incoming(world, time, operator);
	receipt.notify();
	actor.wait(10 * SECOND, 3 * MINUTE);
	const at = actor.wire.time;
	if (random.chance(0.5)) {
		const one = mark("m-cancel-req");
		const { messageId } = letter;
		const transactionId = world.notificationId(operator, actor.phone);
		const about = { transactionId, version: 0x93 };
		const fits = [fields.cancelId(messageId)];
		actor.push(pdu(TYPE.cancelReq, about, fits), one);
		actor.wait(SECOND);
		const well = random.chance(0.8);
		const conf = pdu(TYPE.cancelConf, about, [
			fields.cancelStatus(well ? 0x80 : 0x81),
		]);
		const marks = pair("m-cancel-conf", "cancel-answer");
		const ask = { method: "POST", url: actor.mmscUrl, pdu: conf } as const;
		actor.way.exchange(ask, { answer: { status: 204 } }, marks);
		const all = [one, marks.request, marks.answer];
		receipt.fact(
			well
				? { kind: "ended", at, reason: "cancelled", marks: all }
				: { kind: "asked", at, marks: all },
		);
		receipt.note(well ? "cancelled" : "not cancelled");
		lived(world, "cancelled", [receipt.leg]);
		actor.depart();
		world.collect();
		return;
	}
	const newer = {
		...letter,
		content: world.body(),
		messageId: world.messageId(operator),
	};
	const next = new Receipt(actor, newer);
	next.extra = [fields.replaceId(letter.messageId)];
	next.notify();
	next.getWell();
	next.respond("retrieved");
	const first = next.leg.facts[0];
	if (first) {
		// Frames of the newer message are its own; they say of the older only that it is gone.
		receipt.fact({ kind: "ended", at, reason: "replaced", marks: [] });
	}
	receipt.leg.also = [];
	lived(world, "replaced/old", [receipt.leg]);
	lived(world, "replaced/new", [next.leg]);
	actor.depart();
	world.collect();
}

/** The same body to the same recipient twice, each accepted: two messages. */
export function twiceLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operator();
	const phone = world.phone(time, time + 5 * MINUTE);
	const other = world.phone(time, time + 5 * MINUTE);
	const about = { sender: phone.number, to: [other.number], cc: [], bcc: [] };
	const letter = letterOf(world, operator, about);
	const sender = new Actor(world, operator, phone, time);
	const actor = new Actor(world, operator, other, time);
	for (let count = 0; count < 2; count++) {
		const one = { ...letter, messageId: world.messageId(operator) };
		const submitted = accepted(sender, one);
		submitted.leg.label += " twice";
		if (submitted.accepted === undefined) {
			lived(world, "twice", [submitted.leg]).addressees = 1;
			break;
		}
		const message = lived(world, "twice", [submitted.leg]);
		message.addressees = 1;
		actor.wire.time = Math.max(actor.wire.time, sender.wire.time) + 4 * SECOND;
		const receipt = new Receipt(actor, { ...one, from: plmn(phone.number) });
		receipt.leg.tied = () =>
			telling(operator) &&
			knowsId(submitted) &&
			receipt.whole.some((mark) => seen(mark) === "whole");
		receipt.notify();
		receipt.getWell();
		receipt.respond("retrieved");
		message.legs.push(receipt.leg);
		sender.wait(20 * SECOND, 5 * MINUTE);
		if (random.chance(0.5)) {
			sender.wire.time = Math.max(sender.wire.time, actor.wire.time);
		}
	}
	sender.depart();
	actor.depart();
	world.collect();
}

/** A phone that reaches nothing: no connection, no name, TLS; before or without a message. */
export function loneLife(world: World, time: number): void {
	const { random, features } = world;
	const operator = world.operator();
	const phone = world.phone(time, time + 3 * MINUTE);
	const actor = new Actor(world, operator, phone, time);
	const one = mark("attempt");
	const kind = random.integer(0, 2);
	const http = actor.way instanceof HttpWay && !actor.absolute;
	let reason = "";
	if (kind === 0 && features.dns) {
		lookUp(actor, one);
		reason = "send-dns-failed";
	} else if (kind === 1 && actor.way.transport === "wsp") {
		actor.way.refused(one);
		reason = "send-wsp-refused";
	} else if (http) {
		actor.refused(one);
		reason = "send-connect-failed";
	}
	if (reason) {
		const certain = actor.wire.time + 65 * SECOND;
		const fact = { kind: "sent", at: time, reason, certain } as const;
		lived(world, "lone", [
			{
				kind: "send",
				label: `lone ${actor.label} ${reason}`,
				client: phone.text,
				facts: [{ ...fact, marks: [one], request: one }],
				tied: () => true,
				// STATES.md 5 asks for a known MMSC; captures.json has such a SYN and no record of it.
				optional: true,
			},
		]).addressees = 0;
	}
	actor.depart();
	world.collect();
}

/** TLS to the MMSC: to fetch what an https Content-Location names, or for who knows what. */
export function tlsLife(world: World, time: number): void {
	const { random } = world;
	const { actor, receipt } = incoming(world, time);
	const { operator, phone } = actor;
	const fetching = random.chance(0.6);
	if (fetching) {
		receipt.written = `https://${operator.host}/s/${world.serial()}abcdefgh`;
		receipt.notify();
	}
	const one = mark("tls");
	const at = actor.wire.time;
	actor.wire.second = undefined;
	const way = new HttpWay(
		actor.wire,
		random,
		{
			from: () => phone.endpoint(),
			to: { ...operator.mmsc[actor.family], port: 443 },
		},
		{ absolute: false, keepAlive: false, disturbed: false, headers: [] },
	);
	actor.wire.current = one;
	way.opaque([
		clientHello(operator.host, random),
		utf8("\u0016\u0003\u0003\u0000\u0005hello"),
		utf8("\u0017\u0003\u0003\u0000\u0007request"),
		world.filling(random.integer(400, 9000)),
	]);
	actor.wire.current = undefined;
	if (fetching) {
		receipt.fact({
			kind: "fetched",
			at,
			reason: "retrieve-tls",
			marks: [one],
			request: one,
		});
		receipt.note("tls");
		lived(world, "tls", [receipt.leg]);
	} else {
		const fact = { kind: "sent", at, reason: "send-tls" } as const;
		const leg: Leg = {
			kind: "send",
			label: `tls ${actor.label}`,
			client: phone.text,
			facts: [{ ...fact, marks: [one], request: one }],
			tied: () => true,
			// Only of a server that is known by then.
			optional: true,
		};
		lived(world, "tls", [leg]).addressees = 0;
	}
	actor.depart();
	world.collect();
}

/** Phones that share one address fetch and acknowledge with ids that collide. */
export function hiddenLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operator();
	const phone = world.hiddenPhone();
	const actor = new Actor(world, operator, phone, time);
	if (random.chance(0.4)) {
		const about = {
			sender: phone.number,
			to: [world.number()],
			cc: [],
			bcc: [],
		};
		const letter = letterOf(world, operator, about);
		const submitted = submit(actor, letter, 0.6);
		lived(world, "hidden/send", [submitted.leg]);
	} else {
		const about = {
			sender: world.number(),
			to: [phone.number],
			cc: [],
			bcc: [],
		};
		const receipt = new Receipt(actor, letterOf(world, operator, about));
		receipt.leg.loose = LOOSE;
		receive(receipt);
		lived(world, "hidden/receive", [receipt.leg]);
	}
	actor.depart();
	world.collect();
}

/** A gateway asks its MMSC for many phones on one connection; headers may say for whom. */
export function gatewayLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operator();
	const gateway = world.hiddenPhone();
	const named = random.chance(0.6);
	const wire = world.wire(time, gateway.road, gateway.address);
	const way = new HttpWay(
		wire,
		random,
		{ from: () => gateway.endpoint(), to: operator.mmsc[4] },
		{ absolute: false, keepAlive: true, disturbed: false, headers: [] },
	);
	const steps: (() => void)[][] = [];
	for (let count = random.integer(2, 6); count > 0; count--) {
		steps.push(gatewaySteps(world, operator, { way, wire, named }));
	}
	while (steps.length > 0) {
		const next = random.pick(steps);
		next.shift()?.();
		wire.wait(random.integer(1, 4000) * 1000);
		if (next.length === 0) steps.splice(steps.indexOf(next), 1);
	}
	way.leave();
	world.collect();
}

/** One phone behind the gateway: it fetches, and acknowledges. */
function gatewaySteps(
	world: World,
	operator: Operator,
	about: { way: HttpWay; wire: Wire; named: boolean },
): (() => void)[] {
	const { random } = world;
	const { way, wire, named } = about;
	const number = world.number();
	const headers = named ? [`X-MSISDN: ${number.slice(1)}`] : [];
	const id = named ? random.pick(["N1", "1", "2"]) : `${world.serial()}`;
	const letter = letterOf(world, operator, {
		sender: world.number(),
		to: [number],
		cc: [],
		bcc: [],
	});
	const { url } = world.location(operator, letter.messageId, {
		transactionId: id,
		resident: true,
	});
	const message = pdus.retrieveConf({
		transactionId: id,
		messageId: letter.messageId || `${world.serial()}@empty.example`,
		to: letter.to,
		content: letter.content,
	});
	const leg: Leg = {
		kind: "recipient",
		label: `gateway ${named ? "named" : "nameless"} ${operator.name}`,
		client: "",
		...(named && { number }),
		facts: [],
		tied: () => false,
	};
	lived(world, "gateway", [leg]);
	return [
		() => {
			const marks = pair("get", "retrieved");
			const at = wire.time;
			const ask = { method: "GET", url, headers } as const;
			way.exchange(ask, { answer: { status: 200, body: message } }, marks);
			const both = [marks.request, marks.answer];
			leg.facts.push({
				kind: "fetched",
				at,
				reason: "retrieved",
				marks: both,
				...marks,
			});
		},
		() => {
			const marks = pair("m-notifyresp-ind", "m-notifyresp-answer");
			const at = wire.time;
			const host = `http://${operator.host}/mms`;
			const ask = {
				method: "POST",
				url: host,
				headers,
				pdu: pdus.notifyResp(id),
			} as const;
			way.exchange(ask, { answer: { status: 204 } }, marks);
			const both = [marks.request, marks.answer];
			leg.facts.push({
				kind: "responded",
				at,
				status: "retrieved",
				post: "ok",
				marks: both,
			});
		},
	];
}

/** A report about a message that was sent before the capture began. */
export function reportLife(world: World, time: number): void {
	const { random } = world;
	const operator = world.operator();
	const phone = world.phone(time, time + MINUTE);
	const actor = new Actor(world, operator, phone, time);
	const messageId = world.messageId(operator);
	const status = random.pick(Object.values(mmse.MMS_STATUS));
	const to = plmn(world.number());
	const one = mark("m-delivery-ind");
	actor.push(pdus.delivery({ messageId, to, status }), one);
	const message = lived(world, "report", []);
	message.reports.push({
		event: "m-delivery-ind",
		reason: REPORTS[status] as string,
		mark: one,
		leg: -1,
		tied: () => false,
		address: to,
	});
	actor.depart();
	world.collect();
}

/** Requests that are no MMS: nothing must come of them. */
export function noiseLife(world: World, time: number): void {
	const { random } = world;
	const phone = world.phone(time, time + MINUTE);
	const actor = new Actor(world, world.operator(), phone, time);
	for (let count = random.integer(1, 4); count > 0; count--) {
		const url = `http://www${random.integer(1, 9)}.example/page/${random.integer(1, 99)}`;
		const marks = pair("noise", "noise");
		const status = random.pick([200, 200, 404, 503]);
		actor.way.exchange(
			{ method: "GET", url, web: true },
			{ answer: html(status) },
			marks,
		);
		actor.wait(SECOND, 9 * SECOND);
	}
	actor.depart();
	world.collect();
}
