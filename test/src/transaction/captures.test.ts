import { describe, expect, test } from "vitest";
import type { Exchange, Message } from "../../../src/record.js";
import * as x from "./exchange.js";

/** What `spec/check/captures.json` states about each message. */
function stated(messages: readonly Message[]) {
	return messages.map(({ send, recipients, verdict }) => [
		send?.transactionId ?? null,
		send?.reason ?? null,
		recipients[0]?.contentLocation ?? null,
		recipients[0]?.reason ?? null,
		verdict,
	]);
}

const FIN: Partial<Exchange> = { ended: "fin", endedBy: "client" };
const SERVER_RST: Partial<Exchange> = { ended: "rst", endedBy: "server" };

/** `failures-http.pcap`: one failure per connection. */
function failures(): x.Story {
	const story = new x.Story();
	const send = (
		id: string,
		answer?: x.HalfFields,
		more?: Partial<Exchange>,
		request?: x.HalfFields,
	) =>
		story.wait(1).http(x.A, x.sendReq(id, request), answer, {
			...more,
			...(more && { endTime: story.time + 120, endFrame: story.frame + 9 }),
		});
	for (const [index, status] of [0xe1, 0xc3, 0x82, 0xeb].entries()) {
		const conf = x.sendConf(`F${index}`, {}, "");
		send(`F${index}`, { ...conf, "mmse.response_status": status });
	}
	send("F10", { "http.response.code": 403, bodyBytes: 15 });
	send("F11", { "http.response.code": 502, bodyBytes: 0 });
	send("F12", { "http.response.code": 302, "http.location": "http://portal/" });
	send("F13", x.OK);
	send("F14", undefined, FIN);
	send("F15", undefined, SERVER_RST);
	send("F16", undefined, SERVER_RST, { complete: false });
	const get = (
		name: string,
		answer?: x.HalfFields,
		more: Partial<Exchange> = {},
	) =>
		story.wait(1).http(x.A, x.get(), answer, {
			url: x.URL + name,
			...more,
			...(more.ended && { endTime: story.time + 1, endFrame: story.frame + 9 }),
		});
	for (const [index, status] of [404, 403, 503].entries())
		get(`g${index}`, { "http.response.code": status, bodyBytes: 0 });
	get("g3", {
		"http.response.code": 200,
		"mmse.message_type": 132,
		"mmse.retrieve_status": 0xe2,
		"mmse.retrieve_text": "gone",
		parts: [{ contentType: "text/plain", size: 4 }],
	});
	get("g4", {
		"http.response.code": 200,
		"mmse.message_type": 132,
		"mmse.to": ["+4712345678/TYPE=PLMN"],
		parts: [{ contentType: "text/plain", size: 17 }],
	});
	const cut = { complete: false, missing: 6000, acknowledged: true };
	get("g5", x.retrieveConf("G5", undefined, cut), SERVER_RST);
	get("g6", x.retrieveConf("G6", undefined, cut), {
		ended: "fin",
		endedBy: "server",
	});
	get("g7", x.retrieveConf("G7", undefined, cut), {
		ended: "rst",
		endedBy: "client",
	});
	get(
		"g8",
		x.retrieveConf("G8", undefined, { ...cut, missingCause: "capture-gap" }),
	);
	get("g9", undefined, FIN);
	for (const [index, status] of [0x82, 0x84].entries()) {
		story.wait(0.5).push(x.A, x.notification(`J${index}`, `${x.URL}j${index}`));
		story.http(x.A, x.notifyResp(`J${index}`, status), x.OK);
	}
	for (const [index, status] of [0x80, 0x82, 0x85, 0x86, 0x87].entries())
		story.wait(0.5).push(x.A, x.delivery(`MX${index}`, status));
	return story;
}

