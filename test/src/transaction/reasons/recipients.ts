import { reasonOf } from "../../../../src/transaction/reasons.js";
import {
	http,
	mmse,
	type Octets,
	pdus,
	utf8,
	wsp,
	wtp,
} from "../../../builder/index.js";
import type { Case } from "./case.js";
import * as s from "./scene.js";
import { overTls } from "./sends.js";

const RETRY = { mayRetry: true } as const;
const mms = (pdu: Octets) => http.mmsResponse(pdu);

const NOTIFIED: readonly Case[] = [
	{
		reason: "notify-sent",
		state: "notified",
		play: (scene) => [scene.notify()],
	},
	{
		reason: "notify-no-response",
		state: "notified",
		fault: "client",
		play: (scene) => {
			const frame = scene.notify();
			scene.later();
			return [frame];
		},
	},
	{
		reason: "notify-incomplete",
		state: "notification-failed",
		...RETRY,
		play: (scene) => {
			const whole = pdus.notification({ contentLocation: s.URL });
			return [scene.push(whole.subarray(0, whole.length - 20))];
		},
	},
	{
		reason: "notify-resent",
		state: "notified",
		decides: "notify-sent",
		play: (scene) => {
			scene.notify();
			scene.rest(60);
			return [scene.notify({ transactionId: "N2" })];
		},
	},
	{
		reason: "notify-push-acked",
		state: "notified",
		play: (scene) => {
			const session = scene.session().open();
			const pdu = pdus.notification({ contentLocation: s.URL });
			const [, acked] = session.confirmedPush(pdu);
			scene.later();
			return [acked];
		},
	},
	...(
		[
			[1, 0xec],
			[1, 0xeb],
			[1, 0xee],
			[0, 8],
		] as const
	).map(
		(aborted): Case => ({
			reason: "notify-push-aborted",
			name: aborted.join(" "),
			state: "notification-failed",
			fault: "client",
			...RETRY,
			play: (scene) => {
				const session = scene.session().open();
				const pdu = pdus.notification({ contentLocation: s.URL });
				return session.confirmedPush(pdu, aborted);
			},
		}),
	),
];

/** What the client says about a notification. */
function told(reason: Case["reason"], code: number, state: string): Case {
	return {
		reason,
		state,
		play: (scene) => {
			scene.notify();
			return [scene.respond(code).asked];
		},
	};
}

const LOCATION = mmse.fields.contentLocation(s.URL);
const box = (type: number, fields: readonly Uint8Array[]) =>
	mmse.pdu(type, { transactionId: "X1", version: 0x93 }, fields);

/** A request about a message that stays where it is; its two frames. */
function disposed(
	reason: Case["reason"],
	state: string,
	[request, answer]: readonly [Octets, Octets],
): Case {
	return {
		reason,
		state,
		play: (scene) => {
			scene.notify();
			const { asked, answered } = scene.post(s.B, request, mms(answer));
			return [asked, answered];
		},
	};
}

