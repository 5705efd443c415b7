import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange, Message } from "../../../src/record.js";
import * as x from "./exchange.js";

const C = "10.0.0.3";
const reasons = (messages: readonly Message[]) =>
	messages.map(({ recipients }) => recipients.map(({ reason }) => reason));

describe("the location of a notification and the GET", () => {
	test.each([
		[
			"equal",
			"http://mmsc.example/mms?id=1",
			"http://mmsc.example/mms?id=1",
			"certain",
		],
		[
			"other spelling",
			"HTTP://MMSC.example:80/a%7eb#x",
			"http://mmsc.example/a~b",
			"certain",
		],
		[
			"white space",
			" http://mmsc.example/x1",
			"http://mmsc.example/x1",
			"certain",
		],
		[
			"transaction id appended",
			"http://mmsc.example/r?m=",
			"http://mmsc.example/r?m=N7",
			"certain",
		],
		[
			"other host",
			"http://mmsc.example/mms?id=abc12345",
			"http://10.9.9.9:8080/mms?id=abc12345",
			"probable",
		],
		[
			"relative",
			"/mms?id=abc12345",
			"http://mmsc.example/mms?id=abc12345",
			"certain",
		],
		["bare id", "abc12345x", "http://mmsc.example/fetch/abc12345x", "probable"],
		[
			"query value",
			"http://a.example/x?msg=abc12345x",
			"http://b.example/y?z=1&q=abc12345x",
			"probable",
		],
	])("%s", (_, notified, asked, confidence) => {
		const story = new x.Story();
		story.push(x.B, x.notification("N7", notified));
		story.http(x.B, x.get(), x.retrieveConf(""), { url: asked });
		const messages = story.run();
		expect(messages).toHaveLength(1);
		expect(messages[0]!.recipients[0]).toMatchObject({
			confidence,
			notifications: 1,
			attempts: 1,
		});
	});

	test.each([
		[
			"another id in the same program",
			"http://mmsc.example/MMSRetrieve1?id=1",
			"http://mmsc.example/MMSRetrieve1?id=2",
		],
		[
			"the subscriber's number only",
			"http://mmsc.example/a?msisdn=%2B447900000001",
			"http://mmsc.example/b?msisdn=%2B447900000001",
		],
		["a short path", "http://a.example/x", "http://b.example/x"],
	])("is not joined: %s", (_, notified, asked) => {
		const story = new x.Story();
		story.push(x.B, x.notification("N7", notified));
		story.http(x.B, x.get(), x.retrieveConf(""), { url: asked });
		expect(story.run()).toHaveLength(2);
	});

	test("two notifications that fit by a part of the URL: none is taken", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("N1", "http://a.example/x?m=abc12345x"));
		story.push(x.B, x.notification("N2", "http://b.example/x?m=abc12345x"));
		story.http(x.B, x.get(), x.retrieveConf("N9"), {
			url: "http://c.example/z?m=abc12345x",
		});
		expect(story.run()).toHaveLength(3);
	});

	test("unfinished locations of several messages stay apart", () => {
		const story = new x.Story();
		const url = "http://mmsc.example/r?m=";
		story.push(x.B, x.notification("N1", url));
		story.push(x.B, x.notification("N2", url));
		story.http(x.B, x.get(), x.retrieveConf("N2", "M2"), { url: `${url}N2` });
		story.http(x.B, x.get(), x.retrieveConf("N1", "M1"), { url: `${url}N1` });
		const messages = story.run();
		expect(
			messages.map(({ messageId, recipients }) => [
				messageId,
				recipients[0]!.transactionId,
			]),
		).toEqual([
			["M1", "N1"],
			["M2", "N2"],
		]);
	});

	test("locations that break off at the same place are two messages", () => {
		const story = new x.Story();
		const problems = [{ layer: "mmse", code: "missing-nul" }];
		story.push(x.B, x.notification("1", "http://mmsc.e"), { problems });
		story.push(x.B, x.notification("2", "http://mmsc.e"), { problems });
		expect(reasons(story.run())).toEqual([
			["notify-incomplete"],
			["notify-incomplete"],
		]);
	});

	test("a location that is used again after its expiry is a new message", () => {
		const story = new x.Story();
		const expiry = { "mmse.expiry.rel": 60 };
		story.push(x.B, x.notification("N1", x.URL, expiry));
		story.wait(100).push(x.B, x.notification("N2", x.URL, expiry));
		expect(story.run()).toHaveLength(2);
	});

	test("two clients with the same location are two legs", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		story.push(C, x.notification());
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.http(C, x.get(), x.retrieveConf(), { url: x.URL });
		const messages = story.run();
		expect(messages.map(({ recipients }) => recipients[0]!.client)).toEqual([
			x.B,
			C,
		]);
	});
});