describe("the checked captures, as exchanges", () => {
	test("failures over HTTP", () => {
		const messages = failures().run();
		expect(stated(messages)).toEqual([
			[
				"F0",
				"send-refused-permanent",
				null,
				"send-refused-permanent",
				"failed",
			],
			[
				"F1",
				"send-refused-transient",
				null,
				"send-refused-transient",
				"failed",
			],
			[
				"F2",
				"send-refused-permanent",
				null,
				"send-refused-permanent",
				"failed",
			],
			[
				"F3",
				"send-refused-permanent",
				null,
				"send-refused-permanent",
				"failed",
			],
			["F10", "send-http-4xx", null, "send-http-4xx", "failed"],
			["F11", "send-http-5xx", null, "send-http-5xx", "failed"],
			["F12", "send-http-redirect", null, "send-http-redirect", "failed"],
			["F13", "send-http-unexpected", null, "send-http-unexpected", "failed"],
			["F14", "send-no-answer", null, "send-no-answer", "unknown"],
			["F15", "send-no-answer", null, "send-no-answer", "unknown"],
			["F16", "send-upload-broken", null, "send-upload-broken", "failed"],
			[null, null, `${x.URL}g0`, "retrieve-http-404", "failed"],
			[null, null, `${x.URL}g1`, "retrieve-http-403", "failed"],
			[null, null, `${x.URL}g2`, "retrieve-http-5xx", "failed"],
			[null, null, `${x.URL}g3`, "retrieve-status-permanent", "failed"],
			[null, null, `${x.URL}g4`, "retrieve-error-message", "failed"],
			[null, null, `${x.URL}g5`, "retrieve-truncated", "failed"],
			[null, null, `${x.URL}g6`, "retrieve-truncated", "failed"],
			[null, null, `${x.URL}g7`, "retrieve-reset", "failed"],
			[null, null, `${x.URL}g8`, "retrieved-unconfirmed", "delivered"],
			[null, null, `${x.URL}g9`, "retrieve-no-answer", "failed"],
			[null, null, `${x.URL}j0`, "rejected", "failed"],
			[null, null, `${x.URL}j1`, "unrecognised", "failed"],
			[null, null, null, "report-expired", "failed"],
			[null, null, null, "report-rejected", "failed"],
			[null, null, null, "report-indeterminate", "unknown"],
			[null, null, null, "report-forwarded", "failed"],
			[null, null, null, "report-unreachable", "failed"],
		]);
		const gap = messages[19]!.recipients[0]!;
		expect(gap.problems?.map(({ code }) => code)).toEqual(["capture-gap"]);
		expect(messages[23]).toMatchObject({
			messageId: "MX0",
			send: null,
			recipients: [{ address: x.TO, reports: [{ reason: "report-expired" }] }],
		});
	});

	test("a session over WTP", () => {
		const story = new x.Story();
		const wsp: Partial<Exchange> = {
			transport: "wsp",
			server: x.G,
			serverPort: 9201,
			connection: "wsp-1",
		};
		const reply = (octet: number): x.HalfFields => ({
			"wsp.reply.status": octet,
			bodyBytes: 0,
		});
		story.http(x.A, x.sendReq("W1"), x.sendConf("W1"), wsp);
		story.http(x.A, x.get(), x.retrieveConf(), { ...wsp, url: x.URL });
		story.http(x.A, x.notifyResp(), reply(0x24), wsp);
		story.http(x.A, x.get(), reply(0x44), { ...wsp, url: `${x.URL}x` });
		const abort = (type: number, reason: number) => ({
			abort: { type, reason },
			ended: "abort" as const,
			endTime: story.time + 10,
			endFrame: 999,
		});
		story.http(x.A, x.get(), undefined, {
			...wsp,
			...abort(1, 0xe4),
			url: `${x.URL}y`,
		});
		story.http(x.A, x.get(), undefined, {
			...wsp,
			...abort(0, 8),
			url: `${x.URL}z`,
		});
		story.http(x.A, x.get(), reply(0x40), { ...wsp, url: `${x.URL}v` });
		story.push(x.A, x.notification("N20", `${x.URL}20`), {
			acknowledged: { time: story.time + 1, frame: 900 },
		});
		story.push(x.A, x.notification("N21", `${x.URL}21`), abort(1, 0xec));
		const messages = story.run();
		expect(stated(messages)).toEqual([
			["W1", "send-accepted", x.URL, "retrieved-acknowledged", "delivered"],
			[null, null, `${x.URL}x`, "retrieve-http-404", "failed"],
			[null, null, `${x.URL}y`, "retrieve-wtp-abort", "failed"],
			[null, null, `${x.URL}z`, "retrieve-wtp-abort", "failed"],
			[null, null, `${x.URL}v`, "retrieve-http-4xx", "failed"],
			[null, null, `${x.URL}20`, "notify-push-acked", "pending"],
			[null, null, `${x.URL}21`, "notify-push-aborted", "failed"],
		]);
	});

	test("connectionless, with a delivery report for the fetched message", () => {
		const story = new x.Story();
		const cl: Partial<Exchange> = {
			transport: "wsp-cl",
			server: x.G,
			serverPort: 9200,
			connection: "udp-1",
		};
		story.http(x.A, x.get(), x.retrieveConf(), { ...cl, url: x.URL });
		story.http(x.A, x.notifyResp(), { "wsp.reply.status": 0x24 }, cl);
		story.push(x.A, x.delivery());
		const messages = story.run();
		expect(messages).toHaveLength(1);
		expect(messages[0]).toMatchObject({
			messageId: "M1@mmsc.example",
			send: null,
			verdict: "delivered",
			recipients: [
				{
					reason: "retrieved-acknowledged",
					transactionId: "N7",
					contentLocation: x.URL,
					reports: [{ reason: "report-retrieved" }],
				},
			],
		});
	});
});
