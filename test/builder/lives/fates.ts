import { type Octets, type Random, utf8 } from "../bytes.js";
import * as pdus from "../pdus.js";
import type { Answer, End, Fate, Way } from "./carry.js";
import type { PostEnd } from "./truth.js";
import { MINUTE, SECOND } from "./world.js";

type Transport = Way["transport"];

/** What may become of one exchange, how often, and the reason that STATES.md has for it. */
export interface Choice<T> {
	weight: number;
	reason: string;
	on?: readonly Transport[];
	/** Not where the next hop shows more. */
	alone?: boolean;
	/** Not of a message of a few octets, of which a part tells nothing. */
	large?: boolean;
	make: (about: T, random: Random) => Fate;
}

const HTML_OCTETS: Octets = utf8(
	"<html><head><title>Notice</title></head><body>Please try again.</body></html>",
);
const GARBAGE: Octets = utf8("\u0001\u0002\u0003 this is no PDU at all");

export function html(status: number): Answer {
	return { status, type: "text/html", body: HTML_OCTETS };
}

export const OK_EMPTY: Answer = { status: 200 };
export const NO_CONTENT: Answer = { status: 204 };

const HTTP: readonly Transport[] = ["http"];
const WSP: readonly Transport[] = ["wsp"];

const SILENT: End = { how: "silence", after: 320 * SECOND };

function endings(random: Random): End {
	return random.pick<End>([
		{ how: "fin", by: "client", after: 2 * MINUTE },
		{ how: "fin", by: "server", after: 20 * SECOND },
		{ how: "rst", by: "server", after: 3 * SECOND },
		{ how: "rst", by: "client", after: 60 * SECOND },
		SILENT,
	]);
}

export interface SendAbout {
	transactionId: string;
	messageId: string;
	version: number;
}

function conf(
	about: SendAbout,
	status: number,
	more: { text?: string; id?: string } = {},
): Fate {
	const { text, id } = more;
	const body = pdus.sendConf({
		transactionId: about.transactionId,
		version: about.version,
		status,
		...(text !== undefined && { text }),
		...(id !== undefined && { messageId: id }),
	});
	return { answer: { status: 200, body } };
}

const PERMANENT = [
	0x81, 0x82, 0x83, 0x84, 0x85, 0x87, 0x88, 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5,
	0xe6, 0xe9, 0xeb, 0xf7, 0xff,
];
const TRANSIENT = [0x86, 0xc0, 0xc1, 0xc2, 0xc3, 0xc7, 0xdf];

function sendChoices(): Choice<SendAbout>[] {
	return [
		{
			weight: 8,
			reason: "send-refused-permanent",
			make: (about, random) =>
				conf(about, random.pick(PERMANENT), {
					...(random.chance(0.6) && { text: "Zugang gesperrt für Sie" }),
					...(random.chance(0.1) && { id: "" }),
				}),
		},
		{
			weight: 5,
			reason: "send-refused-transient",
			make: (about, random) => conf(about, random.pick(TRANSIENT)),
		},
		{
			weight: 4,
			reason: "send-http-4xx",
			make: (_, random) => ({
				answer: html(random.pick([400, 401, 403, 404, 406, 407, 412, 413])),
			}),
		},
		{
			weight: 4,
			reason: "send-http-5xx",
			make: (_, random) => ({
				answer: html(random.pick([500, 501, 502, 503, 504])),
			}),
		},
		{
			weight: 2,
			reason: "send-http-redirect",
			make: (_, random) => ({
				answer: {
					...html(random.pick([301, 302, 303, 307])),
					location: "http://portal.example/login",
				},
			}),
		},
		{
			weight: 3,
			reason: "send-http-unexpected",
			make: ({ transactionId }, random) => ({
				answer: random.pick<Answer>([
					OK_EMPTY,
					html(200),
					{ status: 200, body: pdus.notifyResp(transactionId) },
				]),
			}),
		},
		{
			weight: 2,
			reason: "send-garbled",
			make: () => ({ answer: { status: 200, body: GARBAGE } }),
		},
	];
}

