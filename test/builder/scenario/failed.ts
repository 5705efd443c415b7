import * as pdus from "../pdus.js";
import { SECOND } from "./actor.js";
import {
	type Answer,
	EMPTY_OK,
	type End,
	HTML_ANSWER,
	type Step,
} from "./carrier.js";
import {
	ALL,
	CLIENT_FIN,
	CLIENT_RST,
	ending,
	HTTP,
	type ReceiveEnding,
	SERVER_FIN,
	SERVER_RST,
	SILENCE,
	WSP,
} from "./ending.js";
import type { Receipt } from "./receipt.js";

function fetch(
	name: string,
	reason: string,
	answer: ((receipt: Receipt) => Answer) | Answer | null,
	end?: End,
	transports = ALL,
): ReceiveEnding {
	return ending(
		name,
		reason,
		function* (receipt) {
			yield* receipt.notify();
			const given = typeof answer === "function" ? answer(receipt) : answer;
			yield* receipt.get(given, end);
		},
		transports,
	);
}

/** Answers that are errors. */
export function errors(): ReceiveEnding[] {
	const html = (status: number): Answer => ({ ...HTML_ANSWER, status });
	const byReason: [string, number[]][] = [
		["retrieve-http-404", [404, 410]],
		["retrieve-http-403", [401, 403]],
		["retrieve-http-4xx", [400, 406, 412]],
		["retrieve-http-5xx", [500, 502, 503, 504]],
	];
	const transient = [0xc0, 0xc1, 0xc2, 0xd5];
	const permanent = [0xe0, 0xe1, 0xe2, 0xe3, 0xf0];
	const status = (code: number, reason: string): ReceiveEnding =>
		fetch(`retrieve-status-${code.toString(16)}`, reason, {
			body: pdus.retrieveError(code, "No such message"),
		});
	return [
		...byReason.flatMap(([reason, codes]) =>
			codes.map((code) => fetch(`get-${code}`, reason, html(code))),
		),
		...transient.map((code) => status(code, "retrieve-status-transient")),
		...permanent.map((code) => status(code, "retrieve-status-permanent")),
		fetch("get-302", "retrieve-http-redirect", {
			status: 302,
			location: "http://portal.example/",
		}),
		fetch("get-portal", "retrieve-not-mms", HTML_ANSWER),
		fetch("get-empty", "retrieve-not-mms", EMPTY_OK),
		fetch("error-message", "retrieve-error-message", () => ({
			body: pdus.retrieveConf({
				version: 0x90,
				content: pdus.plainText("The message is no longer available."),
			}),
		})),
		fetch("wsp-7a", "retrieve-wsp-error", { wspStatus: 0x7a }, undefined, WSP),
	];
}

function cut(end: End, reason: string, name: string): ReceiveEnding {
	return fetch(
		name,
		reason,
		(receipt) => ({ body: receipt.retrieveConf(), share: 0.5 }),
		end,
		HTTP,
	);
}

function* firstRange(receipt: Receipt): Step {
	yield* receipt.notify();
	yield* range(receipt, 0, 900);
}

/** Some octets of the message, asked for by number (RFC 9110 14). */
function* range(receipt: Receipt, from: number, to?: number): Step {
	const whole = receipt.retrieveConf();
	const body = whole.subarray(from, to);
	const last = from + body.length - 1;
	const ask = {
		method: "GET",
		url: receipt.url,
		headers: [`Range: bytes=${from}-${to === undefined ? "" : last}`],
	} as const;
	const about = `Content-Range: bytes ${from}-${last}/${whole.length}`;
	const answer = { status: 206, body, headers: [about] };
	yield* receipt.actor.carrier.exchange(ask, answer);
}

/** Answers that do not arrive whole, and what the capture does not hold. */
export const BROKEN: readonly ReceiveEnding[] = [
	cut(SERVER_FIN, "retrieve-truncated", "cut-server-fin"),
	cut(SERVER_RST, "retrieve-truncated", "cut-server-rst"),
	cut(SILENCE, "retrieve-truncated", "cut-silence"),
	cut(CLIENT_RST, "retrieve-reset", "cut-client-rst"),
	fetch("no-answer-rst", "retrieve-no-answer", null, SERVER_RST, HTTP),
	fetch("no-answer-fin", "retrieve-no-answer", null, CLIENT_FIN, HTTP),
	fetch("no-answer", "retrieve-no-answer", null, SILENCE),
	fetch(
		"wtp-abort-user",
		"retrieve-wtp-abort",
		null,
		{ how: "abort", abort: [1, 0xe4] },
		WSP,
	),
	fetch(
		"wtp-abort-client",
		"retrieve-wtp-abort",
		null,
		{ how: "abort", by: "client", abort: [0, 8], after: 20 * SECOND },
		WSP,
	),
	fetch(
		"wtp-incomplete",
		"retrieve-wtp-incomplete",
		(receipt) => ({ body: receipt.retrieveConf(), share: 0.5 }),
		SILENCE,
		WSP,
	),
	fetch(
		"answer-in-gap",
		"retrieve-capture-gap",
		(receipt) => ({ body: receipt.retrieveConf(), missing: "all" }),
		SERVER_FIN,
		HTTP,
	),
	fetch(
		"gap-unconfirmed",
		"retrieved-unconfirmed",
		(receipt) => ({ body: receipt.retrieveConf(), missing: "body" }),
		undefined,
		HTTP,
	),
	ending(
		"gap-acknowledged",
		"retrieved-acknowledged",
		function* (receipt) {
			yield* receipt.notify();
			const body = receipt.retrieveConf();
			yield* receipt.get({ body, missing: "body" });
			yield* receipt.respond();
		},
		["http", "wsp"],
	),
	{
		...ending(
			"resumed",
			"retrieved-acknowledged",
			function* (receipt) {
				yield* firstRange(receipt);
				yield* receipt.pause(5, 9);
				yield* range(receipt, 900);
				yield* receipt.respond();
			},
			HTTP,
		),
		also: ["retrieve-partial-resumed"],
	},
	{
		...ending("range-only", "notify-sent", firstRange, HTTP),
		also: ["retrieve-partial-resumed"],
	},
	ending(
		"sliced-acknowledged",
		"retrieved-acknowledged",
		function* (receipt) {
			yield* receipt.notify();
			yield* receipt.get({ body: receipt.retrieveConf(), keep: 700 });
			yield* receipt.respond();
		},
		HTTP,
	),
	{
		...ending(
			"failed-then-retrieved",
			"retrieved-acknowledged",
			function* (receipt) {
				yield* receipt.notify();
				yield* receipt.get({ ...HTML_ANSWER, status: 503 });
				yield* receipt.pause(30, 70);
				yield* receipt.get();
				yield* receipt.respond();
			},
		),
		also: ["retrieve-http-5xx"],
	},
	{
		...ending("expired", "expired-before-fetch", function* (receipt) {
			yield* receipt.notify();
			yield* receipt.pause(500, 520);
			yield* receipt.get({ status: 404 });
		}),
		options: { expiry: 120 },
	},
];
