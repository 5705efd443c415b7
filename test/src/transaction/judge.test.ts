import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import type { ReasonId } from "../../../src/transaction/reasons.js";
import * as x from "./exchange.js";

type More = Partial<Exchange>;
const WSP: More = { transport: "wsp", server: x.G, connection: "wsp-1" };
const FIN: More = {
	ended: "fin",
	endedBy: "server",
	endTime: x.T0 + 5,
	endFrame: 90,
};
const RST: More = { ...FIN, ended: "rst" };
const CLIENT_RST: More = { ...RST, endedBy: "client" };
const TIMEOUT: More = { ended: "timeout", endTime: x.T0 + 100, endFrame: 91 };
const UNREACHABLE: More = {
	...TIMEOUT,
	ended: "unreachable",
	icmp: { type: 3, code: 3 },
};
const ABORT: More = {
	ended: "abort",
	abort: { type: 0, reason: 8 },
	endTime: x.T0 + 3,
	endFrame: 92,
};
const status = (code: number): x.HalfFields => ({
	"http.response.code": code,
	bodyBytes: 0,
});
const octet = (code: number): x.HalfFields => ({
	"wsp.reply.status": code,
	bodyBytes: 0,
});
const refused = (code: number) =>
	x.sendConf("T1", { "mmse.response_status": code }, "");

const SENDS: [ReasonId, x.HalfFields | undefined, More?, x.HalfFields?][] = [
	["send-accepted", x.sendConf("T1")],
	["send-accepted-no-id", x.sendConf("T1", {}, "")],
	["send-accepted-partly", x.sendConf("T1", { "mmse.response_status": 0xc4 })],
	["send-refused-permanent", refused(0xe1)],
	["send-refused-permanent", refused(0x85)],
	["send-refused-permanent", refused(0x88)],
	["send-refused-permanent", refused(0xff)],
	["send-refused-permanent", refused(0x90)],
	["send-refused-permanent", refused(0x05)],
	["send-refused-transient", refused(0xc9)],
	["send-refused-transient", refused(0x86)],
	["send-unsupported", refused(0x88), {}, { "mmse.mms_version": "2.0" }],
	["send-http-4xx", status(413)],
	["send-http-4xx", octet(0x43), WSP],
	["send-http-4xx", status(413), RST, { complete: false }],
	["send-http-5xx", status(502)],
	["send-http-5xx", octet(0x62), WSP],
	["send-http-redirect", status(302)],
	["send-http-redirect", octet(0x37), WSP],
	["send-http-unexpected", status(200)],
	[
		"send-http-unexpected",
		{ "http.response.code": 200, "mmse.message_type": 132 },
	],
	["send-garbled", { ...status(200), garbled: true }],
	["send-garbled", { "http.response.code": 200, "mmse.message_type": 129 }],
	["send-no-answer", undefined, FIN],
	["send-no-answer", undefined, RST],
	["send-no-answer", undefined, TIMEOUT],
	["send-no-answer", undefined],
	["send-no-answer", undefined, { ...TIMEOUT, transport: "wsp-cl" }],
	["send-upload-broken", undefined, CLIENT_RST, { complete: false }],
	["send-upload-broken", undefined, TIMEOUT, { complete: false }],
	["send-wtp-abort", undefined, { ...WSP, ...ABORT }],
	["send-wtp-timeout", undefined, { ...WSP, ...TIMEOUT }],
	["send-wtp-timeout", undefined, { ...WSP, ...UNREACHABLE }],
	["send-wtp-timeout", undefined, { ...WSP, ...TIMEOUT, holdOn: true }],
	["send-capture-gap", undefined, { ...FIN, answerInGap: true }],
	[
		"send-sliced",
		undefined,
		FIN,
		{ complete: false, missingCause: "sliced", missing: 900 },
	],
	[
		"send-sliced",
		undefined,
		{ ...FIN, answerInGap: true },
		{ complete: false, missingCause: "sliced", missing: 900 },
	],
	[
		"send-accepted",
		x.sendConf("T1"),
		{},
		{ complete: false, missingCause: "capture-gap", missing: 900 },
	],
	[
		"send-no-answer",
		undefined,
		FIN,
		{
			complete: false,
			missingCause: "capture-gap",
			missing: 900,
			acknowledged: true,
		},
	],
];

