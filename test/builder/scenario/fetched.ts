import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import {
	type Answer,
	type End,
	HTML_ANSWER,
	NO_CONTENT,
	type Step,
} from "./carrier.js";
import {
	ALL,
	CLIENT_FIN,
	ending,
	HTTP,
	type ReceiveEnding,
	SERVER_RST,
	SILENCE,
	WSP,
} from "./ending.js";
import type { Receipt } from "./receipt.js";

const { MMS_STATUS } = mmse;

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

/** The message arrived. */
export const RETRIEVED: readonly ReceiveEnding[] = [
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
		// Another acknowledgement of this phone within a minute would be taken for its own.
		yield* receipt.pause(61, 70);
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

/** The message arrived; what the phone says about it does not. */
export const ACKNOWLEDGEMENTS: readonly ReceiveEnding[] = [
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
