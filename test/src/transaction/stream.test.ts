import { describe, expect, test } from "vitest";
import type { Exchange, Message } from "../../../src/record.js";
import { Correlator } from "../../../src/transaction/correlate.js";
import * as x from "./exchange.js";

function collect(limits = {}) {
	const messages: Message[] = [];
	const correlator = new Correlator({
		limits,
		onMessage: (message) => messages.push(message),
	});
	return { messages, correlator };
}

/** Complete messages, one every ten minutes. */
function hourly(count: number): x.Story {
	const story = new x.Story();
	for (let i = 0; i < count; i++) {
		const url = `http://mmsc.example/mms?id=a${i}b${i}c${i}`;
		story.http(`10.1.0.${i}`, x.sendReq("1"), x.sendConf("1", {}, `M${i}`));
		story.push(`10.2.0.${i}`, x.notification("1", url));
		story.http(`10.2.0.${i}`, x.get(), x.retrieveConf("1", `M${i}`), { url });
		story.http(`10.2.0.${i}`, x.notifyResp("1"), x.OK);
		story.wait(600);
	}
	return story;
}

describe("a long capture", () => {
	test("writes messages when they are idle, in order, whatever clock ticks come", () => {
		const story = hourly(40);
		const quiet = collect();
		for (const exchange of story.exchanges)
			quiet.correlator.onExchange(exchange);
		expect(quiet.messages.length).toBeGreaterThan(30);
		quiet.correlator.finish(story.time);
		const ticking = collect();
		for (const exchange of story.exchanges) {
			const last = exchange.response ?? exchange.request!;
			ticking.correlator.advance(last.firstTime);
			ticking.correlator.onExchange(exchange);
			ticking.correlator.advance(last.time + 0.001);
		}
		ticking.correlator.finish(story.time);
		expect(ticking.messages).toEqual(quiet.messages);
		expect(quiet.messages.map(({ id }) => id)).toEqual(
			quiet.messages.map((_, index) => index + 1),
		);
		expect(
			quiet.messages.every(
				({ verdict, problems }) =>
					verdict === "delivered" && problems.length === 0,
			),
		).toBe(true);
	});

	test("says that a limit ended an open message, and what goes on with it", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		story.wait(8000).http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		const { messages, correlator } = collect();
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		const summary = correlator.finish(story.time);
		expect(messages).toHaveLength(2);
		expect(messages[0]).toMatchObject({
			verdict: "pending",
			reason: "notify-no-response",
			problems: [{ code: "limit-message-idle" }],
		});
		expect(messages[1]).toMatchObject({
			verdict: "delivered",
			continues: messages[0]!.uid,
		});
		expect(summary).toMatchObject({
			messages: 2,
			legs: { send: 0, recipient: 2 },
			verdicts: { pending: 1, delivered: 1 },
			reasons: { "notify-no-response": 1, "retrieved-unconfirmed": 1 },
			limits: { "message-idle": 1 },
			problems: { "limit-message-idle": 1 },
		});
	});

	test("what goes on with a message has its id, also when it does not name it", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		story.http(x.B, x.get(), x.retrieveConf("N7", "M1"), { url: x.URL });
		story.wait(8000);
		story.http(x.B, x.get(), { "http.response.code": 404 }, { url: x.URL });
		story.wait(8000).push(x.B, x.notification("N9"));
		const { messages, correlator } = collect();
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		correlator.finish(story.time);
		expect(messages.map(({ messageId }) => messageId)).toEqual([
			"M1",
			"M1",
			"M1",
		]);
		expect(messages.map(({ continues }) => continues)).toEqual([
			undefined,
			messages[0]!.uid,
			messages[1]!.uid,
		]);
	});

	test("a server that names every message alike chains none of them", () => {
		const story = new x.Story();
		for (const client of ["10.3.0.1", "10.3.0.2"]) {
			story.http(client, x.sendReq("1"), x.sendConf("1", {}, "same-for-all"));
			story.wait(30);
			story.http(x.B, x.get(), x.retrieveConf("N1", "same-for-all"), {
				url: `http://mmsc.example/mms?id=${client}abcdefgh`,
			});
			story.wait(8000);
		}
		story.http("10.3.0.3", x.get(), x.retrieveConf("N1", "7"), { url: x.URL });
		story.wait(8000);
		story.http(x.B, x.get(), x.retrieveConf("N1", "7"), {
			url: "http://mmsc.example/mms?id=another-one",
		});
		const { messages, correlator } = collect();
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		correlator.finish(story.time);
		const own = messages.filter(({ send }) => send);
		expect(own.map(({ continues }) => continues)).toEqual([
			undefined,
			undefined,
		]);
		const short = messages.filter(({ messageId }) => messageId === "7");
		expect(short.map(({ continues }) => continues)).toEqual([
			undefined,
			undefined,
		]);
	});

	test("nothing goes on with a message by an id that others have too", () => {
		const story = new x.Story();
		for (const client of ["10.3.0.1", "10.3.0.2"]) {
			story.http(client, x.sendReq("1"), x.sendConf("1", {}, "constant"));
			story.wait(8000);
		}
		const url = (n: number) =>
			`http://mmsc.example/mms?id=x${n}y${n}z${n}w${n}`;
		story.http(x.B, x.get(), x.retrieveConf("N1", "constant"), { url: url(1) });
		const { messages, correlator } = collect();
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		correlator.finish(story.time);
		expect(messages).toHaveLength(3);
		expect(messages.map(({ continues }) => continues)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	test("keeps no more open messages than the limit", () => {
		const story = hourly(5);
		const { messages, correlator } = collect({ "open-messages": 2 });
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		expect(messages).toHaveLength(4);
		const { limits } = correlator.finish();
		expect(limits).toEqual({ "open-messages": 4 });
		expect(messages).toHaveLength(5);
	});

	test("ends a message with too many exchanges", () => {
		const story = new x.Story();
		for (let i = 0; i < 25; i++)
			story.http(x.B, x.get(), { "http.response.code": 503 }, { url: x.URL });
		const { messages, correlator } = collect({ "message-exchanges": 10 });
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		correlator.finish(story.time);
		expect(messages.map(({ recipients }) => recipients[0]!.attempts)).toEqual([
			10, 10, 5,
		]);
		expect(messages[1]).toMatchObject({
			continues: messages[0]!.uid,
			problems: [{ code: "limit-message-exchanges" }],
		});
	});

	test("an id that everybody has does not tie everything together", () => {
		const story = new x.Story();
		for (let i = 0; i < 300; i++)
			story.http(
				`10.3.${i >> 8}.${i & 255}`,
				x.sendReq(String(i)),
				x.sendConf(String(i), {}, "constant"),
			);
		const { messages, correlator } = collect();
		for (const exchange of story.exchanges) correlator.onExchange(exchange);
		correlator.finish(story.time);
		expect(messages).toHaveLength(300);
	});

	test("survives records that hold next to nothing", () => {
		const { messages, correlator } = collect();
		const bare: Omit<Exchange, "transport" | "kind"> = {
			type: "exchange",
			uid: "x",
			client: x.A,
			clientPort: 1,
			server: x.M,
			serverPort: 2,
			connection: "c",
			ended: "open",
			problems: [],
		};
		for (const transport of [
			"http",
			"wsp",
			"wsp-cl",
			"wsp-push",
			"pap",
		] as const)
			for (const kind of ["request", "push"] as const)
				for (const type of [undefined, 0, 0x80, 0x84, 0x97, 0x98, 255]) {
					const half = new x.Story().half({
						...(type !== undefined && { "mmse.message_type": type }),
					});
					correlator.onExchange({ ...bare, transport, kind, request: half });
					correlator.onExchange({ ...bare, transport, kind, response: half });
					correlator.onExchange({ ...bare, transport, kind });
				}
		correlator.finish();
		expect(messages.length).toBeGreaterThan(0);
	});
});