const TOLD: readonly Case[] = [
	told("deferred", 0x83, "deferred"),
	told("rejected", 0x82, "ended"),
	told("unrecognised", 0x84, "ended"),
	{ ...told("acked-not-seen", 0x81, "acknowledged") },
	{
		reason: "acked-not-seen",
		name: "the capture lost the answer that the acknowledgement names",
		state: "acknowledged",
		play: (scene) => {
			scene.notify();
			scene.respond(0x83);
			const { connection } = scene.fetch();
			connection.skip("server", 3000).ack("client");
			const ack = http.post("/mms", pdus.acknowledge("R1"));
			const { asked } = scene.talk(s.B, ack, s.NOTED, connection);
			connection.close();
			return [asked];
		},
		only: true,
	},
	{
		reason: "acked-not-seen",
		name: "by m-acknowledge-ind alone",
		state: "acknowledged",
		play: (scene) => [scene.post(s.B, pdus.acknowledge("R1"), s.NOTED).asked],
	},
	disposed("deleted-unfetched", "ended", [
		box(0x94, [LOCATION]),
		box(0x95, [mmse.fields.responseStatus(0x80)]),
	]),
	disposed("stored", "notified", [
		box(0x8b, [LOCATION]),
		box(0x8c, [
			mmse.fields.contentLocation("box/1"),
			mmse.fields.storeStatus(0x80),
		]),
	]),
	disposed("forwarded-unfetched", "ended", [
		box(0x89, [mmse.fields.from(), mmse.fields.to(s.TO), LOCATION]),
		box(0x8a, [
			mmse.fields.responseStatus(0x80),
			mmse.fields.messageId("M2-mmsc-example"),
		]),
	]),
	{
		reason: "stored",
		name: "told by the notification",
		state: "notified",
		play: (scene) => [scene.notify({ extra: [mmse.fields.stored(true)] })],
	},
	{
		reason: "cancelled",
		state: "ended",
		play: (scene) => {
			scene.notify({ contentLocation: `${s.HOST}/M7-mmsc-example` });
			const cancel = mmse.pdu(0x96, { transactionId: "C1", version: 0x93 }, [
				mmse.fields.cancelId("M7-mmsc-example"),
			]);
			scene.push(cancel);
			const confirmed = mmse.pdu(0x97, { transactionId: "C1", version: 0x93 }, [
				mmse.fields.cancelStatus(0x80),
			]);
			const { asked, answered } = scene.post(s.B, confirmed, s.NOTED);
			return [asked, answered];
		},
	},
	{
		reason: "replaced",
		state: "ended",
		play: (scene) => {
			scene.submit(s.conf({ messageId: "M7-mmsc-example" }));
			scene.notify({ contentLocation: `${s.HOST}/M7-mmsc-example` });
			return [
				scene.notify({
					transactionId: "N2",
					contentLocation: `${s.HOST}/M8-mmsc-example`,
					extra: [mmse.fields.replaceId("M7-mmsc-example")],
				}),
			];
		},
	},
	{
		reason: "expired-before-fetch",
		name: "nothing until long after the expiry",
		state: "ended",
		play: (scene) => {
			const frame = scene.notify({ expiry: 60 });
			scene.later();
			return [frame];
		},
	},
	{
		reason: "expired-before-fetch",
		name: "404 long after the expiry",
		state: "ended",
		play: (scene) => {
			scene.notify({ expiry: 60 });
			scene.rest(365);
			return [scene.fetch(s.status("404 Not Found")).answered];
		},
	},
];

/** A notified message fetched with this answer; the answer's frame decides. */
function fetched(
	reason: Case["reason"],
	state: string,
	answer: Octets,
	more: Partial<Case> = {},
): Case {
	const { fault } = reasonOf(reason);
	return {
		reason,
		state,
		...(fault === "server" && { fault: "mmsc" }),
		play: (scene) => {
			scene.notify();
			const { connection, answered } = scene.fetch(answer);
			connection.close();
			return [answered];
		},
		...more,
	};
}

const text = (words: string) => pdus.plainText(words);
const FAILED: readonly Case[] = [
	...["404 Not Found", "410 Gone"].map((line) =>
		fetched("retrieve-http-404", "failed", s.status(line), { name: line }),
	),
	...["401 Unauthorized", "402 Payment", "403 Forbidden", "407 Proxy"].map(
		(line) =>
			fetched("retrieve-http-403", "failed", s.status(line), { name: line }),
	),
	...["400 Bad", "406 Not Acceptable", "416 Range"].map((line) =>
		fetched("retrieve-http-4xx", "failed", s.status(line), { name: line }),
	),
	...["500 Error", "503 Unavailable"].map((line) =>
		fetched("retrieve-http-5xx", "failed", s.status(line), {
			name: line,
			...RETRY,
		}),
	),
	fetched(
		"retrieve-http-redirect",
		"failed",
		s.status("302 Found", "http://x/"),
		RETRY,
	),
	fetched("retrieve-not-mms", "failed", s.NOTED, { name: "empty" }),
	fetched(
		"retrieve-not-mms",
		"failed",
		http.response("200 OK", utf8("<html>"), { contentType: "text/html" }),
		{ name: "HTML" },
	),
	fetched("retrieve-not-mms", "failed", mms(s.conf()), { name: "another PDU" }),
	...[0xc0, 0xc2, 0xdf].map((code) =>
		fetched(
			"retrieve-status-transient",
			"failed",
			mms(pdus.retrieveError(code, "later")),
			{ name: code.toString(16), ...RETRY },
		),
	),
	...[0xe0, 0xe2, 0xe3, 0xff].map((code) =>
		fetched(
			"retrieve-status-permanent",
			"failed",
			mms(pdus.retrieveError(code, "never")),
			{ name: code.toString(16) },
		),
	),
	fetched(
		"retrieve-error-message",
		"failed",
		mms(pdus.retrieveConf({ version: 0x90, content: text("no longer here") })),
	),
];

