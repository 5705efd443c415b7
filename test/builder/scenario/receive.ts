import type { Stage, TransportName } from "./actor.js";
import type { Step } from "./carrier.js";
import type { ReceiveEnding } from "./ending.js";
import { BROKEN, errors } from "./failed.js";
import { ACKNOWLEDGEMENTS, RETRIEVED } from "./fetched.js";
import { HttpCarrier } from "./httpcarrier.js";
import { Receipt } from "./receipt.js";
import { verdictOf } from "./truth.js";
import { LATE, NOT_FETCHED } from "./unfetched.js";

export { LATE as LATE_ENDINGS };

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