describe("one submission", () => {
	test.each(SENDS)("%s", (reason, answer, more = {}, request = {}) => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1", request), answer, more);
		const [message] = story.run({ end: x.T0 + 1000 });
		expect(message!.send!.reason).toBe(reason);
		expect(message!.send!.reasons.map((one) => one.reason)).toContain(reason);
	});

	test("capture-ends-early: nothing ran out yet", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"));
		const [message] = story.run({ end: x.T0 + 20 });
		expect(message!.send).toMatchObject({
			reason: "capture-ends-early",
			verdict: "pending",
			state: "submitted",
		});
		expect(message!.verdict).toBe("pending");
	});

	test("capture-starts-late: an answer without its request", () => {
		const story = new x.Story();
		story.http(x.A, undefined, x.sendConf("T1"));
		const [message] = story.run();
		expect(message!.send).toMatchObject({
			reason: "send-accepted",
			transactionId: "T1",
		});
		expect(message!.send!.reasons.map(({ reason }) => reason)).toContain(
			"capture-starts-late",
		);
	});

	test("a refused forward of an unknown PDU is unsupported", () => {
		const story = new x.Story();
		const request = {
			...x.POST,
			"mmse.message_type": 137,
			"mmse.transaction_id": "F",
		};
		story.http(x.A, request, refused(0x88));
		expect(story.run()[0]!.send!.reason).toBe("send-unsupported");
	});

	test("names the side that broke it", () => {
		const story = new x.Story();
		story.http(
			x.A,
			x.sendReq("T1", { complete: false }),
			undefined,
			CLIENT_RST,
		);
		story.http(x.B, x.sendReq("T2", { complete: false }), undefined, TIMEOUT);
		const faults = story.run({ end: x.T0 + 1000 }).map(({ fault }) => fault);
		expect(faults).toEqual(["client", "network"]);
	});

	test("shows a refusal with its status and text", () => {
		const story = new x.Story();
		const conf = x.sendConf(
			"T1",
			{ "mmse.response_status": 0xe1, "mmse.response_text": "gesperrt" },
			"",
		);
		story.http(x.A, x.sendReq("T1"), conf);
		const [message] = story.run();
		expect(message!.send!.detail).toEqual({
			"mmse.response_status": 0xe1,
			"mmse.response_text": "gesperrt",
			"http.response.code": 200,
		});
		expect(message!.recipients).toMatchObject([
			{
				address: x.TO,
				state: "none",
				reason: "send-refused-permanent",
				verdict: "failed",
			},
		]);
		expect(message!.fault).toBe("mmsc");
	});
});

const conf = (fields: x.HalfFields = {}) => x.retrieveConf("N7", "M1", fields);
const CUT: x.HalfFields = { complete: false, missing: 500 };
const GAP: x.HalfFields = {
	...CUT,
	missingCause: "capture-gap",
	acknowledged: true,
};

