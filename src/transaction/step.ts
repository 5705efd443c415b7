import type { Half, Hop, Step } from "../record.js";
import type { Evidence } from "./evidence.js";
import { messageTypeOf } from "./field.js";
import { withHops } from "./leg.js";
import { pduName } from "./pdutype.js";
import { httpStatus } from "./status.js";

function stepOf(event: string, half: Half): Step {
	return {
		event,
		frame: half.frame,
		time: half.time,
		...(half.timeNs !== undefined && { timeNs: half.timeNs }),
		firstTime: half.firstTime,
		frames: half.frames,
		...(half.capture !== undefined && { capture: half.capture }),
		...(half.captureFrame !== undefined && { captureFrame: half.captureFrame }),
		...(!half.complete && { complete: false as const }),
	};
}

function requestEvent(half: Half): string {
	const name = pduName(messageTypeOf(half));
	if (name !== undefined) return name;
	return half["http.request.method"]?.toLowerCase() ?? "request";
}

function answerEvent(half: Half): string {
	const name = pduName(messageTypeOf(half));
	if (name !== undefined) return name;
	const status = httpStatus(half);
	if (status !== undefined) return `http-${status}`;
	const octet = half["wsp.reply.status"];
	return octet === undefined ? "answer" : `wsp-0x${octet.toString(16)}`;
}

/** What happened in one exchange, in the order of its parts. */
export function stepsOf(evidence: Evidence): Step[] {
	const { request, response, acknowledged } = evidence.exchange;
	const steps: Step[] = [];
	const attempt = attemptOf(evidence);
	if (attempt) steps.push(attempt);
	if (request) steps.push(stepOf(requestEvent(request), request));
	if (response) steps.push(stepOf(answerEvent(response), response));
	if (acknowledged) steps.push(instant("push-ack", acknowledged));
	const end = endOf(evidence);
	if (end) steps.push(end);
	return steps;
}

/** A connection that was tried, or is encrypted. */
function attemptOf({ exchange }: Evidence): Step | undefined {
	const { kind, connect, tls } = exchange;
	if (kind !== "attempt" || !connect) return undefined;
	const frame = connect.frames.at(-1)!;
	const event = tls ? "tls" : "syn";
	return { event, frame, ...connect };
}

function instant(event: string, at: { time: number; frame: number }): Step {
	const { time, frame } = at;
	return { event, frame, time, firstTime: time, frames: [frame] };
}

/** How an exchange broke; nothing when it was answered, or only ran out of time. */
function endOf({ exchange }: Evidence): Step | undefined {
	const { ended, endFrame, endTime, response } = exchange;
	if (response?.complete || ended === "open") return undefined;
	if (endFrame === undefined || endTime === undefined) return undefined;
	const event = ended === "abort" ? "wtp-abort" : ended;
	return instant(event, { time: endTime, frame: endFrame });
}

export function compareSteps(a: Step, b: Step): number {
	return a.time - b.time || a.frame - b.frame;
}

/** Frames of all steps, each once, ascending. */
export function framesOfSteps(steps: readonly Step[]): number[] {
	const frames = new Set(steps.flatMap((step) => step.frames));
	return [...frames].sort((a, b) => a - b);
}

/** The carriers that exchanges were seen on, when any was seen on more than one: nearest to the handset first. */
export function hopsOf(exchanges: readonly Evidence[]): Hop[] {
	const hops = new Map<string, Hop>();
	for (const evidence of exchanges) {
		if (evidence.inner.length === 0) continue;
		for (const hop of withHops(evidence)) addHop(hops, hop);
	}
	return [...hops.values()];
}

function addHop(hops: Map<string, Hop>, evidence: Evidence): void {
	const { client, server, serverPort, transport } = evidence.exchange;
	// Over PAP the server's side asks: its port is another one each time.
	const port = transport === "pap" ? 0 : serverPort;
	const key = [transport, client, server, port].join(" ");
	const frames = framesOfSteps(stepsOf(evidence));
	const known = hops.get(key);
	if (!known) {
		const { firstTime, lastTime } = evidence;
		const time = lastTime;
		const hop = {
			client,
			server,
			serverPort,
			transport,
			firstTime,
			time,
			frames,
		};
		hops.set(key, hop);
		return;
	}
	known.firstTime = Math.min(known.firstTime, evidence.firstTime);
	known.time = Math.max(known.time, evidence.lastTime);
	known.frames = [...new Set([...known.frames, ...frames])].sort(
		(a, b) => a - b,
	);
}