describe("acknowledgements", () => {
	test("without any id follow the client's only open retrieval", () => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(""), { url: x.URL });
		story.http(x.B, x.acknowledge(""), x.OK);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients[0]).toMatchObject({
			reason: "retrieved-acknowledged",
			confidence: "probable",
		});
	});

	test("of the nearest message that carried the transaction id", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("1", `${x.URL}a`));
		story.http(x.B, x.notifyResp("1", 0x82), x.OK);
		story.wait(10).push(x.B, x.notification("1", `${x.URL}b`));
		story.http(x.B, x.notifyResp("1", 0x83), x.OK);
		expect(reasons(story.run())).toEqual([["rejected"], ["deferred"]]);
	});

	test("that come before the notification are not its answer", () => {
		const story = new x.Story();
		story.http(x.B, x.notifyResp("N7", 0x82), x.OK);
		story.wait(5).push(x.B, x.notification("N7"));
		expect(reasons(story.run())).toEqual([["rejected"], ["notify-sent"]]);
	});

	test("with the id in other letters count as weak", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("<Ab7>"));
		story.http(x.B, x.notifyResp("ab7", 0x82), x.OK);
		expect(story.run()[0]!.recipients[0]).toMatchObject({
			reason: "rejected",
			confidence: "weak",
		});
	});

	test("of another IPv6 address in the same /64 are the phone's", () => {
		const story = new x.Story();
		story.push("2001:db8:1:2::10", x.notification());
		story.http("2001:db8:1:2:aaaa::99", x.notifyResp("N7", 0x82), x.OK);
		expect(reasons(story.run())).toEqual([["rejected"]]);
	});

	test("in another scope are another phone's", () => {
		const story = new x.Story();
		story.push(x.B, x.notification(), { scope: "vlan-1" });
		story.http(x.B, x.notifyResp("N7", 0x82), x.OK, { scope: "vlan-2" });
		expect(story.run()).toHaveLength(2);
	});
});

