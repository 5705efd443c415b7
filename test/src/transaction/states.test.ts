import { describe, expect, test } from "vitest";
import type { Exchange, Leg, Message } from "../../../src/record.js";
import { STATES } from "../../../src/transaction/states.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import * as x from "./exchange.js";

/** A leg that makes a transition: its steps, and its state afterwards. */
interface Row {
	from: string;
	to: string;
	on: string;
	play(story: x.Story): void;
	steps: readonly string[];
	state: string;
	/** State of the reports. */
	reported?: "reported" | "read";
	end?: number;
}

const LATER = x.T0 + 1000;
const NAMED: Partial<Exchange> = { kind: "attempt", mmsc: true };
const CUT: x.HalfFields = { complete: false };
const code = (status: number): x.HalfFields => ({
	"http.response.code": status,
	bodyBytes: 0,
});

function ended(
	story: x.Story,
	how: Exchange["ended"],
	by: Exchange["endedBy"] = "server",
): Partial<Exchange> {
	const endTime = story.time + 1;
	return { ended: how, endedBy: by, endTime, endFrame: story.frame + 50 };
}

/** A connection that is tried. */
function dial(
	story: x.Story,
	client: string,
	more: Partial<Exchange> = {},
): void {
	const { time, frame } = story.wait(1);
	story.frame++;
	const connect = { firstTime: time, time, frames: [frame] };
	story.http(client, undefined, undefined, { ...NAMED, connect, ...more });
}

const request = (fields: x.HalfFields = {}) =>
	x.sendReq("T1", { bodyHash: "body", ...fields });

function submit(
	story: x.Story,
	answer?: x.HalfFields,
	more: Partial<Exchange> = {},
): void {
	story.http(x.A, request(), answer, more);
}

const refused = (status: number) =>
	x.sendConf("T1", { "mmse.response_status": status }, "");
const notify = (story: x.Story, fields: x.HalfFields = {}, id = "N7") =>
	story.push(x.B, x.notification(id, x.URL, fields));
const fetch = (
	story: x.Story,
	answer?: x.HalfFields,
	more: Partial<Exchange> = {},
) => story.http(x.B, x.get(), answer, { url: x.URL, ...more });
const say = (story: x.Story, status: number, id = "N7") =>
	story.http(x.B, x.notifyResp(id, status), x.OK);
const SEND = ["m-send-req"] as const;
const NOTIFIED = ["m-notification-ind"] as const;
const DEFERRED = [...NOTIFIED, "m-notifyresp-ind", "http-200"] as const;
const GOT = ["get", "m-retrieve-conf"] as const;
const ACKED = ["m-notifyresp-ind", "http-200"] as const;

const ORIGINATOR: readonly Row[] = [
	{
		from: "O0",
		to: "O1",
		on: "SYN",
		play: (story) => dial(story, x.A),
		steps: ["syn"],
		state: "connecting",
	},
	{
		from: "O0",
		to: "O2",
		on: "the beginning of a request",
		play: (story) => {
			story.http(x.A, request(CUT));
		},
		steps: SEND,
		state: "submitting",
	},
	{
		from: "O1",
		to: "O2",
		on: "its first octet",
		play: (story) => {
			dial(story, x.A);
			story.http(x.A, request(CUT));
		},
		steps: ["syn", ...SEND],
		state: "submitting",
	},
	{
		from: "O1",
		to: "O6",
		on: "send-connect-failed",
		play: (story) => dial(story, x.A, ended(story, "rst")),
		steps: ["syn", "rst"],
		state: "broken",
	},
	{
		from: "O1",
		to: "O6",
		on: "send-wsp-refused",
		play: (story) =>
			dial(story, x.A, { ...ended(story, "timeout"), transport: "wsp" }),
		steps: ["wsp-connect", "timeout"],
		state: "broken",
	},
	{
		from: "O2",
		to: "O3",
		on: "request complete",
		play: (story) => submit(story),
		steps: SEND,
		state: "submitted",
	},
	{
		from: "O2",
		to: "O6",
		on: "send-upload-broken",
		play: (story) => {
			story.http(x.A, request(CUT), undefined, ended(story, "rst"));
		},
		steps: [...SEND, "rst"],
		state: "broken",
	},
	{
		from: "O2",
		to: "O5",
		on: "an answer before the request ended",
		play: (story) => {
			story.http(x.A, request(CUT), code(413), ended(story, "rst"));
		},
		steps: [...SEND, "http-413"],
		state: "refused",
	},
	{
		from: "O3",
		to: "O4",
		on: "send-accepted",
		play: (story) => submit(story, x.sendConf("T1")),
		steps: [...SEND, "m-send-conf"],
		state: "accepted",
	},
	{
		from: "O3",
		to: "O5",
		on: "send-refused-permanent",
		play: (story) => submit(story, refused(0xe1)),
		steps: [...SEND, "m-send-conf"],
		state: "refused",
	},
	{
		from: "O3",
		to: "O6",
		on: "send-no-answer",
		play: (story) => submit(story, undefined, ended(story, "fin")),
		steps: [...SEND, "fin"],
		state: "broken",
	},
	{
		from: "O5",
		to: "O2",
		on: "a new attempt",
		play: (story) => {
			submit(story, refused(0xc0));
			story.wait(60);
			submit(story, x.sendConf("T1"));
		},
		steps: [...SEND, "m-send-conf", ...SEND, "m-send-conf"],
		state: "accepted",
	},
	{
		from: "O6",
		to: "O2",
		on: "a new attempt",
		play: (story) => {
			submit(story, undefined, ended(story, "rst"));
			story.wait(60);
			submit(story, x.sendConf("T1"));
		},
		steps: [...SEND, "rst", ...SEND, "m-send-conf"],
		state: "accepted",
	},
	{
		from: "O0",
		to: "O7",
		on: "send-tls",
		play: (story) =>
			dial(story, x.A, { tls: { serverName: "mmsc.example" }, ended: "open" }),
		steps: ["tls"],
		state: "hidden",
	},
];

