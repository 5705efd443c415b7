import type { Exchange, Half, Leg, Message, Step } from "../../record.js";

/** Where an exchange belongs: the column of its client, and the recipient that it is about. */
export interface Place {
	side: "sender" | "recipient";
	/** Index into `recipients`; absent for the submission. */
	recipient?: number;
}

/** PDUs that a server pushes to the sender about a recipient (OMA-TS-MMS_ENC-V1_3 6.6, 6.7). */
const TOLD_TO_SENDER: ReadonlySet<unknown> = new Set([0x86, 0x88]);

/** Finds the leg that has the exchange among its steps; without one, goes by the address of the client. */
export function placeOf(exchange: Exchange, message: Message): Place {
	const recipient = recipientOf(exchange, message);
	const type = exchange.request?.["mmse.message_type"];
	if (TOLD_TO_SENDER.has(type)) {
		return recipient === undefined
			? { side: "sender" }
			: { side: "sender", recipient };
	}
	return recipient === undefined
		? { side: "sender" }
		: { side: "recipient", recipient };
}

function recipientOf(
	exchange: Exchange,
	{ send, recipients }: Message,
): number | undefined {
	if (send && hasSteps(send, exchange)) return undefined;
	const index = recipients.findIndex((leg) => hasSteps(leg, exchange));
	if (index >= 0) return index;
	if (send?.client === exchange.client) return undefined;
	const known = recipients.findIndex(
		({ client }) => client === exchange.client,
	);
	if (known >= 0) return known;
	return send || recipients.length === 0 ? undefined : 0;
}

function hasSteps({ steps }: Leg, exchange: Exchange): boolean {
	const { request, response, acknowledged, connect } = exchange;
	const { kind, endFrame, endTime } = exchange;
	return steps.some(
		(step) =>
			isHalf(step, request) ||
			isHalf(step, response) ||
			(acknowledged !== undefined && isAt(step, acknowledged)) ||
			(kind === "attempt" &&
				(isAt(step, { frame: endFrame, time: endTime }) ||
					(connect !== undefined &&
						isAt(step, { frame: connect.frames.at(-1), time: connect.time })))),
	);
}

// Two PDUs may end in one frame, but not begin and end in the same ones under one name.
function isHalf(step: Step, half: Half | undefined): boolean {
	return (
		half !== undefined &&
		step.frame === half.frame &&
		step.firstTime === half.firstTime &&
		step.frames.length === half.frames.length
	);
}

function isAt(
	step: Step,
	at: { frame: number | undefined; time: number | undefined },
): boolean {
	return step.frame === at.frame && step.time === at.time;
}