describe("shared addresses", () => {
	/** A proxy: two subscribers by their numbers, on one address. */
	function proxied(
		answer: (story: x.Story, first: Exchange) => void,
	): Message[] {
		const story = new x.Story();
		const first = story.http(
			x.G,
			{ ...x.get(), "http.user_agent": "One/1" },
			x.retrieveConf("1", "MA"),
			{ url: `${x.URL}a` },
		);
		story.http(
			x.G,
			{ ...x.get(), "http.user_agent": "Two/2" },
			x.retrieveConf("2", "MB"),
			{ url: `${x.URL}b` },
		);
		answer(story, first);
		return story.run();
	}

	test("do not link by transaction id alone", () => {
		const messages = proxied((story) =>
			story.http(x.G, x.acknowledge("1"), x.OK),
		);
		expect(reasons(messages)).toEqual([
			["retrieved-unconfirmed"],
			["retrieved-unconfirmed"],
			["acked-not-seen"],
		]);
	});

	test("are those of phones at once, not of one after another", () => {
		const story = new x.Story();
		const phones = [
			["One/1", `${x.URL}a`],
			["Two/2", `${x.URL}b`],
		] as const;
		for (const [userAgent, url] of phones) {
			const ua = { "http.user_agent": userAgent };
			story.http(
				x.B,
				{ ...x.get(), ...ua },
				x.retrieveConf("1", url.slice(-9)),
				{
					url,
				},
			);
			story.http(x.B, { ...x.acknowledge("1"), ...ua }, x.OK);
			story.wait(300);
		}
		expect(reasons(story.run())).toEqual([
			["retrieved-acknowledged"],
			["retrieved-acknowledged"],
		]);
	});

	test("link within one connection, by the location, or by an id that is unique itself", () => {
		const byConnection = proxied((story, { connection }) =>
			story.http(x.G, x.acknowledge("1"), x.OK, { connection }),
		);
		expect(byConnection).toHaveLength(2);
		const byLocation = proxied((story) =>
			story.http(x.G, x.acknowledge("1"), x.OK, { url: `${x.URL}a` }),
		);
		expect(byLocation).toHaveLength(2);
		const story = new x.Story();
		const id = "BI3R4V2ISLR41@mmsc.example";
		story.http(
			x.G,
			{ ...x.get(), "http.user_agent": "One/1" },
			x.retrieveConf(id),
			{ url: x.URL },
		);
		story.http(x.G, { ...x.acknowledge(id), "http.user_agent": "Two/2" }, x.OK);
		expect(reasons(story.run())).toEqual([["retrieved-acknowledged"]]);
	});

	test("subscribers with numbers are kept apart, and found again", () => {
		const story = new x.Story();
		const one = { number: "447900000001" };
		const two = { number: "447900000002" };
		story.http(x.G, { ...x.get(), ...one }, x.retrieveConf("1", "MA"), {
			url: `${x.URL}a`,
		});
		story.http(x.G, { ...x.get(), ...two }, x.retrieveConf("1", "MB"), {
			url: `${x.URL}b`,
		});
		story.http(x.G, { ...x.acknowledge("1"), ...one }, x.OK);
		const messages = story.run();
		expect(reasons(messages)).toEqual([
			["retrieved-acknowledged"],
			["retrieved-unconfirmed"],
		]);
		expect(messages[0]!.recipients[0]).toMatchObject({
			number: "447900000001",
			address: "447900000001",
		});
	});
});