const RECIPIENT: readonly Row[] = [
	{
		from: "R0",
		to: "R1",
		on: "the first part of a push",
		play: (story) => {
			notify(story, { ...CUT, missingCause: "capture-gap" });
		},
		steps: NOTIFIED,
		state: "notifying",
	},
	{
		from: "R0",
		to: "R4",
		on: "a GET without a notification",
		play: (story) => {
			fetch(story);
		},
		steps: ["get"],
		state: "retrieving",
	},
	{
		from: "R1",
		to: "R2",
		on: "push complete",
		play: (story) => {
			notify(story);
		},
		steps: NOTIFIED,
		state: "notified",
	},
	{
		from: "R1",
		to: "R1",
		on: "the next part",
		play: (story) => {
			notify(story, { ...CUT, missingCause: "capture-gap", took: 2 });
		},
		steps: NOTIFIED,
		state: "notifying",
	},
	{
		from: "R2",
		to: "R2",
		on: "notify-resent",
		play: (story) => {
			notify(story);
			story.wait(60);
			notify(story, {}, "N8");
		},
		steps: [...NOTIFIED, ...NOTIFIED],
		state: "notified",
	},
	{
		from: "R2",
		to: "R3",
		on: "Deferred",
		play: (story) => {
			notify(story);
			say(story, 0x83);
		},
		steps: DEFERRED,
		state: "deferred",
	},
	{
		from: "R2",
		to: "R7",
		on: "Rejected",
		play: (story) => {
			notify(story);
			say(story, 0x82);
		},
		steps: DEFERRED,
		state: "ended",
	},
	{
		from: "R2",
		to: "R7",
		on: "expiry",
		play: (story) => {
			notify(story, { "mmse.expiry.rel": 60 });
		},
		steps: NOTIFIED,
		state: "ended",
		end: LATER,
	},
	{
		from: "R2",
		to: "R4",
		on: "the GET of the Content-Location",
		play: (story) => {
			notify(story);
			fetch(story);
		},
		steps: [...NOTIFIED, "get"],
		state: "retrieving",
	},
	{
		from: "R3",
		to: "R4",
		on: "GET",
		play: (story) => {
			notify(story);
			say(story, 0x83);
			fetch(story, x.retrieveConf());
		},
		steps: [...DEFERRED, ...GOT],
		state: "retrieved",
	},
	{
		from: "R3",
		to: "R2",
		on: "a reminder",
		play: (story) => {
			notify(story);
			say(story, 0x83);
			story.wait(60);
			notify(story, {}, "N8");
		},
		steps: [...DEFERRED, ...NOTIFIED],
		state: "deferred",
	},
	{
		from: "R3",
		to: "R7",
		on: "expiry",
		play: (story) => {
			notify(story, { "mmse.expiry.rel": 60 });
			say(story, 0x83);
		},
		steps: DEFERRED,
		state: "ended",
		end: LATER,
	},
	{
		from: "R4",
		to: "R5",
		on: "complete and without error",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
		},
		steps: [...NOTIFIED, ...GOT],
		state: "retrieved",
	},
	{
		from: "R4",
		to: "R8",
		on: "failure",
		play: (story) => {
			notify(story);
			fetch(story, code(503));
		},
		steps: [...NOTIFIED, "get", "http-503"],
		state: "failed",
	},
	{
		from: "R8",
		to: "R4",
		on: "a new GET",
		play: (story) => {
			notify(story);
			fetch(story, code(503));
			fetch(story, x.retrieveConf());
		},
		steps: [...NOTIFIED, "get", "http-503", ...GOT],
		state: "retrieved",
	},
	{
		from: "R8",
		to: "R2",
		on: "notify-resent",
		play: (story) => {
			notify(story);
			fetch(story, code(503));
			story.wait(60);
			notify(story, {}, "N8");
		},
		steps: [...NOTIFIED, "get", "http-503", ...NOTIFIED],
		state: "failed",
	},
	{
		from: "R8",
		to: "R7",
		on: "Rejected after a failed download",
		play: (story) => {
			notify(story);
			fetch(story, code(503));
			say(story, 0x82);
		},
		steps: [...NOTIFIED, "get", "http-503", ...ACKED],
		state: "ended",
	},
	{
		from: "R8",
		to: "R7",
		on: "expiry after a failed download",
		play: (story) => {
			notify(story, { "mmse.expiry.rel": 60 });
			fetch(story, code(503));
			story.wait(500);
			fetch(story, code(404));
		},
		steps: [...NOTIFIED, "get", "http-503", "get", "http-404"],
		state: "ended",
	},
	{
		from: "R5",
		to: "R6",
		on: "acknowledgement",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
			say(story, 0x81);
		},
		steps: [...NOTIFIED, ...GOT, ...ACKED],
		state: "acknowledged",
	},
	{
		from: "R5",
		to: "R2",
		on: "notify-resent: the acknowledgement did not arrive",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
			story.wait(300);
			notify(story, {}, "N8");
		},
		steps: [...NOTIFIED, ...GOT, ...NOTIFIED],
		state: "retrieved",
	},
	{
		from: "R5",
		to: "R4",
		on: "a repeated GET",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
			fetch(story, x.retrieveConf());
		},
		steps: [...NOTIFIED, ...GOT, ...GOT],
		state: "retrieved",
	},
	{
		from: "R2",
		to: "R6",
		on: "acked-not-seen",
		play: (story) => {
			notify(story);
			say(story, 0x81);
		},
		steps: [...NOTIFIED, ...ACKED],
		state: "acknowledged",
	},
	{
		from: "R3",
		to: "R6",
		on: "acked-not-seen",
		play: (story) => {
			notify(story);
			say(story, 0x83);
			story.wait(60);
			story.http(x.B, x.acknowledge("N7"), x.OK);
		},
		steps: [...DEFERRED, "m-acknowledge-ind", "http-200"],
		state: "acknowledged",
	},
	{
		from: "R0",
		to: "R6",
		on: "acked-not-seen",
		play: (story) => {
			story.http(x.B, x.acknowledge("N7"), x.OK);
		},
		steps: ["m-acknowledge-ind", "http-200"],
		state: "acknowledged",
	},
	{
		from: "R1",
		to: "R9",
		on: "notify-incomplete",
		play: (story) => {
			notify(story, CUT);
		},
		steps: NOTIFIED,
		state: "notification-failed",
	},
	{
		from: "R2",
		to: "R9",
		on: "notify-push-aborted",
		play: (story) => {
			story.push(x.B, x.notification(), {
				...ended(story, "abort", "client"),
				abort: { type: 1, reason: 0xec },
			});
		},
		steps: [...NOTIFIED, "wtp-abort"],
		state: "notification-failed",
	},
	{
		from: "R9",
		to: "R2",
		on: "notify-resent",
		play: (story) => {
			story.push(x.B, x.notification(), {
				...ended(story, "abort", "client"),
				abort: { type: 1, reason: 0xec },
			});
			story.wait(60);
			notify(story, {}, "N8");
			say(story, 0x83, "N8");
		},
		steps: [...NOTIFIED, "wtp-abort", ...DEFERRED],
		state: "deferred",
	},
	{
		from: "R6",
		to: "R2",
		on: "a repeat",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
			say(story, 0x81);
			story.wait(300);
			notify(story, {}, "N8");
		},
		steps: [...NOTIFIED, ...GOT, ...ACKED, ...NOTIFIED],
		state: "acknowledged",
	},
	{
		from: "R6",
		to: "R4",
		on: "a repeat",
		play: (story) => {
			notify(story);
			fetch(story, x.retrieveConf());
			say(story, 0x81);
			fetch(story, x.retrieveConf());
		},
		steps: [...NOTIFIED, ...GOT, ...ACKED, ...GOT],
		state: "acknowledged",
	},
	{
		from: "R0",
		to: "R5",
		on: "an m-retrieve-conf without its request",
		play: (story) => {
			story.http(x.B, undefined, x.retrieveConf());
		},
		steps: ["m-retrieve-conf"],
		state: "retrieved",
	},
	{
		from: "R2",
		to: "R10",
		on: "retrieve-tls",
		play: (story) => {
			story.push(x.B, x.notification("N7", "https://mmsc.example/1"));
			const tls = { serverName: "mmsc.example" };
			dial(story, x.B, { tls, ended: "open" });
		},
		steps: [...NOTIFIED, "tls"],
		state: "hidden",
	},
];