const RETRIEVALS: [ReasonId, x.HalfFields | undefined, More?][] = [
	["retrieved-unconfirmed", conf()],
	["retrieved-unconfirmed", conf(GAP)],
	["retrieved-unconfirmed", conf({ ...GAP, missingCause: "sliced" })],
	["retrieve-http-404", status(404)],
	["retrieve-http-404", status(410)],
	["retrieve-http-404", octet(0x44), WSP],
	["retrieve-http-404", octet(0x4a), WSP],
	["retrieve-http-403", status(401)],
	["retrieve-http-403", status(402)],
	["retrieve-http-403", status(403)],
	["retrieve-http-403", status(407)],
	["retrieve-http-4xx", status(406)],
	["retrieve-http-4xx", octet(0x40), WSP],
	["retrieve-http-5xx", status(503)],
	["retrieve-http-5xx", octet(0x60), WSP],
	["retrieve-http-redirect", status(308)],
	["retrieve-wsp-error", octet(0x5f), WSP],
	["retrieve-not-mms", status(200)],
	["retrieve-not-mms", { "http.response.code": 200, "mmse.message_type": 130 }],
	["retrieve-not-mms", { ...status(200), garbled: true }],
	["retrieve-status-transient", conf({ "mmse.retrieve_status": 0xc2 })],
	["retrieve-status-transient", conf({ "mmse.retrieve_status": 0xdf })],
	["retrieve-status-permanent", conf({ "mmse.retrieve_status": 0xe3 })],
	["retrieve-status-permanent", conf({ "mmse.retrieve_status": 0x99 })],
	[
		"retrieve-error-message",
		{
			"http.response.code": 200,
			"mmse.message_type": 132,
			parts: [{ contentType: "text/plain", size: 9 }],
		},
	],
	["retrieve-truncated", conf(CUT), FIN],
	["retrieve-truncated", conf(CUT), RST],
	["retrieve-truncated", conf(CUT), TIMEOUT],
	["retrieve-truncated", { ...status(200), ...CUT }, FIN],
	["retrieve-reset", conf(CUT), CLIENT_RST],
	["retrieve-no-answer", undefined, FIN],
	["retrieve-no-answer", undefined, CLIENT_RST],
	["retrieve-no-answer", undefined, { ...WSP, ...TIMEOUT }],
	["retrieve-no-answer", undefined, { ...WSP, ...UNREACHABLE }],
	["retrieve-no-answer", undefined],
	["retrieve-wtp-abort", undefined, { ...WSP, ...ABORT }],
	["retrieve-wtp-abort", conf(CUT), { ...WSP, ...ABORT }],
	["retrieve-wtp-incomplete", conf(CUT), { ...WSP, ...TIMEOUT }],
	["retrieve-capture-gap", undefined, { ...FIN, answerInGap: true }],
	["retrieve-capture-gap", conf({ ...GAP, acknowledged: false }), FIN],
	["retrieve-capture-gap", { ...status(200), ...GAP }, FIN],
	["retrieve-sliced", { ...status(200), ...GAP, missingCause: "sliced" }, FIN],
	["retrieve-partial-resumed", { ...conf(), "http.response.code": 206 }],
];

describe("one retrieval", () => {
	test.each(RETRIEVALS)("%s", (reason, answer, more = {}) => {
		const story = new x.Story();
		story.http(x.B, x.get(), answer, { url: x.URL, ...more });
		const [message] = story.run({ end: x.T0 + 1000 });
		const [leg] = message!.recipients;
		expect(leg).toMatchObject({ reason, contentLocation: x.URL });
	});

	test("a text message with ids is no error", () => {
		const story = new x.Story();
		const parts = [{ contentType: "text/plain", size: 9 }];
		story.http(x.B, x.get(), conf({ parts }), { url: x.URL });
		expect(story.run()[0]!.recipients[0]!.reason).toBe("retrieved-unconfirmed");
	});

	test("capture-ends-early never decides beside a notification", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		story.http(x.B, x.get(), undefined, { url: x.URL });
		const [leg] = story.run({ end: x.T0 + 20 })[0]!.recipients;
		expect(leg).toMatchObject({ reason: "notify-sent", state: "retrieving" });
		expect(leg!.reasons.map(({ reason }) => reason)).toContain(
			"capture-ends-early",
		);
	});

	test("an m-retrieve-conf without its request is retrieved", () => {
		const story = new x.Story();
		story.http(x.B, undefined, conf());
		const [leg] = story.run()[0]!.recipients;
		expect(leg).toMatchObject({
			reason: "retrieved-unconfirmed",
			state: "retrieved",
		});
		expect(leg!.reasons.map(({ reason }) => reason)).toContain(
			"capture-starts-late",
		);
	});
});

