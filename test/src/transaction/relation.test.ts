import { describe, expect, test } from "vitest";
import * as x from "./exchange.js";

const NEW = "http://mmsc.example/mms?id=ffeeddccbbaa";

describe("links between messages", () => {
	test("a forward without download ends one message and submits another", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
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
				...x.OK,
				"mmse.message_type": 138,
				"mmse.response_status": 128,
				"mmse.message_id": "M2@mmsc.example",
			},
		);
		const [old, next, ...rest] = story.run();
		expect(rest).toEqual([]);
		const link = { by: "forward", confidence: "certain" };
		expect(old!.links).toEqual([
			{ from: "recipients/0", to: next!.uid, ...link },
		]);
		expect(next!.links).toEqual([{ from: "send", to: old!.uid, ...link }]);
	});

	test("a reply at the sender's cost names the message that it answers", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq(), x.sendConf());
		story.http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		const reply = { "mmse.reply_charging_id": "<M1@mmsc.example>" };
		story.http(x.B, x.sendReq("R1", reply), x.sendConf("R1", {}, "M2@m"));
		const [original, answer, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(answer!.links).toEqual([
			{
				from: "send",
				to: original!.uid,
				by: "reply-charging-id",
				confidence: "certain",
			},
		]);
		expect(answer!.recipients.every(({ client }) => !client)).toBe(true);
	});

	test("a message takes the place of an older one of its recipient", () => {
		const story = new x.Story();
		story.push(
			x.B,
			x.notification("N1", "http://m.example/abc12345@m.example"),
		);
		const replace = { "mmstrace.replace_id": "abc12345@m.example" };
		story.wait(9).push(x.B, x.notification("N2", NEW, replace));
		story.push(x.A, x.notification("N3", `${NEW}0`, replace));
		const [old, next, other] = story.run();
		expect(old!.recipients[0]!.reason).toBe("replaced");
		expect(next!.links).toMatchObject([{ to: old!.uid, by: "replace-id" }]);
		expect(other!.links).toEqual([]);
	});

	test("a cancellation goes to the leg that its message has", () => {
		const story = new x.Story();
		const id = "abc12345@mmsc.example";
		story.http(x.A, x.sendReq(), x.sendConf("T100", {}, id));
		story.push(x.B, x.notification("N1", "http://m.example/?m=abc12345"));
		story.push(x.B, {
			"mmse.message_type": 150,
			"mmse.transaction_id": "C1",
			"mmstrace.cancel_id": `<${id}>`,
		});
		story.http(
			x.B,
			{
				...x.POST,
				"mmse.message_type": 151,
				"mmse.transaction_id": "C1",
				"mmstrace.cancel_status": 128,
			},
			x.OK,
		);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients).toMatchObject([{ reason: "cancelled" }]);
	});

	test("a deletion of several messages says for each what became of it", () => {
		const story = new x.Story();
		const urls = ["1", "2", "3"].map((end) => x.URL + end);
		for (const [index, url] of urls.entries())
			story.push(x.B, x.notification(`N${index}`, url));
		story.http(
			x.B,
			{
				...x.POST,
				"mmse.message_type": 148,
				"mmse.transaction_id": "D1",
				"mmse.content_location": urls,
			},
			{
				...x.OK,
				"mmse.message_type": 149,
				"mmse.response_status": [
					{ index: 1, value: 128 },
					{ index: 2, value: 0xe4 },
					{ index: 3, value: 128 },
				],
			},
		);
		expect(story.run().map(({ recipients }) => recipients[0]!.reason)).toEqual([
			"deleted-unfetched",
			"notify-sent",
			"deleted-unfetched",
		]);
	});
});
