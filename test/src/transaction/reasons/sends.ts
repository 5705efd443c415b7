import { reasonOf } from "../../../../src/transaction/reasons.js";
import {
	http,
	mmse,
	type Octets,
	utf8,
	wsp,
	wtp,
} from "../../../builder/index.js";
import type { Case } from "./case.js";
import * as s from "./scene.js";

/** A submission with this answer; the answer's frame decides. */
function answered(
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
			const talk = scene.talk(s.A, http.post("/mms", s.sendReq()), answer);
			talk.connection.close();
			return [talk.answered];
		},
		...more,
	};
}

const mms = (pdu: Octets) => http.mmsResponse(pdu);
const html = (line: string) =>
	http.response(line, utf8("<html>portal</html>"), {
		contentType: "text/html",
	});
const RETRY = { mayRetry: true } as const;

const ANSWERED: readonly Case[] = [
	answered("send-accepted", "accepted", mms(s.conf())),
	answered("send-accepted-no-id", "accepted", mms(s.refused(0x80))),
	answered("send-accepted-partly", "accepted", mms(s.conf({ status: 0xc4 }))),
	...[0x81, 0x85, 0x87, 0x88, 0x90, 0xe0, 0xe1, 0xeb, 0xff].map((code) =>
		answered("send-refused-permanent", "refused", mms(s.refused(code)), {
			name: code.toString(16),
		}),
	),
	...[0x86, 0xc0, 0xc3, 0xdf].map((code) =>
		answered("send-refused-transient", "refused", mms(s.refused(code)), {
			name: code.toString(16),
			...RETRY,
		}),
	),
	...["400 Bad Request", "403 Forbidden", "413 Content Too Large"].map((line) =>
		answered("send-http-4xx", "refused", html(line), { name: line }),
	),
	...["500 Internal Server Error", "504 Gateway Timeout"].map((line) =>
		answered("send-http-5xx", "refused", html(line), { name: line, ...RETRY }),
	),
	...[
		"301 Moved",
		"302 Found",
		"303 See Other",
		"307 Temporary",
		"308 Permanent",
	].map((line) =>
		answered(
			"send-http-redirect",
			"refused",
			s.status(line, "http://portal/"),
			{
				name: line,
				...RETRY,
			},
		),
	),
	answered("send-http-unexpected", "refused", s.NOTED, { name: "empty" }),
	answered("send-http-unexpected", "refused", html("200 OK"), { name: "HTML" }),
	answered("send-http-unexpected", "refused", mms(s.retrieveConf()), {
		name: "another PDU",
	}),
	answered("send-garbled", "refused", mms(utf8("nothing of the kind"))),
	{
		reason: "send-garbled",
		name: "neither side can be read",
		state: "refused",
		play: (scene) => {
			const headers = ["Content-Encoding: br"];
			const octets = utf8("\u0001\u0002 brotli");
			const request = http.post("/mms", octets, { headers });
			const answer = http.mmsResponse(octets, { headers });
			return [scene.talk(s.A, request, answer).answered];
		},
	},
	answered(
		"send-garbled",
		"refused",
		mms(mmse.pdu(0x81, { transactionId: "T1" })),
		{
			name: "m-send-conf without a status",
		},
	),
];

/** Half of a submission, then `end`. */
function half(
	name: string,
	fault: string,
	end: (scene: s.Scene, connection: s.Talk["connection"]) => void,
): Case {
	return {
		reason: "send-upload-broken",
		name,
		fault,
		state: "broken",
		...RETRY,
		play: (scene) => {
			const request = http.post("/mms", s.sendReq());
			const cut = request.subarray(0, request.length - 200);
			const { connection, asked } = scene.talk(s.A, cut);
			const ending = scene.next;
			end(scene, connection);
			return scene.frames < ending || name === "silence"
				? [asked]
				: [asked, ending];
		},
	};
}

/** A whole submission, then `end`. */
function unanswered(
	name: string,
	end: (scene: s.Scene, connection: s.Talk["connection"]) => void,
): Case {
	return {
		reason: "send-no-answer",
		name,
		state: "broken",
		...RETRY,
		play: (scene) => {
			const { connection, asked } = scene.submit();
			const ending = scene.next;
			end(scene, connection);
			return name === "silence" ? [asked] : [asked, ending];
		},
	};
}

const UNANSWERED: readonly Case[] = [
	unanswered("closed by the client", (_, one) => one.close("client")),
	unanswered("closed by the server", (_, one) => one.close("server")),
	unanswered("reset by the server", (_, one) => one.rst("server")),
	unanswered("silence", (scene) => scene.later()),
	half("reset by the client", "client", (_, one) => one.rst("client")),
	half("closed by the client", "client", (_, one) => one.close("client")),
	half("reset by the server", "server", (_, one) => one.rst("server")),
	half("silence", "network", (scene) => scene.later(2 * s.LONG)),
];

/** A Post over WTP, then `end`; the frames of both. */
function overWtp(
	reason: Case["reason"],
	name: string,
	end: (session: s.Session, scene: s.Scene) => readonly number[],
	fault?: string,
): Case {
	return {
		reason,
		name,
		...(fault !== undefined && { fault }),
		state: "broken",
		...RETRY,
		play: (scene) => {
			const session = scene.session(s.A).open();
			const asked = session.invoke(wsp.post(`${s.HOST}/mms`, s.sendReq()));
			return [asked, ...end(session, scene)];
		},
	};
}