describe("attempts of one submission", () => {
	const body = { bodyHash: "equal" };

	test("equal bodies after a failure are one message", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1", body), undefined, {
			ended: "rst",
			endedBy: "server",
			endTime: x.T0 + 1,
			endFrame: 9,
		});
		story
			.wait(60)
			.http(x.A, x.sendReq("T2", body), { "http.response.code": 503 });
		story.wait(60).http(x.A, x.sendReq("T3", body), x.sendConf("T3"));
		const messages = story.run();
		expect(messages).toHaveLength(1);
		expect(messages[0]!.send).toMatchObject({
			reason: "send-accepted",
			attempts: 3,
			transactionId: "T1",
		});
		expect(messages[0]!.send!.reasons.map(({ reason }) => reason)).toEqual([
			"send-no-answer",
			"send-http-5xx",
			"send-accepted",
		]);
		expect(messages[0]!.send!.mayRetry).toBeUndefined();
	});

	test("a broken upload is continued by the same transaction id", () => {
		const story = new x.Story();
		const cut = { complete: false } as const;
		const { bodyHash: _, ...request } = x.sendReq("T1", cut);
		story.http(x.A, request, undefined, {
			ended: "rst",
			endedBy: "client",
			endTime: x.T0 + 1,
			endFrame: 9,
		});
		story.wait(60).http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		expect(story.run().map(({ send }) => send!.attempts)).toEqual([2]);
	});

	test("a broken upload with a new transaction id goes on when its parts are the same", () => {
		const parts = [
			{ contentType: "application/smil", name: "a.smil", size: 90, hash: "s" },
			{ contentType: "image/jpeg", name: "p.jpg", size: 6000, hash: "p" },
		];
		const broken = [parts[0]!, { ...parts[1]!, missing: 4000, hash: "cut" }];
		for (const [size, count] of [
			[6000, 1],
			[6001, 2],
		] as const) {
			const story = new x.Story();
			story.http(
				x.A,
				x.sendReq("T1", { complete: false, parts: broken }),
				undefined,
				{
					ended: "rst",
					endedBy: "client",
					endTime: x.T0 + 1,
					endFrame: 9,
				},
			);
			const whole = [parts[0]!, { ...parts[1]!, size }];
			story
				.wait(60)
				.http(x.A, x.sendReq("T2", { parts: whole }), x.sendConf("T2"));
			const messages = story.run();
			expect(messages).toHaveLength(count);
			expect(messages.at(-1)!.send!.confidence).toBe(
				count === 1 ? "probable" : "certain",
			);
		}
	});

	test.each([
		[
			"after a permanent refusal",
			{ ...x.sendConf("T1", {}, ""), "mmse.response_status": 0xe1 },
			x.A,
			"T2",
			x.TO,
		],
		["after acceptance", x.sendConf("T1"), x.A, "T2", x.TO],
		["of another client", { "http.response.code": 503 }, x.B, "T1", x.TO],
		[
			"to somebody else",
			{ "http.response.code": 503 },
			x.A,
			"T2",
			"+49170/TYPE=PLMN",
		],
	])("an equal body %s is a new message", (_, answer, client, id, to) => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1", body), answer);
		story
			.wait(60)
			.http(
				client,
				x.sendReq(id, { ...body, "mmse.to": [to] }),
				x.sendConf(id, {}, "M2"),
			);
		expect(story.run()).toHaveLength(2);
	});

	test("the same submission once more after a lost answer is no new message", () => {
		const story = new x.Story();
		const same = { ...body, pduHash: "same" };
		story.http(x.A, x.sendReq("T1", same), x.sendConf("T1"));
		story.wait(60).http(x.A, x.sendReq("T1", same), x.sendConf("T1"));
		expect(story.run().map(({ send }) => send!.attempts)).toEqual([2]);
	});
});

