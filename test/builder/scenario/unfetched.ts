import { endpoint } from "../ip.js";
import * as mmse from "../mmse.js";
import { TcpConnection } from "../tcp.js";
import type { Step } from "./carrier.js";
import { ending, HTTP, type ReceiveEnding, WSP } from "./ending.js";
import { HttpCarrier } from "./httpcarrier.js";
import { clientHello } from "./other.js";
import type { Receipt } from "./receipt.js";
import { WspCarrier } from "./wapcarrier.js";

const { MMS_STATUS } = mmse;

function told(name: string, status: number): ReceiveEnding {
	return ending(name, name, function* (receipt) {
		yield* receipt.notify();
		yield* receipt.respond(status);
	});
}

/** Messages that nobody fetched. */
export const NOT_FETCHED: readonly ReceiveEnding[] = [
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
	ending(
		"connect-failed",
		"retrieve-connect-failed",
		function* (receipt) {
			yield* receipt.notify();
			const { carrier } = receipt.actor;
			if (carrier instanceof HttpCarrier) yield* carrier.refused();
			// What the phone does next at this server would be what the attempt was for.
			yield* receipt.pause(601, 620);
		},
		HTTP,
	),
	{
		...ending("tls", "retrieve-tls", overTls, HTTP),
		options: { secure: true },
	},
	ending("acked-alone", "acked-not-seen", function* (receipt) {
		yield* receipt.respond();
	}),
	ending("push-cut", "notify-incomplete", function* (receipt) {
		const whole = receipt.notification();
		receipt.actor.push(whole.subarray(0, 30));
		yield* receipt.pause(1, 2);
	}),
];

/** A fetch that can only be guessed from sizes and times. */
function* overTls(receipt: Receipt): Step {
	yield* receipt.notify();
	const { actor } = receipt;
	const { random } = actor.world;
	const { mmsc } = actor.world.servers(actor.phone);
	const server = endpoint(mmsc.address, 443);
	const hello = clientHello("mmsc.example", random);
	new TcpConnection(actor.tap, actor.phone.endpoint(), server)
		.open()
		.send("client", hello)
		.send("server", actor.world.filling(3000))
		.send("client", actor.world.filling(300))
		.send("server", actor.world.filling(9000))
		.close();
	yield;
}

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

/** What happens shortly before the capture ends. */
export const LATE: readonly ReceiveEnding[] = [
	ending("notified-late", "notify-sent", (receipt) => receipt.notify()),
	ending(
		"confirmed-late",
		"notify-push-acked",
		(receipt) => confirmed(receipt, "ack"),
		WSP,
	),
];