const OVER_WTP: readonly Case[] = [
	overWtp(
		"send-wtp-abort",
		"by the provider",
		(one) => [one.abort(0, 8)],
		"server",
	),
	overWtp(
		"send-wtp-abort",
		"by the user",
		(one) => [one.abort(1, 0xe5)],
		"server",
	),
	overWtp(
		"send-wtp-abort",
		"by the client",
		(one) => [one.up(wtp.abort(one.tid, 0, 8))],
		"client",
	),
	overWtp("send-wtp-timeout", "no Ack", (one, scene) => {
		for (let i = 0; i < 4; i++) {
			scene.rest(5);
			one.up(
				wtp.invoke(one.tid, wsp.post(`${s.HOST}/mms`, s.sendReq()), {
					rid: true,
				}),
			);
		}
		scene.later();
		return [];
	}),
	overWtp("send-wtp-timeout", "a hold-on and no Result", (one, scene) => {
		one.down(wtp.ack(one.tid, { responder: true }));
		scene.later();
		return [];
	}),
	{
		reason: "send-http-4xx",
		name: "as a WSP status",
		state: "refused",
		play: (scene) => {
			const session = scene.session(s.A).open();
			session.invoke(wsp.post(`${s.HOST}/mms`, s.sendReq()));
			return [session.result(wsp.reply(0x43))];
		},
	},
];

const LOST: readonly Case[] = [
	{
		reason: "send-capture-gap",
		state: "broken",
		play: (scene) => {
			const { connection, asked } = scene.submit();
			connection.skip("server", 300).ack("client");
			const ending = scene.next;
			connection.close("server");
			return [asked, ending];
		},
	},
	{
		reason: "send-capture-gap",
		name: "of a connection that began before the capture",
		state: "broken",
		play: (scene) => {
			const connection = scene.dial().open();
			scene.forget();
			const asked = scene.next;
			connection.send("client", http.post("/mms", s.sendReq()));
			connection.skip("server", 123);
			const ending = scene.next;
			connection.fin("client").fin("server").ack("client");
			return [asked, ending];
		},
	},
	{
		reason: "send-sliced",
		state: "broken",
		play: (scene) => {
			const connection = scene.rest(0.2).dial().open();
			const asked = scene.next;
			connection.send("client", http.post("/mms", s.sendReq()), { keep: 400 });
			const headers = [`X-Trace: ${"0123456789".repeat(60)}`];
			const answer = http.mmsResponse(s.conf(), { headers });
			const answered = scene.next;
			connection.send("server", answer, { keep: 400 });
			const ending = scene.next;
			connection.close();
			return [asked, answered, ending];
		},
	},
];

const OTHERS: readonly Case[] = [
	{
		reason: "send-unsupported",
		name: "another major version",
		state: "refused",
		play: (scene) => [
			scene.submit(s.refused(0x88), { version: 0xa0 }).answered,
		],
	},
	{
		reason: "send-unsupported",
		name: "another PDU",
		state: "refused",
		play: (scene) => {
			const forward = mmse.pdu(0x89, { transactionId: "T1" }, [
				mmse.fields.from(),
				mmse.fields.to(s.TO),
				mmse.fields.contentLocation(s.URL),
			]);
			return [scene.post(s.A, forward, mms(s.refused(0x88))).answered];
		},
	},
	{
		reason: "send-connect-failed",
		name: "refused, before the submission that works",
		state: "accepted",
		decides: "send-accepted",
		play: (scene) => {
			const connection = scene.dial();
			const syn = scene.next;
			connection.syn();
			const reset = scene.next;
			connection.rst("server");
			scene.rest(10);
			scene.submit(s.conf()).connection.close();
			return [syn, reset];
		},
	},
	{
		reason: "send-connect-failed",
		name: "no answer of a known MMSC",
		state: "broken",
		...RETRY,
		options: { mmsc: ["192.0.2.10"] },
		play: (scene) => {
			const connection = scene.dial();
			const syn = scene.next;
			connection.syn();
			scene.rest(1);
			connection.syn();
			scene.later();
			return [syn, syn + 1];
		},
	},
	{
		reason: "send-tls",
		name: "to a name that the user gives",
		state: "hidden",
		options: { mmsc: ["mmsc.example"] },
		play: (scene) => [overTls(scene, s.A)],
	},
	{
		reason: "send-tls",
		name: "to a host that speaks plain MMS, too",
		state: "hidden",
		play: (scene) => {
			scene.submit(s.conf()).connection.close();
			scene.rest(700);
			return [overTls(scene, s.A)];
		},
	},
];

/** TLS of a phone to the MMSC; the frame of the ClientHello. */
export function overTls(scene: s.Scene, client: string): number {
	const connection = scene.dial(client, s.MMSC_TLS).open();
	const hello = scene.next;
	connection.send("client", s.HELLO);
	connection.send("server", new Uint8Array(3000).fill(0x17));
	connection.close();
	scene.later();
	return hello;
}

export const SENDS: readonly Case[] = [
	...ANSWERED,
	...UNANSWERED,
	...OVER_WTP,
	...LOST,
	...OTHERS,
];
