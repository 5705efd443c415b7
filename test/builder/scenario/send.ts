import type { Octets } from "../bytes.js";
import * as pdus from "../pdus.js";
import {
	Actor,
	MINUTE,
	MMSC_URL,
	SECOND,
	type Stage,
	type TransportName,
} from "./actor.js";
import {
	type Answer,
	type End,
	GARBLED,
	HTML_ANSWER,
	type Step,
} from "./carrier.js";
import { HttpCarrier } from "./httpcarrier.js";
import { verdictOf } from "./truth.js";
import { WspCarrier } from "./wapcarrier.js";

const ALL: readonly TransportName[] = ["http", "wsp", "wsp-cl"];
const HTTP: readonly TransportName[] = ["http"];
const WSP: readonly TransportName[] = ["wsp"];

/** How one attempt of a submission goes. */
interface Attempt {
	answer?: (transactionId: string, messageId: string) => Answer;
	/** Share of the request that is sent. */
	share?: number;
	/** The capture kept only the first octets of each packet. */
	keep?: number;
	end?: End;
}

export interface SendEnding {
	name: string;
	reason: string;
	transports: readonly TransportName[];
	/** In order; all carry the same body. */
	attempts: readonly Attempt[];
	/** X-Mms-MMS-Version of the request. */
	version?: number;
	/** A connection that is refused comes before. */
	refusedFirst?: boolean;
}

function conf(status: number, id: "id" | "none" | "empty", text?: string) {
	return (transactionId: string, messageId: string): Answer => ({
		body: pdus.sendConf({
			transactionId,
			status,
			...(text !== undefined && { text }),
			...(id !== "none" && { messageId: id === "id" ? messageId : "" }),
		}),
	});
}

const ACCEPTED: Attempt = { answer: conf(0x80, "id") };

function fixed(answer: Answer): Attempt {
	return { answer: () => answer };
}

function one(
	name: string,
	reason: string,
	attempt: Attempt,
	transports = ALL,
): SendEnding {
	return { name, reason, transports, attempts: [attempt] };
}

function refusals(): SendEnding[] {
	const permanent = [
		0x81, 0x82, 0x84, 0x87, 0x88, 0xe0, 0xe1, 0xe3, 0xeb, 0xf3,
	];
	const transient = [0x86, 0xc0, 0xc3, 0xd1];
	return [
		...permanent.map((code) =>
			one(`refused-${code.toString(16)}`, "send-refused-permanent", {
				answer: conf(code, "none", "Not allowed"),
			}),
		),
		...transient.map((code) =>
			one(`refused-${code.toString(16)}`, "send-refused-transient", {
				answer: conf(code, "none"),
			}),
		),
	];
}

function httpErrors(): SendEnding[] {
	const html = (status: number): Attempt => fixed({ ...HTML_ANSWER, status });
	return [
		...[401, 403, 404, 412, 413].map((status) =>
			one(`http-${status}`, "send-http-4xx", html(status)),
		),
		...[500, 502, 503, 504].map((status) =>
			one(`http-${status}`, "send-http-5xx", html(status)),
		),
		...[301, 302, 307].map((status) =>
			one(
				`redirect-${status}`,
				"send-http-redirect",
				fixed({ status, location: "http://portal.example/" }),
			),
		),
		one("empty", "send-http-unexpected", fixed({ status: 200 })),
		one("portal", "send-http-unexpected", fixed(HTML_ANSWER)),
		one("garbled", "send-garbled", fixed({ body: GARBLED })),
	];
}

const SILENCE: End = { how: "timeout", after: 330 * SECOND };
const CLIENT_GIVES_UP: End = { how: "fin", by: "client", after: 2 * MINUTE };
const SERVER_RESETS: End = { how: "rst", by: "server", after: 3 * SECOND };