const BODY = http.mmsResponse(s.retrieveConf());

/** The beginning of the message, then `end`; the frames of both. */
function cut(
	reason: Case["reason"],
	name: string,
	fault: string,
	end: (scene: s.Scene, connection: s.Talk["connection"]) => void,
): Case {
	return {
		reason,
		name,
		fault,
		state: "failed",
		...RETRY,
		play: (scene) => {
			scene.notify();
			const talk = scene.fetch(BODY.subarray(0, 700));
			const ending = scene.next;
			end(scene, talk.connection);
			const { asked, answered } = talk;
			return name.includes("silence")
				? [asked, answered]
				: [asked, answered, ending];
		},
	};
}

/** A GET that nothing answers, then `end`. */
function unanswered(
	name: string,
	end: (scene: s.Scene, connection: s.Talk["connection"]) => void,
): Case {
	return {
		reason: "retrieve-no-answer",
		name,
		state: "failed",
		...RETRY,
		play: (scene) => {
			scene.notify();
			const { connection, asked } = scene.fetch();
			const ending = scene.next;
			end(scene, connection);
			return name === "silence" ? [asked] : [asked, ending];
		},
	};
}

const BROKEN: readonly Case[] = [
	cut("retrieve-truncated", "closed by the server", "server", (_, one) =>
		one.close("server"),
	),
	cut("retrieve-truncated", "reset by the server", "server", (_, one) =>
		one.rst("server"),
	),
	cut("retrieve-truncated", "closed by the client", "client", (_, one) =>
		one.close("client"),
	),
	{
		reason: "retrieve-truncated",
		name: "a damaged chunk size, then closed by the server",
		state: "failed",
		fault: "server",
		...RETRY,
		play: (scene) => {
			scene.notify();
			const talk = scene.fetch();
			const answer = http.mmsResponse(s.retrieveConf(), { chunk: 200 });
			// The second size.
			const text = String.fromCharCode(...answer);
			answer[text.indexOf("\r\nc8\r\n", 300) + 2] = 0x78;
			const answered = scene.next;
			talk.connection.send("server", answer);
			const ending = scene.next;
			talk.connection.close("server");
			return [talk.asked, answered, ending];
		},
	},
	cut("retrieve-truncated", "silence", "network", (scene) =>
		scene.later(2 * s.LONG),
	),
	cut(
		"retrieve-truncated",
		"silence after a zero window",
		"client",
		(scene, one) => {
			one.zeroWindow("client");
			scene.later(2 * s.LONG);
		},
	),
	cut("retrieve-reset", "by the client", "client", (_, one) =>
		one.rst("client"),
	),
	unanswered("closed by the server", (_, one) => one.close("server")),
	unanswered("reset by the server", (_, one) => one.rst("server")),
	unanswered("reset by the client", (_, one) => one.rst("client")),
	unanswered("silence", (scene) => scene.later()),
	{
		reason: "retrieve-connect-failed",
		name: "refused",
		state: "failed",
		...RETRY,
		play: (scene) => {
			scene.fetch(s.status("503 Busy")).connection.close();
			scene.rest(3700);
			scene.notify({ contentLocation: `${s.HOST}/mms?id=0123456789ab` });
			const connection = scene.dial(s.B);
			const syn = scene.next;
			connection.syn();
			connection.rst("server");
			scene.later();
			return [syn, syn + 1];
		},
	},
	{
		reason: "retrieve-tls",
		state: "hidden",
		play: (scene) => {
			scene.notify({ contentLocation: "https://mmsc.example/mms?id=1" });
			return [overTls(scene, s.B)];
		},
	},
];

/** A Get over WTP, then `end`; the frames of both. */
function overWtp(
	reason: Case["reason"],
	name: string,
	fault: string | undefined,
	end: (session: s.Session, scene: s.Scene) => readonly number[],
): Case {
	return {
		reason,
		name,
		...(fault !== undefined && { fault }),
		state: "failed",
		...RETRY,
		play: (scene) => {
			scene.notify();
			const session = scene.session().open();
			const asked = session.invoke(wsp.get(s.URL));
			return [asked, ...end(session, scene)];
		},
	};
}

/** The message as packets of a Result. */
function packets(session: s.Session): Octets[] {
	const reply = wsp.reply(0x20, s.retrieveConf());
	return wtp.segmented("result", session.tid, reply, { size: 300 });
}