describe("originator and recipients", () => {
	test("Message-ID with and without angle brackets", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq(), x.sendConf("T100", {}, "<M1@mmsc.example>"));
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		expect(story.run()[0]).toMatchObject({
			messageId: "M1@mmsc.example",
			verdict: "delivered",
			links: [{ by: "message-id" }],
		});
	});

	test("Message-ID in the read report of the recipient", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq(), x.sendConf());
		story.http(x.B, x.readRec(), x.OK);
		const messages = story.run();
		expect(messages).toHaveLength(1);
		expect(messages[0]!.recipients).toMatchObject([
			{ address: x.TO, reason: "read" },
		]);
	});

	test("Message-ID as a word of the location is probable", () => {
		const story = new x.Story();
		story.http(
			x.A,
			x.sendReq(),
			x.sendConf("T100", {}, "abc-12345@mmsc.example"),
		);
		story.push(
			x.B,
			x.notification("N7", "http://mmsc.example/get?m=abc-12345"),
		);
		expect(story.run()[0]).toMatchObject({
			verdict: "pending",
			reason: "notify-sent",
			links: [{ by: "content-location", confidence: "probable" }],
		});
	});

	/** A recipient whose number is known from a submission of his own, and a notification that he rejects. */
	function told(subject: string, delay: number): Message[] {
		const story = new x.Story();
		story.http(
			x.B,
			x.sendReq("9", { "mmse.from": x.TO }),
			x.sendConf("9", {}, "M9"),
		);
		story.http(x.A, x.sendReq("T1", { "mmse.from": x.FROM }), x.sendConf("T1"));
		story
			.wait(delay)
			.push(x.B, x.notification("N7", x.URL, { "mmse.subject": subject }));
		story.http(x.B, x.notifyResp("N7", 0x82), x.OK);
		story.push(x.A, x.delivery(undefined, 130));
		return story.run();
	}

	test("sender, recipient, subject and time are probable", () => {
		const [, message, ...rest] = told("Hällo", 10);
		expect(rest).toEqual([]);
		expect(message).toMatchObject({
			verdict: "failed",
			reason: "rejected",
			recipients: [{ address: x.TO, reports: [{ reason: "report-rejected" }] }],
			links: [{ by: "addresses", confidence: "probable" }],
		});
	});

	test("another subject or a later time stays apart", () => {
		expect(told("Servus", 10)).toHaveLength(3);
		expect(told("Hällo", 700)).toHaveLength(3);
	});

	test("sender and recipient within ten minutes are a guess", () => {
		const [, message, ...rest] = told("Hällo", 400);
		expect(rest).toEqual([]);
		expect(message!.links).toMatchObject([
			{ by: "addresses", confidence: "weak" },
		]);
		expect(message!.recipients[0]!.confidence).toBe("weak");
	});

	test("one Message-ID of several submissions joins nothing", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		story.http(x.A, x.sendReq("T2"), x.sendConf("T2"));
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.push(x.B, x.delivery());
		const messages = story.run();
		expect(messages).toHaveLength(4);
		expect(messages.every(({ links }) => links.length === 0)).toBe(true);
	});

	test("a report about nobody the message went to is not of it", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"), x.sendConf("T1", {}, "1"));
		story.push(x.A, x.delivery("1", 130, "+447900000001/TYPE=PLMN"));
		story.push(x.A, x.delivery("1", 129, x.TO));
		const [message, lone, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients).toMatchObject([
			{ address: x.TO, reports: [{ reason: "report-retrieved" }] },
		]);
		expect(lone).toMatchObject({ send: null, reason: "report-rejected" });
	});

	test("a report with a short id to another client is not of it", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"), x.sendConf("T1", {}, "1"));
		story.push(C, x.delivery("1", 129, x.TO));
		expect(story.run()).toHaveLength(2);
	});

	test("a short Message-ID joins only what tells the same", () => {
		const told = (copy: x.HalfFields) => {
			const story = new x.Story();
			story.http(x.A, x.sendReq("T1"), x.sendConf("T1", {}, "1"));
			story.wait(60);
			const answer = { ...x.retrieveConf("N7", "1"), ...copy };
			story.http(x.B, x.get(), answer, { url: x.URL });
			return story.run();
		};
		expect(told({ "mmse.to": [x.TO] })).toHaveLength(1);
		const others = [x.TO, "+447900000001/TYPE=PLMN"];
		expect(told({ "mmse.to": others })).toHaveLength(2);
		expect(told({ "mmse.to": [x.TO], "mmse.subject": "Another" })).toHaveLength(
			2,
		);
	});

	test("retrievals of one Message-ID without its submission stay apart", () => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(), { url: `${x.URL}a` });
		story.http(C, x.get(), x.retrieveConf(), { url: `${x.URL}b` });
		expect(story.run()).toHaveLength(2);
	});

	test("a body that two submissions have joins nothing", () => {
		const story = new x.Story();
		const body = { bodyHash: "equal" };
		story.http(x.A, x.sendReq("T1", body), x.sendConf("T1", {}, "S1"));
		story.http(x.A, x.sendReq("T2", body), x.sendConf("T2", {}, "S2"));
		story.http(x.B, x.get(), x.retrieveConf("N1", "R1", body), { url: x.URL });
		expect(story.run()).toHaveLength(3);
	});

	test("several recipients: legs by number, addresses without a leg, reports by address", () => {
		const story = new x.Story();
		const to = [
			"+447900000001/TYPE=PLMN",
			"+447900000002/TYPE=PLMN",
			"someone@mail.example",
		];
		story.http(x.A, x.sendReq("T1", { "mmse.to": to }), x.sendConf("T1"));
		story.http(
			x.B,
			{ ...x.get(), number: "447900000001" },
			x.retrieveConf("N1"),
			{ url: `${x.URL}1` },
		);
		story.http(x.B, x.acknowledge("N1"), x.OK);
		story.push(x.A, x.delivery(undefined, 129, to[0]));
		story.push(x.A, x.delivery(undefined, 128, to[1]));
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message).toMatchObject({
			verdict: "partly",
			outcome: "expired",
			reason: "report-expired",
			fault: "recipient",
		});
		expect(message!.recipients).toMatchObject([
			{
				address: to[0],
				state: "acknowledged",
				reason: "retrieved-acknowledged",
				reports: [{ reason: "report-retrieved" }],
			},
			{ address: to[1], state: "none", reason: "report-expired" },
			{
				address: to[2],
				state: "none",
				reason: "send-accepted",
				verdict: "pending",
			},
		]);
	});

	test("two legs without names leave no address over", () => {
		const story = new x.Story();
		const to = ["+447900000001/TYPE=PLMN", "+447900000002/TYPE=PLMN"];
		story.http(x.A, x.sendReq("T1", { "mmse.to": to }), x.sendConf("T1"));
		const copy = { "mmse.to": to };
		story.http(x.B, x.get(), x.retrieveConf("N1", undefined, copy), {
			url: `${x.URL}1`,
		});
		story.http(C, x.get(), x.retrieveConf("N2", undefined, copy), {
			url: `${x.URL}2`,
		});
		const [message] = story.run();
		expect(message).toMatchObject({
			verdict: "delivered",
			recipients: [{ client: x.B }, { client: C }],
		});
	});

	test("lone reports of one message are one record with an entry for each recipient", () => {
		const story = new x.Story();
		story.push(x.A, x.delivery("M5", 131, "+447900000001/TYPE=PLMN"));
		story.push(x.A, x.delivery("M5", 129, "+447900000001/TYPE=PLMN"));
		story.push(x.A, x.delivery("M5", 128, "+447900000002/TYPE=PLMN"));
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message).toMatchObject({
			send: null,
			verdict: "partly",
			recipients: [
				{ reason: "report-retrieved" },
				{ reason: "report-expired" },
			],
		});
	});
});