function brokenSends(): Choice<SendAbout>[] {
	return [
		{
			weight: 5,
			reason: "send-no-answer",
			on: HTTP,
			make: (_, random) => ({ end: endings(random) }),
		},
		{
			weight: 8,
			reason: "send-no-answer",
			on: ["wsp-cl"],
			make: () => ({ end: SILENT }),
		},
		{
			weight: 5,
			reason: "send-upload-broken",
			large: true,
			on: HTTP,
			make: (_, random) => ({
				cutRequest: 0.7 + 0.25 * random.next(),
				end: endings(random),
			}),
		},
		{
			weight: 2,
			reason: "send-http-4xx",
			large: true,
			on: HTTP,
			make: (_, random) => ({
				cutRequest: 0.7,
				early: true,
				answer: html(413),
				end: { how: "rst", by: random.pick(["client", "server"]) },
			}),
		},
		{
			weight: 2,
			reason: "send-capture-gap",
			on: HTTP,
			alone: true,
			make: (about) => ({
				...conf(about, 0x80, { id: about.messageId || "gap" }),
				lose: "answer",
				end: { how: "fin", by: "client" },
			}),
		},
		{
			weight: 1,
			reason: "send-sliced",
			on: HTTP,
			alone: true,
			make: (about) => {
				const { answer } = conf(about, 0x80, { id: about.messageId || "cut" });
				const headers = [`X-Trace: ${"0123456789".repeat(60)}`];
				return { answer: { ...(answer as Answer), headers }, keep: 300 };
			},
		},
		{
			weight: 6,
			reason: "send-wtp-abort",
			on: WSP,
			make: (_, random) => ({
				end: random.pick<End>([
					{ how: "abort", abort: [1, 0xe6] },
					{ how: "abort", abort: [0, 7] },
					{ how: "abort", abort: [0, 8], holdOn: true, after: 20 * SECOND },
					{ how: "abort", abort: [0, 0], by: "client", after: 9 * SECOND },
				]),
			}),
		},
		{
			weight: 4,
			reason: "send-wtp-timeout",
			on: WSP,
			make: (_, random) => ({
				end: { ...SILENT, holdOn: random.chance(0.5) },
			}),
		},
	];
}

export const SEND_FAILURES: readonly Choice<SendAbout>[] = [
	...sendChoices(),
	...brokenSends(),
];

/** Reasons after which a client may try the same message again. */
export const RETRIED = new Set([
	"send-refused-transient",
	"send-http-5xx",
	"send-no-answer",
	"send-upload-broken",
	"send-connect-failed",
	"send-wtp-abort",
	"send-wtp-timeout",
	"send-wsp-refused",
]);

export interface GetAbout {
	/** The whole m-retrieve-conf. */
	message: () => Octets;
	version: number;
}

function retrieveError(status: number, version: number): Octets {
	return pdus.retrieveConf({
		status,
		version,
		text: "Not available",
		content: pdus.plainText("Not available"),
	});
}

function status(codes: readonly number[]) {
	return (_: GetAbout, random: Random): Fate => ({
		answer: html(random.pick(codes)),
	});
}

function retrieveStatus(codes: readonly number[]) {
	return ({ version }: GetAbout, random: Random): Fate => ({
		answer: { status: 200, body: retrieveError(random.pick(codes), version) },
	});
}

function getErrors(): Choice<GetAbout>[] {
	return [
		{ weight: 5, reason: "retrieve-http-404", make: status([404, 410]) },
		{
			weight: 3,
			reason: "retrieve-http-403",
			make: status([401, 402, 403, 407]),
		},
		{
			weight: 3,
			reason: "retrieve-http-4xx",
			make: status([400, 406, 412, 413]),
		},
		{
			weight: 5,
			reason: "retrieve-http-5xx",
			make: status([500, 502, 503, 504]),
		},
		{
			weight: 2,
			reason: "retrieve-http-redirect",
			make: (_, random) => ({
				answer: {
					...html(random.pick([301, 302, 303, 307])),
					location: "http://portal.example/login",
				},
			}),
		},
		{
			weight: 3,
			reason: "retrieve-not-mms",
			make: (_, random) => ({
				answer: random.pick<Answer>([OK_EMPTY, html(200)]),
			}),
		},
		{
			weight: 4,
			reason: "retrieve-status-transient",
			make: retrieveStatus([0xc0, 0xc1, 0xc2, 0xcb, 0xdf]),
		},
		{
			weight: 4,
			reason: "retrieve-status-permanent",
			make: retrieveStatus([0xe0, 0xe1, 0xe2, 0xe3, 0xf5, 0xff]),
		},
		{
			weight: 2,
			reason: "retrieve-error-message",
			make: () => ({
				answer: {
					status: 200,
					body: pdus.retrieveConf({
						version: 0x90,
						content: pdus.plainText("Meldingen er ikke tilgjengelig."),
					}),
				},
			}),
		},
		{
			weight: 2,
			reason: "retrieve-wsp-error",
			on: WSP,
			make: () => ({ answer: { status: 500, octet: 0x7a } }),
		},
	];
}