const OVER_WTP: readonly Case[] = [
	overWtp("retrieve-wtp-abort", "by the provider", "server", (one) => [
		one.abort(0, 8),
	]),
	overWtp("retrieve-wtp-abort", "by the client's user", "client", (one) => [
		one.up(wtp.abort(one.tid, 1, 0xe4)),
	]),
	overWtp("retrieve-wtp-abort", "in the middle", "server", (one) => [
		one.down(packets(one)[0]!),
		one.abort(0, 8),
	]),
	overWtp(
		"retrieve-wtp-incomplete",
		"packets missing",
		undefined,
		(one, scene) => {
			const [first, second] = packets(one);
			const frames = [one.down(first!), one.down(second!)];
			one.up(wtp.negativeAck(one.tid, [2]));
			scene.later();
			return frames;
		},
	),
	overWtp("retrieve-no-answer", "no Result", undefined, (one, scene) => {
		for (let i = 0; i < 3; i++) {
			scene.rest(5);
			one.up(wtp.invoke(one.tid, wsp.get(s.URL), { rid: true }));
		}
		scene.later();
		return [];
	}),
	...(
		[
			[0x5f, "retrieve-wsp-error"],
			[0x44, "retrieve-http-404"],
			[0x43, "retrieve-http-403"],
			[0x51, "retrieve-http-4xx"],
		] as const
	).map(
		([code, reason]): Case => ({
			reason,
			name: `WSP ${code.toString(16)}`,
			state: "failed",
			play: (scene) => {
				scene.notify();
				const session = scene.session().open();
				session.invoke(wsp.get(s.URL));
				return [session.result(wsp.reply(code))];
			},
		}),
	),
];

const RETRIEVED: readonly Case[] = [
	{
		reason: "retrieved-unconfirmed",
		state: "retrieved",
		play: (scene) => {
			scene.notify();
			const { answered } = scene.retrieve();
			scene.later();
			return [answered];
		},
	},
	{
		reason: "retrieved-unconfirmed",
		name: "in a coding that is not decoded",
		state: "retrieved",
		play: (scene) => {
			scene.notify();
			const headers = ["Content-Encoding: br"];
			const octets = utf8("\u0001\u0002 brotli");
			return [scene.fetch(http.mmsResponse(octets, { headers })).answered];
		},
	},
	{
		reason: "retrieved-unconfirmed",
		name: "where a redirect leads",
		state: "retrieved",
		only: true,
		play: (scene) => {
			scene.notify();
			scene.fetch(s.status("302 Found", "/other?x=1")).connection.close();
			const answer = http.mmsResponse(s.retrieveConf());
			return [scene.fetch(answer, "/other?x=1").answered];
		},
	},
	{
		reason: "retrieved-acknowledged",
		name: "immediately",
		state: "acknowledged",
		play: (scene) => {
			scene.notify();
			const { answered } = scene.retrieve();
			return [answered, scene.respond().asked];
		},
	},
	{
		reason: "retrieved-acknowledged",
		name: "after deferral",
		state: "acknowledged",
		play: (scene) => {
			scene.notify();
			scene.respond(0x83);
			scene.rest(30);
			const { answered } = scene.retrieve({ transactionId: "R1" });
			const { asked } = scene.post(s.B, pdus.acknowledge("R1"), s.NOTED);
			return [answered, asked];
		},
	},
	{
		reason: "ack-http-error",
		state: "retrieved",
		play: (scene) => {
			scene.notify();
			scene.retrieve();
			const pdu = pdus.notifyResp("N1");
			const talk = scene.post(s.B, pdu, s.status("500 Error"));
			return [talk.asked, talk.answered];
		},
	},
	...(["reset", "closed", "silence"] as const).map(
		(how): Case => ({
			reason: "retrieved-ack-failed",
			name: how,
			state: "retrieved",
			play: (scene) => {
				scene.notify();
				scene.retrieve();
				const { connection, asked } = scene.post(s.B, pdus.notifyResp("N1"));
				const ending = scene.next;
				if (how === "reset") connection.rst("server");
				else if (how === "closed") connection.close("server");
				scene.later();
				return how === "silence" ? [asked] : [asked, ending];
			},
		}),
	),
	{
		reason: "retrieve-repeated",
		state: "acknowledged",
		decides: "retrieved-acknowledged",
		play: (scene) => {
			scene.notify();
			scene.retrieve();
			scene.respond();
			scene.rest(60);
			return [scene.retrieve().answered];
		},
	},
	{
		reason: "retrieve-partial-resumed",
		name: "put together",
		state: "retrieved",
		decides: "retrieved-unconfirmed",
		play: (scene) => {
			scene.notify();
			const whole = s.retrieveConf();
			const frames = range(scene, whole, 0, 500);
			scene.rest(5);
			range(scene, whole, 500, whole.length);
			scene.later();
			return frames;
		},
	},
	{
		reason: "retrieve-partial-resumed",
		name: "one part only",
		state: "retrieving",
		decides: "notify-sent",
		play: (scene) => {
			scene.notify();
			return range(scene, s.retrieveConf(), 0, 500);
		},
	},
];

