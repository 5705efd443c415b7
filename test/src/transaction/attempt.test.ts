import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import * as x from "./exchange.js";

/** A SYN at this time of the story, answered by a RST. */
function refused(
	story: x.Story,
	client: string,
	more: Partial<Exchange> = {},
): Exchange {
	const { time, frame } = story;
	story.frame += 2;
	return story.http(client, undefined, undefined, {
		kind: "attempt",
		connect: { firstTime: time, time, frames: [frame] },
		ended: "rst",
		endTime: time + 0.1,
		endFrame: frame + 1,
		...more,
	});
}

describe("attempts to connect", () => {
	test("before a submission are attempts of it", () => {
		const story = new x.Story();
		refused(story, x.A);
		story.wait(60).http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.send).toMatchObject({
			reason: "send-accepted",
			attempts: 2,
		});
		expect(message!.send!.reasons.map(({ reason }) => reason)).toEqual([
			"send-connect-failed",
			"send-accepted",
		]);
		expect(message!.send!.steps.map(({ event }) => event)).toEqual([
			"syn",
			"rst",
			"m-send-req",
			"m-send-conf",
		]);
	});

	test("are steps without counts", () => {
		const story = new x.Story();
		const { time, frame } = story;
		const connect = { firstTime: time, time, frames: [frame] };
		refused(story, x.A, { connect: { ...connect, retransmissions: 4 } });
		story.wait(60).http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		const { send } = story.run()[0]!;
		expect(send!.steps[0]).toEqual({ event: "syn", frame, ...connect });
		expect(send!.retransmissions).toBe(4);
	});

	test("reported late are found all the same", () => {
		const story = new x.Story();
		const attempt = refused(story, x.A, { ended: "timeout" });
		story.wait(60).http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		const messages = x.correlate([...story.exchanges.slice(1), attempt], {
			end: story.time,
		});
		expect(messages.map(({ send }) => send!.attempts)).toEqual([2]);
	});

	test("after a notification are what became of it", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		story.wait(2);
		refused(story, x.B);
		const [message] = story.run({ end: x.T0 + 1000 });
		expect(message).toMatchObject({
			verdict: "failed",
			fault: "network",
			recipients: [
				{
					reason: "retrieve-connect-failed",
					state: "failed",
					attempts: 1,
					mayRetry: true,
				},
			],
		});
	});

	test("are made up for by a download that follows", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		refused(story, x.B);
		story.wait(30).http(x.B, x.get(), x.retrieveConf(), { url: x.URL });
		const [leg] = story.run()[0]!.recipients;
		expect(leg).toMatchObject({ reason: "retrieved-unconfirmed", attempts: 2 });
	});

	test("for another server, of another phone, or after everything make no message", () => {
		const story = new x.Story();
		refused(story, x.A, { server: "10.7.7.7" });
		refused(story, x.B);
		story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
		story.push(x.A, x.notification());
		story.http(x.A, x.notifyResp("N7", 0x82), x.OK);
		refused(story, x.A);
		const messages = story.run();
		expect(messages).toHaveLength(2);
		expect(
			messages
				.flatMap(({ send, recipients }) => [
					send?.reasons,
					recipients[0]?.reasons,
				])
				.flat()
				.map((one) => one?.reason),
		).not.toContain("send-connect-failed");
		expect(
			messages[1]!.recipients[0]!.steps.map(({ event }) => event),
		).not.toContain("syn");
	});

	test.each([
		[
			"a final answer",
			(story: x.Story) => {
				story.http(
					x.B,
					x.get(),
					{ "http.response.code": 404, bodyBytes: 0 },
					{ url: x.URL },
				);
			},
		],
		[
			"a deferral",
			(story: x.Story) => {
				story.http(x.B, x.notifyResp("N7", 0x83), x.OK);
			},
		],
		[
			"a deferral and a reminder",
			(story: x.Story) => {
				story.http(x.B, x.notifyResp("N7", 0x83), x.OK);
				story.wait(100).push(x.B, x.notification("N8"));
			},
		],
	])("after %s are another try to fetch it", (_, play) => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		play(story);
		story.wait(10);
		refused(story, x.B);
		const [message, ...rest] = story.run({ end: x.T0 + 1000 });
		expect(rest).toEqual([]);
		expect(message!.recipients[0]).toMatchObject({
			reason: "retrieve-connect-failed",
			state: "failed",
		});
	});

	test("after a failed download whose notification was not seen", () => {
		const story = new x.Story();
		story.http(
			x.B,
			x.get(),
			{ "http.response.code": 404, bodyBytes: 0 },
			{ url: x.URL },
		);
		story.wait(300);
		refused(story, x.B);
		const [message, ...rest] = story.run({ end: x.T0 + 1000 });
		expect(rest).toEqual([]);
		expect(message!.reason).toBe("retrieve-connect-failed");
	});

	test("two notified legs: the one of just now, else none is taken", () => {
		for (const [wait, expected] of [
			[10, ["notify-no-response", "notify-no-response"]],
			[100, ["notify-no-response", "retrieve-connect-failed"]],
		] as const) {
			const story = new x.Story();
			story.push(x.B, x.notification("N1", `${x.URL}1`));
			story.wait(wait).push(x.B, x.notification("N2", `${x.URL}2`));
			refused(story, x.B);
			const reasons = story
				.run({ end: x.T0 + 1000 })
				.map(({ recipients }) => recipients[0]!.reason);
			expect(reasons).toEqual(expected);
		}
	});

	test("long after the phone did something else are of nothing known", () => {
		const reasonAfter = (seconds: number): string => {
			const story = new x.Story();
			story.push(x.B, x.notification());
			story.wait(30);
			story.http(x.B, x.sendReq("T9"), x.sendConf("T9"));
			story.wait(seconds);
			refused(story, x.B, { server: "10.9.9.7" });
			const [message] = story
				.run({ end: x.T0 + 9000 })
				.filter(({ send }) => send === null);
			return message!.reason;
		};
		expect(reasonAfter(300)).toBe("retrieve-connect-failed");
		expect(reasonAfter(2000)).toBe("notify-no-response");
	});

	test("one that is seen in two networks is one with two hops", () => {
		const story = new x.Story();
		const tls = { serverName: "mmsc.example" };
		const about = { tls, ended: "open", clientPort: 50_000 } as const;
		refused(story, x.A, { ...about, scope: "gtp 10.1.1.1 10.1.1.2" });
		refused(story, x.A, { ...about, uid: "x-other" });
		const [message, ...rest] = story.run({ end: x.T0 + 1000 });
		expect(rest).toEqual([]);
		expect(message!.send).toMatchObject({
			reason: "send-tls",
			attempts: 1,
			steps: [{ event: "tls" }],
		});
	});

	test("told before the push that they followed find it all the same", () => {
		const story = new x.Story();
		const tls = { serverName: "mmsc.example" };
		const push = story.push(
			x.B,
			x.notification("N1", "https://mmsc.example/mms?id=1"),
			{ ended: "timeout", endTime: x.T0 + 100 },
		);
		refused(story, x.B, { tls, ended: "open" });
		const [, attempt] = story.exchanges;
		const messages = x.correlate([attempt!, push], { end: x.T0 + 1000 });
		expect(messages.map(({ recipients }) => recipients[0]!.reason)).toEqual([
			"retrieve-tls",
		]);
	});

	test("TLS to the host of an https location hides the download", () => {
		const story = new x.Story();
		const tls = { serverName: "mmsc.example" };
		story.push(x.B, x.notification("N1", "https://mmsc.example/mms?id=1"));
		refused(story, x.B, {
			tls: { serverName: "other.example" },
			ended: "open",
		});
		refused(story, x.B, { tls, ended: "open" });
		story.wait(10);
		refused(story, x.B, { tls, ended: "open" });
		const [message, other, ...rest] = story.run({ end: x.T0 + 1000 });
		expect(rest).toEqual([]);
		expect(other!.send).toMatchObject({ reason: "send-tls", state: "hidden" });
		expect(message).toMatchObject({
			verdict: "unknown",
			fault: "capture",
			recipients: [{ reason: "retrieve-tls", state: "hidden", attempts: 2 }],
		});
	});
});