function brokenGets(): Choice<GetAbout>[] {
	const whole = ({ message }: GetAbout): Answer => ({
		status: 200,
		body: message(),
	});
	return [
		{
			weight: 5,
			reason: "retrieve-truncated",
			large: true,
			on: HTTP,
			make: (about, random) => ({
				answer: whole(about),
				cutAnswer: 0.3 + 0.6 * random.next(),
				end: random.pick<End>([
					{ how: "fin", by: "server" },
					{ how: "rst", by: "server" },
					{ how: "fin", by: "client", after: 40 * SECOND },
					SILENT,
				]),
			}),
		},
		{
			weight: 4,
			reason: "retrieve-reset",
			large: true,
			on: HTTP,
			make: (about, random) => ({
				answer: whole(about),
				cutAnswer: 0.3 + 0.6 * random.next(),
				end: { how: "rst", by: "client" },
			}),
		},
		{
			weight: 5,
			reason: "retrieve-no-answer",
			on: HTTP,
			make: (_, random) => ({ end: endings(random) }),
		},
		{
			weight: 6,
			reason: "retrieve-no-answer",
			on: ["wsp", "wsp-cl"],
			make: () => ({ end: SILENT }),
		},
		{
			weight: 2,
			reason: "retrieve-capture-gap",
			on: HTTP,
			alone: true,
			make: (about) => ({
				answer: whole(about),
				lose: "answer",
				end: { how: "fin", by: "client" },
			}),
		},
		{
			weight: 5,
			reason: "retrieve-wtp-abort",
			on: WSP,
			make: (_, random) => ({
				end: random.pick<End>([
					{ how: "abort", abort: [1, 0xe4] },
					{ how: "abort", abort: [0, 7] },
					{ how: "abort", abort: [0, 8], by: "client", after: 20 * SECOND },
				]),
			}),
		},
		{
			weight: 4,
			reason: "retrieve-wtp-incomplete",
			large: true,
			on: WSP,
			make: (about) => ({
				answer: whole(about),
				cutAnswer: 0.6,
				end: { how: "silence", holdOn: true, after: 200 * SECOND },
			}),
		},
	];
}

export const GET_FAILURES: readonly Choice<GetAbout>[] = [
	...getErrors(),
	...brokenGets(),
];

/** How the POST of something that the server only takes note of goes. */
export function postFate(
	transport: Transport,
	random: Random,
): { end: PostEnd; fate: Fate } {
	const roll = random.next();
	if (roll < 0.82) {
		const answer = random.pick([OK_EMPTY, NO_CONTENT, NO_CONTENT]);
		return { end: "ok", fate: { answer } };
	}
	if (roll < 0.91) {
		const answer = html(random.pick([400, 403, 404, 500, 503]));
		return { end: "http-error", fate: { answer } };
	}
	const end: End =
		transport === "http"
			? endings(random)
			: transport === "wsp" && random.chance(0.5)
				? { how: "abort", abort: [0, 7] }
				: SILENT;
	return { end: "failed", fate: { end } };
}

export function choose<T>(
	list: readonly Choice<T>[],
	{ way, small }: { way: Way; small: boolean },
	random: Random,
): Choice<T> {
	const fit = list.filter(
		({ on, alone, large }) =>
			(!on || on.includes(way.transport)) &&
			!(alone && way.relays) &&
			!(large && small),
	);
	let left = random.next() * fit.reduce((sum, one) => sum + one.weight, 0);
	for (const one of fit) {
		left -= one.weight;
		if (left < 0) return one;
	}
	return fit[0] as Choice<T>;
}
