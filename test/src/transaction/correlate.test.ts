import { describe, expect, test } from "vitest";
import * as x from "./exchange.js";

describe("a whole life", () => {
	test("immediate retrieval, delivery and read report", () => {
		const story = new x.Story();
		story.http(x.A, x.sendReq(), x.sendConf());
		story.wait(0.5).push(x.B, x.notification());
		story.wait(2).http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		story.http(x.B, x.notifyResp(), { "http.response.code": 204 });
		story.wait(1).push(x.A, x.delivery());
		story.wait(60).http(x.B, x.readRec(), x.OK);
		story.push(x.A, x.readOrig());
		const messages = story.run();
		expect(messages).toHaveLength(1);
		const [message] = messages;
		expect(message).toMatchObject({
			type: "message",
			id: 1,
			verdict: "delivered",
			outcome: "retrieved",
			reason: "retrieved-acknowledged",
			messageId: "M1@mmsc.example",
			from: x.FROM,
			to: [x.TO],
			subject: "Hällo",
			size: 3000,
			send: {
				transactionId: "T100",
				reason: "send-accepted",
				state: "accepted",
				verdict: "ok",
				attempts: 1,
				hops: [],
				detail: { "mmse.response_status": 128, "http.response.code": 200 },
			},
			recipients: [
				{
					address: x.TO,
					client: x.B,
					transport: "http",
					transactionId: "N7",
					contentLocation: x.URL,
					state: "acknowledged",
					verdict: "ok",
					reason: "retrieved-acknowledged",
					confidence: "certain",
					notifications: 1,
					attempts: 1,
					reportState: "read",
				},
			],
			links: [
				{
					from: "send",
					to: "recipients/0",
					by: "message-id",
					confidence: "certain",
				},
			],
			final: true,
			problems: [],
		});
		const [recipient] = message!.recipients;
		expect(recipient!.reports.map(({ reason }) => reason)).toEqual([
			"report-retrieved",
			"read",
		]);
		expect(recipient!.steps.map(({ event }) => event)).toEqual([
			"m-notification-ind",
			"get",
			"m-retrieve-conf",
			"m-notifyresp-ind",
			"http-204",
			"m-delivery-ind",
			"m-read-rec-ind",
			"http-200",
			"m-read-orig-ind",
		]);
		expect(Object.keys(recipient!.phases).sort()).toEqual([
			"ack_answer",
			"ack_delay",
			"age_at_retrieval",
			"download",
			"end_to_end",
			"notify_to_get",
			"notify_to_response",
			"notify_transfer",
			"read_delay",
			"read_report_delay",
			"relay",
			"report_delay",
			"retrieve_wait",
		]);
		expect(message!.frames).toHaveLength(22);
	});

	test("deferred, notified twice, acknowledged with a new transaction id", () => {
		const story = new x.Story();
		const url = `${x.URL}2`;
		story.http(x.A, x.sendReq("T200"), x.sendConf("T200", {}, "M2"));
		story.push(x.B, x.notification("N8", url));
		story.http(x.B, x.notifyResp("N8", 0x83), x.OK);
		story.wait(30).push(x.B, x.notification("N9", url));
		story.wait(5).http(x.B, x.get(), x.retrieveConf("A9", "M2"), { url });
		story.http(x.B, x.acknowledge("A9"), x.OK);
		story.push(x.A, x.delivery("M2", 0x83));
		story.push(x.A, x.delivery("M2"));
		const messages = story.run();
		expect(messages).toHaveLength(1);
		const [recipient] = messages[0]!.recipients;
		expect(recipient).toMatchObject({
			reason: "retrieved-acknowledged",
			notifications: 2,
		});
		expect(recipient!.reasons.map(({ reason }) => reason)).toEqual([
			"notify-sent",
			"deferred",
			"notify-resent",
			"retrieved-acknowledged",
			"report-deferred",
			"report-retrieved",
		]);
		expect(recipient!.reports.map(({ reason }) => reason)).toEqual([
			"report-deferred",
			"report-retrieved",
		]);
	});
});