describe("a notification and what follows", () => {
	function notified(): x.Story {
		const story = new x.Story();
		story.push(x.B, x.notification());
		return story;
	}
	const reasonAt = (story: x.Story, end: number) =>
		story.run({ end: x.T0 + end })[0]!.recipients[0]!.reason;

	test("notify-sent, then notify-no-response, then expired", () => {
		expect(reasonAt(notified(), 299)).toBe("notify-sent");
		expect(reasonAt(notified(), 301)).toBe("notify-no-response");
		const story = new x.Story();
		story.push(x.B, x.notification("N7", x.URL, { "mmse.expiry.rel": 600 }));
		expect(reasonAt(story, 899)).toBe("notify-no-response");
		expect(reasonAt(story, 901)).toBe("expired-before-fetch");
	});

	test("an expiry that only the clock tells is probable, with an answer certain", () => {
		const expiring = { "mmse.expiry.rel": 60 };
		const clock = new x.Story();
		clock.push(x.B, x.notification("N7", x.URL, expiring));
		const told = new x.Story();
		told.push(x.B, x.notification("N7", x.URL, expiring));
		told.wait(500).http(x.B, x.get(), status(404), { url: x.URL });
		expect(
			[clock, told].map((story) => {
				const [leg] = story.run({ end: x.T0 + 1000 })[0]!.recipients;
				return [leg!.reason, leg!.confidence];
			}),
		).toEqual([
			["expired-before-fetch", "probable"],
			["expired-before-fetch", "certain"],
		]);
	});

	test("an absolute expiry of 0 is unknown", () => {
		const story = new x.Story();
		const { "mmse.expiry.rel": _, ...rest } = x.notification();
		story.push(x.B, { ...rest, "mmse.expiry.abs": 0 });
		expect(reasonAt(story, 3000)).toBe("notify-no-response");
	});

	test("404 after the expiry is expired, before it is not", () => {
		for (const [wait, reason] of [
			[500, "retrieve-http-404"],
			[1000, "expired-before-fetch"],
		] as const) {
			const story = new x.Story();
			story.push(x.B, x.notification("N7", x.URL, { "mmse.expiry.rel": 600 }));
			story.wait(wait).http(x.B, x.get(), status(404), { url: x.URL });
			expect(story.run()[0]!.recipients[0]!.reason).toBe(reason);
		}
	});

	test.each([
		["deferred", 0x83, "pending", "deferred"],
		["rejected", 0x82, "failed", "ended"],
		["unrecognised", 0x84, "failed", "ended"],
		["acked-not-seen", 0x81, "ok", "acknowledged"],
	] as const)("%s", (reason, code, verdict, state) => {
		const story = notified();
		story.http(x.B, x.notifyResp("N7", code), x.OK);
		expect(story.run()[0]!.recipients[0]).toMatchObject({
			reason,
			verdict,
			state,
			transactionId: "N7",
		});
	});

	test("notify-incomplete and stored", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("N7", x.URL, { complete: false }));
		story.push(
			x.A,
			x.notification("N8", `${x.URL}8`, { "mmstrace.stored": 0x80 }),
		);
		const reasons = story.run().map(({ recipients }) => recipients[0]!.reason);
		expect(reasons).toEqual(["notify-incomplete", "stored"]);
	});

	test.each([
		[
			"deleted-unfetched",
			148,
			{
				"mmse.message_type": 149,
				"mmse.response_status": { index: 1, value: 128 },
			},
		],
		["stored", 139, { "mmse.message_type": 140, "mmstrace.store_status": 128 }],
	] as const)("%s", (reason, type, answer) => {
		const story = notified();
		const request = {
			...x.POST,
			"mmse.message_type": type,
			"mmse.content_location": x.URL,
		};
		story.http(x.B, request, { "http.response.code": 200, ...answer });
		expect(story.run()[0]!.recipients[0]!.reason).toBe(reason);
	});

	test("forwarded-unfetched, and the new message", () => {
		const story = notified();
		story.http(
			x.B,
			{
				...x.POST,
				"mmse.message_type": 137,
				"mmse.transaction_id": "f1",
				"mmse.to": ["+49170/TYPE=PLMN"],
				"mmse.content_location": x.URL,
			},
			{
				"http.response.code": 200,
				"mmse.message_type": 138,
				"mmse.response_status": 128,
				"mmse.message_id": "M2",
			},
		);
		const messages = story.run();
		expect(messages.map(({ recipients }) => recipients[0]!.reason)).toEqual([
			"forwarded-unfetched",
			"send-accepted",
		]);
		expect(messages[1]).toMatchObject({
			messageId: "M2",
			verdict: "pending",
			send: { reason: "send-accepted" },
		});
	});

	test.each([
		["retrieved-acknowledged", x.OK, {}],
		["ack-http-error", status(500), {}],
		["ack-http-error", octet(0x7f), WSP],
		["retrieved-ack-failed", undefined, RST],
		["retrieved-ack-failed", undefined, { ...WSP, ...ABORT }],
	] as const)("%s", (reason, answer, more) => {
		const story = notified();
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.http(x.B, x.notifyResp(), answer, more);
		const [leg] = story.run({ end: x.T0 + 1000 })[0]!.recipients;
		expect(leg).toMatchObject({ reason, verdict: "ok" });
	});

	test("a second acknowledgement that works makes up for the first", () => {
		const story = notified();
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.http(x.B, x.notifyResp(), status(500));
		story.http(x.B, x.acknowledge("N7"), x.OK);
		const [leg] = story.run()[0]!.recipients;
		expect(leg!.reason).toBe("retrieved-acknowledged");
		expect(leg!.reasons.map(({ reason }) => reason)).not.toContain(
			"retrieve-repeated",
		);
	});

	test("a failed download that is repeated ends as the last one, and is counted", () => {
		const story = notified();
		story.http(x.B, x.get(), status(503), { url: x.URL });
		story.wait(60).http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.wait(60).http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		const [leg] = story.run()[0]!.recipients;
		expect(leg).toMatchObject({ reason: "retrieved-unconfirmed", attempts: 3 });
		expect(leg!.reasons.map(({ reason }) => reason)).toEqual([
			"notify-sent",
			"retrieve-http-5xx",
			"retrieved-unconfirmed",
			"retrieve-repeated",
		]);
	});

	test("a confirmed push that nothing follows is acknowledged, whatever time passes", () => {
		const story = new x.Story();
		const acknowledged = { time: x.T0 + 1, frame: 9 };
		story.push(x.B, x.notification(), { acknowledged });
		expect(reasonAt(story, 2000)).toBe("notify-push-acked");
	});

	test("a notification that breaks off in its location is incomplete", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("N7", "http://mmsc.e"), {
			problems: [{ layer: "mmse", code: "missing-nul", offset: 72 }],
		});
		expect(reasonAt(story, 2000)).toBe("notify-incomplete");
	});

	const range = (text: string): x.HalfFields => ({
		"http.response.code": 206,
		"http.content_range": text,
		bodyBytes: 100,
	});

	test.each([
		[
			"ranges that cover the whole",
			[range("bytes 0-899/7000"), range("bytes 900-6999/7000")],
			"retrieved-acknowledged",
		],
		[
			"the rest after a broken download",
			[conf(CUT), range("bytes 3000-6999/7000")],
			"retrieved-acknowledged",
		],
		[
			"a hole between ranges",
			[range("bytes 0-899/7000"), range("bytes 1000-6999/7000")],
			"acked-not-seen",
		],
		["no end", [range("bytes 0-899/7000")], "acked-not-seen"],
		["an unknown whole", [range("bytes 0-899/*")], "acked-not-seen"],
		["nonsense", [range("bytes 9-1/x")], "acked-not-seen"],
	] as const)("a download in pieces: %s", (_, answers, reason) => {
		const story = notified();
		for (const answer of answers)
			story.http(x.B, x.get(), answer, {
				url: x.URL,
				...(answer.complete === false && FIN),
			});
		story.http(x.B, x.notifyResp(), x.OK);
		const [leg] = story.run()[0]!.recipients;
		expect(leg!.reason).toBe(reason);
		expect(leg!.reasons.map((one) => one.reason)).toContain(
			"retrieve-partial-resumed",
		);
	});

	test("cancelled and replaced", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("N1", "http://mmsc.example/M1-long-id-1"));
		story.push(x.B, {
			"mmse.message_type": 150,
			"mmse.transaction_id": "c1",
			"mmstrace.cancel_id": "M1-long-id-1",
		});
		story.http(
			x.B,
			{
				...x.POST,
				"mmse.message_type": 151,
				"mmse.transaction_id": "c1",
				"mmstrace.cancel_status": 128,
			},
			x.OK,
		);
		const cancelled = story
			.run()
			.flatMap(({ recipients }) => recipients.map(({ reason }) => reason));
		expect(cancelled).toContain("cancelled");
		const next = new x.Story();
		next.http(x.A, x.sendReq("T1"), x.sendConf("T1", {}, "old-message-1"));
		next.push(
			x.B,
			x.notification("N1", "http://mmsc.example/?id=old-message-1"),
		);
		next.wait(5).push(
			x.B,
			x.notification("N2", "http://mmsc.example/?id=new", {
				"mmstrace.replace_id": "old-message-1",
			}),
		);
		const reasons = next.run().map(({ recipients }) => recipients[0]!.reason);
		expect(reasons).toEqual(["replaced", "notify-sent"]);
	});
});

