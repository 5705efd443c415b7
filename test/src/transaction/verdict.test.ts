import { describe, expect, test } from "vitest";
import type { LegVerdict, MessageVerdict } from "../../../src/record.js";
import {
	decidingRecipient,
	messageVerdict,
	type Verdictable,
} from "../../../src/transaction/verdict.js";
import * as x from "./exchange.js";

const leg = (verdict: LegVerdict, reason = "x"): Verdictable => ({
	verdict,
	outcome: reason,
	reason,
});
const legs = (verdicts: string): Verdictable[] =>
	verdicts
		.split(" ")
		.filter(Boolean)
		.map((one) => leg(one as LegVerdict));

describe("the verdict of a message (STATES 5.1)", () => {
	test.each([
		// delivered: every known recipient is ok.
		["ok", "ok", "delivered"],
		["ok", "ok ok ok", "delivered"],
		["failed", "ok", "delivered"],
		// partly: some are.
		["ok", "ok failed", "partly"],
		["ok", "ok pending", "partly"],
		["ok", "unknown ok", "partly"],
		// failed: the send leg failed, or no recipient is ok, at least one failed and none is pending.
		["failed", "", "failed"],
		["failed", "failed", "failed"],
		["failed", "pending", "failed"],
		["ok", "failed", "failed"],
		["ok", "failed unknown", "failed"],
		// pending: accepted, nothing final is known of some recipient and none is ok.
		["ok", "", "pending"],
		["ok", "pending", "pending"],
		["ok", "pending failed", "pending"],
		["pending", "pending", "pending"],
		// unknown otherwise.
		["ok", "unknown", "unknown"],
		["unknown", "", "unknown"],
		["unknown", "unknown", "unknown"],
		// A message whose send leg is unknown or unseen takes the recipients' verdict.
		["unknown", "ok", "delivered"],
		["unknown", "failed", "failed"],
		["unknown", "pending", "pending"],
		["none", "ok", "delivered"],
		["none", "ok failed", "partly"],
		["none", "failed", "failed"],
		["none", "pending", "pending"],
		["none", "unknown", "unknown"],
	] as const)("send %s, recipients %s: %s", (send, recipients, verdict) => {
		const sent = send === "none" ? undefined : leg(send);
		const found: MessageVerdict = messageVerdict(sent, legs(recipients));
		expect(found).toBe(verdict);
	});
});

describe("the outcome of a message", () => {
	test("is that of its worst recipient when it failed or only part arrived", () => {
		const list = [
			leg("ok", "retrieved-acknowledged"),
			leg("pending", "deferred"),
			leg("unknown", "retrieve-tls"),
			leg("failed", "retrieve-http-404"),
			leg("failed", "rejected"),
		];
		// Of two that failed the one that the table has first.
		expect(decidingRecipient("failed", list)!.reason).toBe("rejected");
		expect(decidingRecipient("partly", list.slice(0, 3))!.reason).toBe(
			"retrieve-tls",
		);
		expect(decidingRecipient("partly", list.slice(0, 2))!.reason).toBe(
			"deferred",
		);
	});

	test("is else that of the first one", () => {
		const list = [leg("pending", "deferred"), leg("failed", "rejected")];
		for (const verdict of ["delivered", "pending", "unknown"] as const)
			expect(decidingRecipient(verdict, list)!.reason).toBe("deferred");
	});

	test("is that of the submission when there is no recipient", () => {
		const story = new x.Story();
		const request = x.sendReq("T1");
		delete request["mmse.to"];
		story.http(x.A, request, x.sendConf("T1"));
		expect(story.run()[0]).toMatchObject({
			verdict: "pending",
			outcome: "accepted",
			reason: "send-accepted",
			recipients: [],
		});
	});
});

describe("evidence of delivery", () => {
	const unanswered = { ended: "fin", endedBy: "server" } as const;
	const body = { bodyHash: "same" };

	test("makes an unanswered submission ok", () => {
		const story = new x.Story();
		const end = { endTime: x.T0 + 5, endFrame: 90 };
		const more = { ...unanswered, ...end };
		story.http(x.A, x.sendReq("T1", body), undefined, more);
		story.http(x.B, x.get(), x.retrieveConf("N7", "M1", body), { url: x.URL });
		const [message] = story.run();
		expect(message!.send).toMatchObject({
			reason: "send-no-answer",
			verdict: "ok",
		});
		expect(message!.send!.fault).toBe(undefined);
		expect(message!.send!.mayRetry).toBe(undefined);
	});
});

describe("the fault", () => {
	const gateway = { server: x.G, serverPort: 9201, connection: "wsp-1" };
	const wsp = { transport: "wsp", ...gateway } as const;
	const code = (status: number, name?: string): x.HalfFields => ({
		"http.response.code": status,
		...(name !== undefined && { "http.server": name }),
		bodyBytes: 0,
	});

	test.each([
		["mmsc", code(403, "Example-MMSC/4.2")],
		["gateway", code(403, "Squid 6")],
		["server", code(403, "Apache")],
		["server", code(403)],
	] as const)("of a refusal: %s, by its name", (fault, answer) => {
		const story = new x.Story();
		story.http(x.A, x.sendReq("T1"), answer);
		expect(story.run()[0]!.send!.fault).toBe(fault);
	});

	test.each([
		["mmsc", { "wsp.reply.status": 0x63 }, code(503)],
		["gateway", { "wsp.reply.status": 0x63 }, x.sendConf("T1")],
		["mmsc", { "wsp.reply.status": 0x64 }, undefined],
	] as const)(
		"of what both sides of a gateway show: %s",
		(fault, near, far) => {
			const story = new x.Story();
			const request = x.sendReq("T1");
			const { time } = story;
			// The gateway's exchange is inside the time of the handset's.
			const inner = { ...request, at: time + 0.1 };
			const more = far
				? {}
				: ({ ended: "timeout", endTime: time + 5 } as const);
			story.http(x.G, inner, far && { ...far, at: time + 0.3 }, more);
			story.http(
				x.A,
				{ ...request, at: time },
				{ ...near, bodyBytes: 0, at: time + 6 },
				wsp,
			);
			const [message, ...rest] = story.run();
			expect(rest).toEqual([]);
			expect(message!.send!.hops).toHaveLength(2);
			expect(message!.send!.fault).toBe(fault);
		},
	);

	test("of a broken exchange is the side whose window was closed, else who ended it", () => {
		for (const [more, fault] of [
			[{ zeroWindow: "client", endedBy: "server" }, "client"],
			[{ endedBy: "server" }, "server"],
			[{ endedBy: "client" }, "client"],
			[{}, "network"],
		] as const) {
			const story = new x.Story();
			const cut = x.retrieveConf("N7", "M1", { complete: false });
			const end = { ended: "fin", endTime: x.T0 + 9, endFrame: 90 } as const;
			story.http(x.B, x.get(), cut, { url: x.URL, ...end, ...more });
			expect(story.run({ end: x.T0 + 1000 })[0]).toMatchObject({
				reason: "retrieve-truncated",
				fault,
			});
		}
	});
});
