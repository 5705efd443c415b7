import { describe, expect, test } from "vitest";
import type { Message } from "../../../src/record.js";
import * as x from "./exchange.js";

const B_NUMBER = "+4915112345678";
const PHOTO = {
	contentType: "image/jpeg",
	name: "i.jpg",
	size: 9000,
	hash: "p",
};
const OTHER = {
	contentType: "image/jpeg",
	name: "j.jpg",
	size: 500,
	hash: "q",
};
const HELLO = { contentType: "text/plain", name: "t.txt", size: 5, hash: "t" };
const SMIL = {
	contentType: "application/smil",
	name: "s",
	size: 90,
	hash: "s",
};
const NO_ID = { "mmse.response_status": 128, "mmse.message_type": 129 };

/** A submission by A, and what B fetches a moment later; both may say more. */
function pair(
	sent: x.HalfFields,
	fetched: x.HalfFields,
	more: {
		messageId?: string;
		copyId?: string;
		url?: string;
		wait?: number;
		asked?: x.HalfFields;
	} = {},
): Message[] {
	const { messageId = "", copyId = "", url = x.URL, wait = 10 } = more;
	const story = new x.Story();
	story.http(
		x.A,
		x.sendReq("T1", sent),
		messageId ? x.sendConf("T1", {}, messageId) : { ...x.OK, ...NO_ID },
	);
	story.wait(wait);
	story.http(
		x.B,
		{ ...x.get(), ...more.asked },
		x.retrieveConf("N1", copyId, { "mmse.date": x.T0, ...fetched }),
		{ url },
	);
	return story.run();
}

function links(messages: readonly Message[]): string[] {
	return messages.flatMap(({ links: all }) =>
		all.map(({ by, confidence }) => `${by} ${confidence}`),
	);
}

describe("Message-ID (STATES 4.4)", () => {
	test.each([
		["equal", "M1@mmsc.example", "M1@mmsc.example"],
		["in angle brackets", "<M1@mmsc.example>", "M1@mmsc.example"],
		["with white space", " M1@mmsc.example ", "<M1@mmsc.example >"],
		["short, and sender and recipient agree", "7", "7"],
	])("%s is certain", (_, messageId, copyId) => {
		const messages = pair({ "mmse.from": x.FROM }, {}, { messageId, copyId });
		expect(links(messages)).toEqual(["message-id certain"]);
	});

	test.each([
		["another one", "M1@mmsc.example", "M2@mmsc.example", {}],
		["another case", "m1@mmsc.example", "M1@mmsc.example", {}],
		["a short one to somebody else", "7", "7", { "mmse.to": ["+49300"] }],
		["a short one of somebody else", "7", "7", { "mmse.from": "+49300" }],
	])("%s joins nothing", (_, messageId, copyId, fetched) => {
		const other = { "mmse.date": x.T0 - 9999, "mmse.subject": "other" };
		const messages = pair(
			{ "mmse.from": x.FROM },
			{ ...other, ...fetched },
			{ messageId, copyId },
		);
		expect(links(messages)).toEqual([]);
		expect(messages).toHaveLength(2);
	});

	test("a message that was fetched before it was submitted is another one", () => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.wait(5).http(x.A, x.sendReq(), x.sendConf());
		expect(links(story.run())).toEqual([]);
	});

	test("an id of several submissions joins nothing, and says so", () => {
		const story = new x.Story();
		for (const id of ["T1", "T2"])
			story.http(x.A, x.sendReq(id), x.sendConf(id));
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		const messages = story.run();
		expect(links(messages)).toEqual([]);
		const [first, second, third] = messages;
		expect(third!.problems).toEqual([
			{
				layer: "mmstrace",
				code: "ambiguous",
				note: `by message-id: ${first!.uid}, ${second!.uid}`,
			},
		]);
		expect(first!.problems).toEqual([]);
	});
});

describe("Message-ID and Content-Location (STATES 4.4)", () => {
	test.each([
		["a value", "abc-12345@mmsc.example", "http://m.example/get?m=abc-12345"],
		[
			"all of it",
			"abc-12345@m.example",
			"http://m.example/abc-12345%40m.example",
		],
		["a word with an ending", "abc12345", "http://m.example/r/abc12345.mms"],
		[
			"a mixed id inside a word",
			"BI3R4V2ISLR41",
			"http://m.example/MMSBI3R4V2ISLR41",
		],
		[
			"the other way round",
			"mm-a1b2c3d4-9@m.example",
			"http://m.example/a1b2c3d4",
		],
	])("%s is probable", (_, messageId, url) => {
		expect(links(pair({}, {}, { messageId, url }))).toEqual([
			"content-location probable",
		]);
	});

	test.each([
		["digits go on", "12345678", "http://m.example/get?m=123456789"],
		["a short id", "ab12345", "http://m.example/ab12345"],
		["no digit", "delivery", "http://m.example/delivery?m=1"],
		["a part of a word", "abc12345", "http://m.example/xabc12345y"],
	])("not joined: %s", (_, messageId, url) => {
		const fetched = { "mmse.from": "+49301234567", "mmse.subject": "no" };
		expect(links(pair({}, fetched, { messageId, url }))).toEqual([]);
	});
});

