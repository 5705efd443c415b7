import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import { MINUTE, SECOND, type Stage, type TransportName } from "./actor.js";
import {
	type Answer,
	EMPTY_OK,
	type End,
	HTML_ANSWER,
	NO_CONTENT,
	type Step,
} from "./carrier.js";
import { HttpCarrier } from "./httpcarrier.js";
import { Receipt, type ReceiptOptions } from "./receipt.js";
import { verdictOf } from "./truth.js";
import { WspCarrier } from "./wapcarrier.js";

const ALL: readonly TransportName[] = ["http", "wsp", "wsp-cl"];
const HTTP: readonly TransportName[] = ["http"];
const WSP: readonly TransportName[] = ["wsp"];
const { MMS_STATUS } = mmse;

export interface ReceiveEnding {
	name: string;
	reason: string;
	transports: readonly TransportName[];
	run: (receipt: Receipt) => Step;
	options?: Partial<ReceiptOptions>;
	/** Reasons that must be listed besides. */
	also?: readonly string[];
	/** Reasons of reports. */
	reports?: readonly string[];
}

function ending(
	name: string,
	reason: string,
	run: ReceiveEnding["run"],
	transports = ALL,
): ReceiveEnding {
	return { name, reason, transports, run };
}

function* immediate(receipt: Receipt): Step {
	yield* receipt.notify();
	yield* receipt.get();
	yield* receipt.respond();
}

function* deferred(receipt: Receipt): Step {
	yield* receipt.notify();
	yield* receipt.respond(MMS_STATUS.deferred);
	yield* receipt.pause(20, 200);
}

const RETRIEVED: readonly ReceiveEnding[] = [
	ending("immediate", "retrieved-acknowledged", immediate),
	ending("deferred", "retrieved-acknowledged", function* (receipt) {
		yield* deferred(receipt);
		const transactionId = receipt.actor.phone.nextTransaction();
		yield* receipt.get({ body: receipt.retrieveConf({ transactionId }) });
		yield* receipt.acknowledge(transactionId);
	}),
	ending("deferred-no-id", "retrieved-unconfirmed", function* (receipt) {
		yield* deferred(receipt);
		yield* receipt.get({ body: receipt.retrieveConfWithoutId() });
	}),
	ending("ack-with-first-id", "retrieved-acknowledged", function* (receipt) {
		yield* receipt.notify();
		yield* receipt.get();
		yield* receipt.acknowledge();
	}),
	ending("both-acks", "retrieved-acknowledged", function* (receipt) {
		yield* immediate(receipt);
		yield* receipt.acknowledge();
	}),
	ending("ack-to-location", "retrieved-acknowledged", function* (receipt) {
		yield* receipt.notify();
		yield* receipt.get();
		const pdu = pdus.acknowledge(receipt.transactionId);
		yield* receipt.post(pdu, NO_CONTENT, undefined, receipt.url);
	}),
	{
		...ending("append-id", "retrieved-acknowledged", immediate),
		options: { appendId: true },
	},
	ending("no-notification", "retrieved-acknowledged", function* (receipt) {
		yield* receipt.get();
		yield* receipt.respond();
	}),
	{
		...ending("resent", "retrieved-acknowledged", function* (receipt) {
			yield* receipt.notify();
			yield* receipt.pause(60, 90);
			yield* receipt.notify(true);
			yield* receipt.get();
			yield* receipt.respond();
		}),
		also: ["notify-resent"],
	},
	ending("resent-after", "retrieved-acknowledged", function* (receipt) {
		yield* immediate(receipt);
		yield* receipt.pause(100, 200);
		yield* receipt.notify();
	}),
	{
		...ending("repeated", "retrieved-acknowledged", function* (receipt) {
			yield* receipt.notify();
			yield* receipt.get();
			yield* receipt.pause(3, 5);
			yield* receipt.get();
			yield* receipt.respond();
		}),
		also: ["retrieve-repeated"],
	},
	ending("unconfirmed", "retrieved-unconfirmed", function* (receipt) {
		yield* receipt.notify();
		yield* receipt.get();
	}),
	ending("acked-only", "acked-not-seen", function* (receipt) {
		yield* receipt.notify();
		yield* receipt.pause(3, 9);
		yield* receipt.respond();
	}),
];

const SERVER_RST: End = { how: "rst", by: "server", after: SECOND };
const CLIENT_RST: End = { how: "rst", by: "client" };
const CLIENT_FIN: End = { how: "fin", by: "client", after: MINUTE };
const SERVER_FIN: End = { how: "fin", by: "server" };
const SILENCE: End = { how: "timeout", after: 330 * SECOND };

function ackEnding(
	name: string,
	reason: string,
	answer: Answer | undefined,
	end: End | undefined,
	transports = ALL,
): ReceiveEnding {
	return ending(
		name,
		reason,
		function* (receipt) {
			yield* receipt.notify();
			yield* receipt.get();
			const pdu = pdus.notifyResp(receipt.transactionId);
			yield* receipt.post(pdu, answer, end);
		},
		transports,
	);
}