describe("never by transaction id alone", () => {
	test("many phones that count 1, 2, 3", () => {
		const scene = fc.array(
			fc.record({
				phone: fc.integer({ min: 1, max: 8 }),
				id: fc.integer({ min: 1, max: 3 }),
				kind: fc.constantFrom(
					"notify",
					"retrieve",
					"reject",
					"acknowledge",
					"send",
				),
			}),
			{ maxLength: 40 },
		);
		fc.assert(
			fc.property(scene, (events) => {
				const story = new x.Story();
				for (const [index, { phone, id, kind }] of events.entries()) {
					const client = `10.0.1.${phone}`;
					const url = `http://mmsc.example/mms?id=u${index}v${phone}`;
					if (kind === "notify")
						story.push(client, x.notification(String(id), url));
					else if (kind === "retrieve")
						story.http(
							client,
							x.get(),
							x.retrieveConf(String(id), `M${index}`),
							{ url },
						);
					else if (kind === "reject")
						story.http(client, x.notifyResp(String(id), 0x82), x.OK);
					else if (kind === "acknowledge")
						story.http(client, x.acknowledge(String(id)), x.OK);
					else
						story.http(
							client,
							x.sendReq(String(id)),
							x.sendConf(String(id), {}, `S${index}`),
						);
				}
				for (const { send, recipients, links } of story.run()) {
					expect(links).toEqual([]);
					expect(
						(send ? 1 : 0) + recipients.filter(({ client }) => client).length,
					).toBe(1);
				}
				const legs = story
					.run()
					.flatMap(({ recipients }) =>
						recipients.filter(({ client }) => client),
					);
				for (const leg of legs) {
					const clients = story.exchanges.filter(({ request, response }) =>
						leg.steps.some(
							({ frame }) =>
								frame === request?.frame || frame === response?.frame,
						),
					);
					expect(new Set(clients.map(({ client }) => client)).size).toBe(1);
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe("the order in which exchanges are reported", () => {
	test("changes nothing", () => {
		const story = new x.Story();
		for (let i = 0; i < 6; i++) {
			const a = `10.0.2.${i}`;
			const b = `10.0.3.${i}`;
			const url = `http://mmsc.example/mms?id=x${i}y${i}z00`;
			story.http(a, x.sendReq("1"), x.sendConf("1", {}, `M${i}`));
			story.push(b, x.notification("1", url));
			if (i % 3 === 0)
				story.http(b, x.get(), { "http.response.code": 503 }, { url });
			if (i % 2 === 0)
				story.http(b, x.get(), x.retrieveConf("1", `M${i}`), { url });
			story.http(b, x.notifyResp("1", i % 2 === 0 ? 0x81 : 0x82), x.OK);
			story.push(a, x.delivery(`M${i}`, i % 2 === 0 ? 129 : 130));
		}
		const expected = story.run();
		// The rejected ones show nothing that names their submission.
		expect(expected).toHaveLength(9);
		fc.assert(
			fc.property(
				fc.shuffledSubarray(story.exchanges, {
					minLength: story.exchanges.length,
				}),
				(exchanges) => {
					expect(x.correlate(exchanges, { end: story.time })).toEqual(expected);
				},
			),
			{ numRuns: 40 },
		);
	});

	/** Lives of several messages between two phones each. */
	function lives(first: number, count: number, ids: string): x.Story {
		const story = new x.Story();
		for (let i = first; i < first + count; i++) {
			const a = `10.1.0.${i}`;
			const b = `10.2.0.${i}`;
			const url = `http://mmsc.example/mms?id=x${i}y${i}z00`;
			const sent = x.sendReq(ids, { "mmse.subject": `S${i}` });
			story.http(a, sent, x.sendConf(ids, { pduHash: `c${i}` }, `M${i}@m`));
			story.push(b, x.notification(ids, url));
			const copy = x.retrieveConf(ids, `M${i}@m`, { pduHash: `r${i}` });
			story.http(b, x.get(), copy, { url });
			story.http(b, x.notifyResp(ids, 0x81), x.OK);
			story.push(a, x.delivery(`M${i}@m`));
		}
		return story;
	}

	/** A message without what tells only how it was seen. */
	const told = ({ id, ...message }: Message): unknown => message;

	test("does not matter among other clients with the same transaction ids", () => {
		const own = lives(1, 4, "1");
		const others = lives(101, 4, "1");
		const expected = own.run().map(told);
		expect(expected).toHaveLength(4);
		const mixed = fc.shuffledSubarray([...own.exchanges, ...others.exchanges], {
			minLength: own.exchanges.length + others.exchanges.length,
		});
		fc.assert(
			fc.property(mixed, (exchanges) => {
				const messages = x.correlate(exchanges, { end: own.time });
				expect(messages).toHaveLength(8);
				const found = messages.map(told);
				for (const one of expected) expect(found).toContainEqual(one);
			}),
			{ numRuns: 30 },
		);
	});

	test("seen again at another probe, everything is one all the same", () => {
		const story = lives(1, 4, "1");
		const again = story.exchanges.map((one): Exchange => {
			const later = (half: Exchange["request"]) =>
				half && {
					...half,
					firstTime: half.firstTime + 0.001,
					time: half.time + 0.001,
				};
			const { request, response } = one;
			const copy: Exchange = {
				...one,
				uid: `${one.uid}-again`,
				scope: "vlan-7",
			};
			if (request) copy.request = later(request)!;
			if (response) copy.response = later(response)!;
			return copy;
		});
		const brief = ({ messageId, verdict, recipients }: Message) => [
			messageId,
			verdict,
			recipients.map(({ reason, attempts, notifications }) => [
				reason,
				attempts,
				notifications,
			]),
		];
		const expected = story.run().map(brief);
		const all = [...story.exchanges, ...again];
		fc.assert(
			fc.property(
				fc.shuffledSubarray(all, { minLength: all.length }),
				(exchanges) => {
					const messages = x.correlate(exchanges, { end: story.time });
					expect(messages.map(brief)).toEqual(expected);
					for (const { send, recipients } of messages)
						expect([send!.hops.length, recipients[0]!.hops.length]).toEqual([
							2, 2,
						]);
				},
			),
			{ numRuns: 30 },
		);
	});
});