describe("reports", () => {
	test.each([
		["report-expired", 128, "failed"],
		["report-retrieved", 129, "delivered"],
		["report-rejected", 130, "failed"],
		["report-deferred", 131, "pending"],
		["report-unrecognised", 132, "failed"],
		["report-indeterminate", 133, "unknown"],
		["report-forwarded", 134, "failed"],
		["report-unreachable", 135, "failed"],
	] as const)(
		"%s decides a recipient without a leg",
		(reason, code, verdict) => {
			const story = new x.Story();
			story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
			story.push(x.A, x.delivery(undefined, code));
			const messages = story.run();
			expect(messages).toHaveLength(1);
			expect(messages[0]).toMatchObject({
				verdict,
				recipients: [
					{ address: x.TO, state: "none", reason, reportState: "reported" },
				],
			});
		},
	);

	test("read and deleted-unread", () => {
		for (const [code, reason] of [
			[0x80, "read"],
			[0x81, "deleted-unread"],
		] as const) {
			const story = new x.Story();
			story.push(x.A, x.readOrig("M9", code));
			const [message] = story.run();
			expect(message).toMatchObject({
				send: null,
				verdict: "delivered",
				recipients: [{ reason, address: x.TO, reportState: "read" }],
			});
			expect(message!.to).toBeUndefined();
		}
	});

	test("report-missing is listed and does not decide", () => {
		const story = new x.Story();
		story.http(
			x.A,
			x.sendReq("T1", { "mmse.delivery_report": 128 }),
			x.sendConf("T1"),
		);
		const [message] = story.run();
		expect(message).toMatchObject({
			verdict: "pending",
			reason: "send-accepted",
			outcome: "accepted",
		});
		expect(message!.recipients[0]!.reasons.map(({ reason }) => reason)).toEqual(
			["report-missing"],
		);
	});

	test("a report does not overrule a retrieval", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.push(x.A, x.delivery(undefined, 128));
		expect(story.run()[0]).toMatchObject({
			verdict: "delivered",
			reason: "retrieved-unconfirmed",
		});
	});

	test("a delivery proves an unanswered submission", () => {
		const story = new x.Story();
		const body = { bodyHash: "same" };
		story.http(x.A, x.sendReq("T1", body), undefined, FIN);
		story.http(x.B, x.get(), x.retrieveConf("N7", "M1", body), { url: x.URL });
		const messages = story.run({ end: x.T0 + 1000 });
		expect(messages).toHaveLength(1);
		expect(messages[0]).toMatchObject({
			verdict: "delivered",
			send: { reason: "send-no-answer", verdict: "ok" },
			links: [{ by: "body", confidence: "certain" }],
		});
	});
});