const deliver = (story: x.Story, status: number) =>
	story.push(x.A, x.delivery(undefined, status));

const REPORTS: readonly Row[] = [
	{
		from: "D0",
		to: "D1",
		on: "m-delivery-ind",
		play: (story) => {
			deliver(story, 0x83);
		},
		steps: ["m-delivery-ind"],
		state: "none",
		reported: "reported",
	},
	{
		from: "D1",
		to: "D1",
		on: "another status for the same recipient",
		play: (story) => {
			deliver(story, 0x83);
			deliver(story, 0x81);
		},
		steps: ["m-delivery-ind", "m-delivery-ind"],
		state: "none",
		reported: "reported",
	},
	{
		from: "D0",
		to: "D2",
		on: "read report",
		play: (story) => {
			story.push(x.A, x.readOrig());
		},
		steps: ["m-read-orig-ind"],
		state: "none",
		reported: "read",
	},
	{
		from: "D1",
		to: "D2",
		on: "read report",
		play: (story) => {
			deliver(story, 0x81);
			story.push(x.A, x.readOrig());
		},
		steps: ["m-delivery-ind", "m-read-orig-ind"],
		state: "none",
		reported: "read",
	},
];

const ROWS = [...ORIGINATOR, ...RECIPIENT, ...REPORTS];