function range(
	scene: s.Scene,
	whole: Octets,
	from: number,
	to: number,
): number[] {
	const headers = [`Content-Range: bytes ${from}-${to - 1}/${whole.length}`];
	const answer = http.response(
		"206 Partial Content",
		whole.subarray(from, to),
		{
			headers,
			contentType: http.MMS_TYPE,
		},
	);
	return [scene.fetch(answer).answered];
}

/** A large message of which the capture lost one segment. */
function lossy(scene: s.Scene, first: boolean): s.Talk {
	const content = mmse.photoBody(new Uint8Array(5000).fill(7), "Hello");
	const answer = http.mmsResponse(s.retrieveConf({ content }));
	const talk = scene.fetch();
	talk.answered = scene.next;
	talk.connection.send("server", answer, { missing: [first ? 0 : 2] });
	talk.connection.close("server");
	return talk;
}

const LOST: readonly Case[] = [
	{
		reason: "retrieve-capture-gap",
		name: "the whole answer",
		state: "failed",
		play: (scene) => {
			scene.notify();
			const { connection, asked } = scene.fetch();
			connection.skip("server", 3000).ack("client");
			const ending = scene.next;
			connection.close("server");
			return [asked, ending];
		},
	},
	{
		reason: "retrieve-capture-gap",
		name: "the beginning of the answer",
		state: "failed",
		play: (scene) => {
			scene.notify();
			const { asked } = lossy(scene, true);
			return [asked, scene.frames - 2];
		},
	},
	{
		reason: "retrieved-unconfirmed",
		name: "with a hole that was acknowledged",
		state: "retrieved",
		play: (scene) => {
			scene.notify();
			// Data, data, acknowledgement, then what was lost, and the last data.
			return [lossy(scene, false).answered + 3];
		},
	},
	{
		reason: "retrieve-sliced",
		state: "failed",
		play: (scene) => {
			scene.notify();
			const talk = scene.fetch();
			const answered = scene.next;
			const headers = [`X-Trace: ${"0123456789".repeat(40)}`];
			const answer = http.mmsResponse(s.retrieveConf(), { headers });
			talk.connection.send("server", answer, { keep: 200 });
			const ending = scene.next;
			talk.connection.close("server");
			return [talk.asked, answered, ending];
		},
	},
];

const EDGES: readonly Case[] = [
	{
		reason: "capture-starts-late",
		name: "an answer without its request",
		state: "accepted",
		decides: "send-accepted",
		play: (scene) => {
			const connection = scene.dial();
			const frame = scene.next;
			connection.send("server", mms(s.conf()));
			return [frame];
		},
	},
	{
		reason: "capture-starts-late",
		name: "a cancellation of a message that was not seen",
		state: "idle",
		play: (scene) => [
			scene.push(
				mmse.pdu(0x96, { transactionId: "C1", version: 0x93 }, [
					mmse.fields.cancelId("M7-mmsc-example"),
				]),
			),
		],
	},
	{
		reason: "capture-ends-early",
		name: "a submission",
		state: "submitted",
		play: (scene) => [scene.submit().asked],
	},
	{
		reason: "capture-ends-early",
		name: "half a submission",
		state: "submitting",
		play: (scene) => {
			const request = http.post("/mms", s.sendReq());
			return [scene.talk(s.A, request.subarray(0, 700)).asked];
		},
	},
	{
		reason: "capture-ends-early",
		name: "a retrieval",
		state: "retrieving",
		decides: "notify-sent",
		play: (scene) => {
			scene.notify();
			return [scene.fetch().asked];
		},
	},
];

export const RECIPIENTS: readonly Case[] = [
	...NOTIFIED,
	...TOLD,
	...FAILED,
	...BROKEN,
	...OVER_WTP,
	...RETRIEVED,
	...LOST,
	...EDGES,
];