const ACKNOWLEDGEMENTS: readonly ReceiveEnding[] = [
	ackEnding(
		"ack-500",
		"ack-http-error",
		{ ...HTML_ANSWER, status: 500 },
		undefined,
	),
	ackEnding("ack-404", "ack-http-error", { status: 404 }, undefined),
	ackEnding("ack-rst", "retrieved-ack-failed", undefined, SERVER_RST, HTTP),
	ackEnding("ack-fin", "retrieved-ack-failed", undefined, CLIENT_FIN, HTTP),
	ackEnding("ack-silence", "retrieved-ack-failed", undefined, SILENCE),
	ackEnding(
		"ack-abort",
		"retrieved-ack-failed",
		undefined,
		{ how: "abort", abort: [0, 7] },
		WSP,
	),
];

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

function errors(): ReceiveEnding[] {
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

const BROKEN: readonly ReceiveEnding[] = [
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

function told(name: string, status: number): ReceiveEnding {
	return ending(name, name, function* (receipt) {
		yield* receipt.notify();
		yield* receipt.respond(status);
	});
}

const NOT_FETCHED: readonly ReceiveEnding[] = [
	told("deferred", MMS_STATUS.deferred),
	told("rejected", MMS_STATUS.rejected),
	told("unrecognised", MMS_STATUS.unrecognised),
	ending("no-response", "notify-no-response", function* (receipt) {
		yield* receipt.notify();
	}),
	ending("deleted", "deleted-unfetched", function* (receipt) {
		yield* receipt.notify();
		yield* boxed(receipt, mmse.TYPE.deleteReq, mmse.TYPE.deleteConf, [
			mmse.fields.responseStatus(0x80),
		]);
	}),
	ending("stored", "stored", function* (receipt) {
		yield* receipt.notify();
		yield* boxed(receipt, mmse.TYPE.mboxStoreReq, mmse.TYPE.mboxStoreConf, [
			mmse.fields.storeStatus(0x80),
			mmse.fields.contentLocation(`box/${receipt.message}`),
		]);
	}),
	ending(
		"confirmed-push",
		"notify-push-acked",
		(receipt) => confirmed(receipt, "ack"),
		WSP,
	),
	ending(
		"push-refused",
		"notify-push-aborted",
		(receipt) => confirmed(receipt, [1, 0xec]),
		WSP,
	),
	ending("push-cut", "notify-incomplete", function* (receipt) {
		const whole = receipt.notification();
		const end = whole.length - receipt.contentLocation.length + 12;
		receipt.actor.push(whole.subarray(0, end));
		yield* receipt.pause(1, 2);
	}),
];

function* confirmed(
	receipt: Receipt,
	end: "ack" | readonly [0 | 1, number],
): Step {
	if (receipt.actor.carrier instanceof WspCarrier) {
		const pdu = receipt.notification();
		yield* receipt.actor.carrier.confirmedPush(pdu, end);
	}
}

/** A request about a message that stays where it is, by its Content-Location. */
function* boxed(
	receipt: Receipt,
	request: number,
	confirmation: number,
	answer: readonly Uint8Array[],
): Step {
	const transactionId = receipt.actor.phone.nextTransaction();
	const options = { transactionId, version: 0x93 };
	const pdu = mmse.pdu(request, options, [
		mmse.fields.contentLocation(receipt.contentLocation),
	]);
	const body = mmse.pdu(confirmation, options, answer);
	yield* receipt.post(pdu, { body });
}

export const RECEIVE_ENDINGS: readonly ReceiveEnding[] = [
	...RETRIEVED,
	...ACKNOWLEDGEMENTS,
	...errors(),
	...BROKEN,
	...NOT_FETCHED,
];

/** A message from somebody in another network to a phone. */
export function* receiveLife(
	stage: Stage,
	transport: TransportName,
	how: ReceiveEnding,
): Step {
	const receipt = new Receipt(stage, {
		transport,
		ending: how.name,
		...how.options,
	});
	yield* how.run(receipt);
	stage.truth({
		id: receipt.message,
		ending: `receive/${how.name}`,
		transport,
		recipients: [
			{
				client: receipt.actor.phone.text,
				transactionIds: receipt.transactionIds,
				contentLocation: receipt.contentLocation,
				messageId: receipt.messageId,
				reason: how.reason,
				verdict: verdictOf(how.reason),
				...(how.also && { also: [...how.also] }),
			},
		],
	});
	yield* receipt.actor.leave();
}

/** Two messages fetched on one connection, the requests back to back. */
export function* pipelineLife(stage: Stage): Step {
	const first = new Receipt(stage, { transport: "http", ending: "pipeline" });
	const { phone, carrier } = first.actor;
	const second = new Receipt(stage, {
		transport: "http",
		ending: "pipeline",
		phone,
	});
	yield* first.notify();
	yield* second.notify();
	if (!(carrier instanceof HttpCarrier)) return;
	yield* carrier.pipeline(
		[first, second].map((receipt) => [
			{ method: "GET", url: receipt.url } as const,
			{ body: receipt.retrieveConf() },
		]),
	);
	for (const receipt of [first, second]) {
		yield* receipt.respond();
		stage.truth({
			id: receipt.message,
			ending: "receive/pipeline",
			transport: "http",
			recipients: [
				{
					client: phone.text,
					transactionIds: receipt.transactionIds,
					contentLocation: receipt.contentLocation,
					messageId: receipt.messageId,
					reason: "retrieved-acknowledged",
					verdict: "ok",
				},
			],
		});
		yield* receipt.actor.leave();
	}
}