describe("body and media (STATES 4.4)", () => {
	const body = { bodyHash: "equal" };

	test("an equal body is certain", () => {
		expect(links(pair(body, body))).toEqual(["body certain"]);
	});

	test("of a recipient in Bcc, whose number is known", () => {
		const sent = { ...body, "mmse.to": ["+49300"], "mmse.bcc": [B_NUMBER] };
		const fetched = { ...body, "mmse.to": [] };
		const asked = { number: B_NUMBER };
		expect(links(pair(sent, fetched, { asked }))).toEqual(["body certain"]);
	});

	test("of a submission whose first attempt was cut", () => {
		const story = new x.Story();
		const parts = [PHOTO];
		const { bodyHash: _, ...cut } = x.sendReq("T1", {
			complete: false,
			parts: [{ ...PHOTO, missing: 3000, hash: "cut" }],
		});
		story.http(x.A, cut, undefined, {
			ended: "rst",
			endedBy: "client",
			endTime: x.T0 + 1,
			endFrame: 3,
		});
		story.wait(60).http(x.A, x.sendReq("T1", { ...body, parts }), {
			...x.OK,
			...NO_ID,
		});
		story.http(x.B, x.get(), x.retrieveConf("N1", "", body), { url: x.URL });
		expect(links(story.run())).toEqual(["body certain"]);
	});

	test.each([
		["to somebody else", { ...body, "mmse.to": ["+49300"] }, 10],
		["another body", { bodyHash: "other" }, 10],
	])("not joined: %s", (_, fetched, wait) => {
		const apart = { "mmse.from": "+49301", "mmse.subject": "no" };
		expect(links(pair(body, { ...fetched, ...apart }, { wait }))).toEqual([]);
	});

	test("a body that one phone fetched twice, under two locations, is ambiguous", () => {
		const story = new x.Story();
		const sender = { "mmse.from": "+49301", "mmse.subject": "x" };
		story.http(x.A, x.sendReq("T1", body), { ...x.OK, ...NO_ID });
		for (const end of ["1", "2"])
			story.http(
				x.B,
				x.get(),
				x.retrieveConf(`N${end}`, "", { ...body, ...sender }),
				{ url: x.URL + end },
			);
		expect(links(story.run())).toEqual([]);
	});

	test("several recipients of one submission", () => {
		const story = new x.Story();
		const to = ["+4915100000001", "+4915100000002", "+4915100000003"];
		const group = {
			...body,
			"mmse.to": to.slice(0, 2),
			"mmse.cc": to.slice(2),
		};
		story.http(x.A, x.sendReq("T1", group), { ...x.OK, ...NO_ID });
		for (const [index, client] of [x.B, "10.0.0.3"].entries())
			story.http(x.B, x.get(), x.retrieveConf(`N${index}`, "", group), {
				url: x.URL + index,
				client,
			});
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(links([message!])).toEqual(["body certain", "body certain"]);
		expect(message!.recipients).toHaveLength(3);
	});

	test("a short text is no identifier without its sender", () => {
		const ok = { ...body, parts: [HELLO] };
		const later = { "mmse.date": x.T0 + 9999, "mmse.subject": "Hällo" };
		const named = { ...ok, "mmse.from": x.FROM };
		expect(links(pair(named, { ...ok, ...later }))).toEqual(["body certain"]);
		expect(links(pair(ok, { ...ok, ...later }))).toEqual([]);
		const other = { ...ok, ...later, "mmse.from": "+49301234567" };
		expect(links(pair(named, other))).toEqual([]);
	});

	test("who had the address before is no other sender", () => {
		const story = new x.Story();
		const before = { "mmse.from": "+49301234567" };
		story.http(x.A, x.sendReq("T0", before), x.sendConf("T0", {}, "M0@m"));
		story.wait(1800).http(x.A, x.sendReq("T1", body), { ...x.OK, ...NO_ID });
		story.http(x.B, x.get(), x.retrieveConf("N1", "", body), { url: x.URL });
		expect(links(story.run())).toEqual(["body certain"]);
	});

	test("a recipient in Bcc has no address of its own, and none of another one", () => {
		const story = new x.Story();
		const sent = { ...body, "mmse.to": [x.TO], "mmse.bcc": ["+49300"] };
		story.http(x.A, x.sendReq("T1", sent), { ...x.OK, ...NO_ID });
		for (const client of [x.B, "10.0.0.3"])
			story.http(client, x.get(), x.retrieveConf("1", "", body), {
				url: x.URL + client,
			});
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.verdict).toBe("delivered");
		expect(message!.recipients.map(({ address }) => address)).toEqual([
			undefined,
			undefined,
		]);
	});

	test("one part that is no layout is probable; text alone is not without the sender", () => {
		const sent = { parts: [SMIL, PHOTO, HELLO], "mmse.from": x.FROM };
		const adapted = { parts: [SMIL, OTHER, HELLO] };
		expect(links(pair(sent, { parts: [SMIL, PHOTO] }))).toEqual([
			"media probable",
		]);
		expect(links(pair(sent, adapted))).toEqual(["media probable"]);
		const nameless = { ...sent, "mmse.from": "<insert address>" };
		expect(links(pair(nameless, adapted))).toEqual([]);
	});

	test.each([
		["only the layout", { parts: [SMIL, OTHER] }],
		["another subject", { parts: [PHOTO], "mmse.subject": "other" }],
		["another sender", { parts: [PHOTO], "mmse.from": "+49301234567" }],
		["another recipient", { parts: [PHOTO], "mmse.to": ["+49301234567"] }],
	])("media do not join: %s", (_, fetched) => {
		const sent = { parts: [SMIL, PHOTO], "mmse.from": x.FROM };
		const later = { "mmse.date": x.T0 + 9999 };
		const messages = pair(sent, { ...later, ...fetched }, { wait: 900 });
		expect(links(messages)).toEqual([]);
	});
});