function legOf(messages: readonly Message[]): Leg & { reportState?: string } {
	expect(messages).toHaveLength(1);
	const { send, recipients } = messages[0]!;
	return send ?? recipients[0]!;
}

describe("every transition of a leg", () => {
	test.each(ROWS.map((row) => [row.from, row.to, row.on, row] as const))(
		"%s to %s on %s",
		(_, __, ___, row) => {
			const story = new x.Story();
			row.play(story);
			const leg = legOf(story.run({ end: row.end ?? story.time }));
			expect(leg.steps.map(({ event }) => event)).toEqual(row.steps);
			expect(leg.state).toBe(row.state);
			if (row.reported) expect(leg.reportState).toBe(row.reported);
		},
	);

	test("every state has a leg that is in it, and words", () => {
		const seen = [...new Set(ROWS.map(({ state }) => state))].sort();
		expect(["idle", ...seen].sort()).toEqual(Object.keys(STATES).sort());
		for (const { entered, title, next } of Object.values(STATES))
			for (const text of [entered, title, next])
				expect(text).toMatch(/^[A-Zmn`].*\.$/);
		expect(seen).toEqual(
			[
				"connecting",
				"submitting",
				"submitted",
				"accepted",
				"refused",
				"broken",
				"hidden",
				"notifying",
				"notified",
				"deferred",
				"retrieving",
				"retrieved",
				"acknowledged",
				"ended",
				"failed",
				"notification-failed",
				"none",
			].sort(),
		);
	});

	test("what only a server said of a message leaves its leg idle", () => {
		const story = new x.Story();
		story.push(x.B, {
			"mmse.message_type": 150,
			"mmse.transaction_id": "c1",
			"mmstrace.cancel_id": "M1-long-id-1",
		});
		const leg = legOf(story.run());
		expect(leg).toMatchObject({
			state: "idle",
			reason: "capture-starts-late",
		});
	});
});

describe.skipIf(!hasShared)(`the table of transitions${SKIP_SHARED}`, () => {
	test("has none that no leg makes", () => {
		const { transitions } = readJson<{
			transitions: { from: string; to: string }[];
		}>(sharedPath("spec", "states-machine.json"));
		const made = new Set(ROWS.map(({ from, to }) => `${from} ${to}`));
		const missing = transitions
			.map(({ from, to }) => `${from} ${to}`)
			.filter((one) => !made.has(one));
		expect(missing).toEqual([]);
	});
});