function broken(): SendEnding[] {
	const cutBy = (end: End): Attempt => ({ share: 0.6, end });
	const upload = "send-upload-broken";
	return [
		one("silence", "send-no-answer", { end: SILENCE }, ["http", "wsp-cl"]),
		one("client-fin", "send-no-answer", { end: CLIENT_GIVES_UP }, HTTP),
		one("server-rst", "send-no-answer", { end: SERVER_RESETS }, HTTP),
		one("cut-server-rst", upload, cutBy(SERVER_RESETS), HTTP),
		one("cut-client-rst", upload, cutBy({ how: "rst", by: "client" }), HTTP),
		one("cut-client-fin", upload, cutBy({ how: "fin", by: "client" }), HTTP),
		one("cut-silence", upload, cutBy(SILENCE), HTTP),
		one(
			"answer-in-gap",
			"send-capture-gap",
			{
				answer: (id, messageId) => ({
					...conf(0x80, "id")(id, messageId),
					missing: "all",
				}),
				end: { how: "fin", by: "server" },
			},
			HTTP,
		),
		one(
			"early-413",
			"send-http-4xx",
			{
				share: 0.5,
				answer: () => ({ ...HTML_ANSWER, status: 413, early: true }),
				end: { how: "rst", by: "server" },
			},
			HTTP,
		),
		one(
			"sliced",
			"send-sliced",
			{
				keep: 420,
				answer: (id, messageId) => ({
					...conf(0x80, "id")(id, messageId),
					headers: [`X-Trace: ${"0123456789".repeat(60)}`],
					keep: 420,
				}),
			},
			HTTP,
		),
		wtp("abort-user", { how: "abort", abort: [1, 0xe6] }),
		wtp("abort-provider", { how: "abort", abort: [0, 7] }),
		wtp("abort-held", { how: "abort", abort: [0, 8], holdOn: true }),
		wtp("abort-client", {
			how: "abort",
			by: "client",
			abort: [0, 8],
			after: 20 * SECOND,
		}),
		one("wtp-silence", "send-wtp-timeout", { end: SILENCE }, WSP),
		one(
			"wtp-hold",
			"send-wtp-timeout",
			{ end: { ...SILENCE, holdOn: true } },
			WSP,
		),
	];
}

function wtp(name: string, end: End): SendEnding {
	return one(name, "send-wtp-abort", { end }, WSP);
}

function retries(): SendEnding[] {
	const again = (name: string, first: Attempt, transports = ALL) => ({
		name: `${name}-then-accepted`,
		reason: "send-accepted",
		transports,
		attempts: [first, ACCEPTED],
	});
	return [
		again("transient", { answer: conf(0xc0, "none") }),
		again("http-503", fixed({ ...HTML_ANSWER, status: 503 })),
		again("server-rst", { end: SERVER_RESETS }, HTTP),
		again("abort", { end: { how: "abort", abort: [0, 7] } }, WSP),
		{
			...one("connect-failed-then-accepted", "send-accepted", ACCEPTED, [
				"http",
				"wsp",
			]),
			refusedFirst: true,
		},
	];
}

export const SEND_ENDINGS: readonly SendEnding[] = [
	one("accepted", "send-accepted", ACCEPTED),
	one("accepted-no-id", "send-accepted-no-id", {
		answer: conf(0x80, "none"),
	}),
	one("accepted-empty-id", "send-accepted-no-id", {
		answer: conf(0x80, "empty"),
	}),
	one("accepted-partly", "send-accepted-partly", {
		answer: conf(0xc4, "id", "Some recipients failed"),
	}),
	{
		...one("other-version", "send-unsupported", {
			answer: conf(0x88, "none"),
		}),
		version: 0xa0,
	},
	...refusals(),
	...httpErrors(),
	...broken(),
	...retries(),
];

/** A submission by a phone to somebody in another network. */
export function* sendLife(
	stage: Stage,
	transport: TransportName,
	ending: SendEnding,
): Step {
	const actor = new Actor(stage, transport);
	const { world, phone } = actor;
	const message = world.nextMessage();
	const messageId = world.messageId(message);
	const content = world.body(message);
	const to = [world.contact()];
	if (world.random.chance(0.1)) to.push(world.contact());
	const transactionIds: string[] = [];
	if (ending.refusedFirst) yield* refused(actor);
	for (const attempt of ending.attempts) {
		if (transactionIds.length > 0) yield* actor.wait(MINUTE);
		const keepsId = transactionIds.length > 0 && world.random.chance(0.3);
		const transactionId = keepsId
			? (transactionIds[0] as string)
			: phone.nextTransaction();
		transactionIds.push(transactionId);
		const pdu = request(actor, { transactionId, to, content }, ending.version);
		const ask = {
			method: "POST",
			url: MMSC_URL,
			pdu,
			...(attempt.share !== undefined && { share: attempt.share }),
			...(attempt.keep !== undefined && { keep: attempt.keep }),
		} as const;
		const answer = attempt.answer?.(transactionId, messageId);
		yield* actor.carrier.exchange(ask, answer, attempt.end);
	}
	stage.truth({
		id: message,
		ending: `send/${ending.name}`,
		transport,
		send: {
			client: phone.text,
			transactionIds,
			reason: ending.reason,
			verdict: verdictOf(ending.reason),
		},
		recipients: [],
	});
	yield* actor.leave();
}

function* refused({ carrier }: Actor): Step {
	if (carrier instanceof HttpCarrier) yield* carrier.refused();
	else if (carrier instanceof WspCarrier) yield* carrier.refused();
}

function request(
	actor: Actor,
	about: { transactionId: string; to: string[]; content: Octets },
	version?: number,
): Octets {
	const { random } = actor.world;
	return pdus.sendReq({
		...about,
		...(random.chance(0.5) && { from: actor.phone.number }),
		subject: "Greetings",
		date: Math.floor(actor.tap.time / SECOND),
		...(version !== undefined && { version }),
	});
}