describe("people and time (STATES 4.4)", () => {
	const from = { "mmse.from": x.FROM };
	const subject = { "mmse.subject": "Hällo" };

	test("sender, recipient, subject and Date within 5 minutes are probable", () => {
		expect(links(pair(from, subject, { wait: 2000 }))).toEqual([
			"addresses probable",
		]);
	});

	test("sender and recipient within 10 minutes are weak", () => {
		const [message] = pair(from, { "mmse.date": x.T0 - 9999 }, { wait: 400 });
		expect(links([message!])).toEqual(["addresses weak"]);
		expect(message!.recipients[0]!.confidence).toBe("weak");
	});

	test.each([
		[
			"a later Date and retrieval",
			{ ...subject, "mmse.date": x.T0 + 900 },
			900,
		],
		["another subject", { "mmse.subject": "other" }, 10],
		["another sender", { ...subject, "mmse.from": "+49301234567" }, 10],
		["another recipient", { ...subject, "mmse.to": ["+49301234567"] }, 10],
		["other content", { ...subject, parts: [OTHER] }, 10],
	])("not joined: %s", (_, fetched, wait) => {
		const sent = { ...from, parts: [SMIL, PHOTO] };
		expect(links(pair(sent, fetched, { wait }))).toEqual([]);
	});

	test("two submissions that fit: none, and it says so", () => {
		const story = new x.Story();
		for (const id of ["T1", "T2"])
			story.http(x.A, x.sendReq(id, from), { ...x.OK, ...NO_ID });
		story.http(x.B, x.get(), x.retrieveConf("N1", "", subject), { url: x.URL });
		const messages = story.run();
		expect(links(messages)).toEqual([]);
		expect(messages[2]!.problems.map(({ code }) => code)).toEqual([
			"ambiguous",
		]);
	});

	test("two messages that one phone fetched fit one submission: none", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1", from), { ...x.OK, ...NO_ID });
		for (const end of ["1", "2"])
			story.http(x.B, x.get(), x.retrieveConf(`N${end}`, "", subject), {
				url: x.URL + end,
			});
		expect(links(story.run())).toEqual([]);
	});

	test("a refused submission has no recipient", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1", from), {
			...x.sendConf("T1", {}, ""),
			"mmse.response_status": 0xe1,
		});
		story.http(x.B, x.get(), x.retrieveConf("N1", "", subject), { url: x.URL });
		expect(links(story.run())).toEqual([]);
	});
});

describe("reports (STATES 4.5)", () => {
	test("a short id of another sender and recipient is a report of another message", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq(), x.sendConf("T100", {}, "7"));
		story.push("10.0.0.9", x.delivery("7", 0x81, "+49301234567"));
		const messages = story.run();
		expect(messages).toHaveLength(2);
		expect(messages[1]!.send).toBeNull();
	});

	test("before the submission, or of another client about nobody, is another message's", () => {
		const story = new x.Story();
		story.push(x.A, x.delivery("M1@mmsc.example"));
		story.push(x.A, x.delivery("7"));
		story.wait(9).http(x.A, x.sendReq(), x.sendConf("T100", {}, "7"));
		story.http(x.B, x.sendReq("T2"), x.sendConf("T2", {}, "M1@mmsc.example"));
		for (const { send, recipients } of story.run())
			if (send)
				expect(recipients.every(({ reports }) => reports.length === 0)).toBe(
					true,
				);
	});

	test("of a group, one for each recipient", () => {
		const story = new x.Story();
		const to = ["+4915100000001", "+4915100000002"];
		story.http(x.A, x.sendReq("T1", { "mmse.to": to }), x.sendConf("T1"));
		for (const [index, one] of to.entries())
			story.push(x.A, x.delivery(undefined, 0x81 - index, one));
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients).toMatchObject([
			{ address: to[0], reason: "report-retrieved" },
			{ address: to[1], reason: "report-expired" },
		]);
	});
});
