import type { Exchange, Half, Hop, Instant, Step } from "../record.js";
import { type Evidence, isBroken } from "./evidence.js";
import { messageTypeOf } from "./field.js";
import { addFrames, sortFrames } from "./frames.js";
import { withHops } from "./leg.js";
import { pduName } from "./pdutype.js";
import { httpStatus } from "./status.js";

function stepOf(event: string, half: Half): Step {
	const { frame, time, timeNs, firstTime, frames } = half;
	const step: Step =
		timeNs === undefined
			? { event, frame, time, firstTime, frames }
			: { event, frame, time, timeNs, firstTime, frames };
	if (half.capture !== undefined) step.capture = half.capture;
	if (half.captureFrame !== undefined) step.captureFrame = half.captureFrame;
	if (!half.complete) step.complete = false;
	return step;
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
	const steps: Step[] = [];
	addSteps(steps, evidence);
	return steps;
}

function addSteps(steps: Step[], evidence: Evidence): void {
	const { request, response, acknowledged } = evidence.exchange;
	const attempt = attemptOf(evidence);
	if (attempt) steps.push(attempt);
	if (request) steps.push(stepOf(requestEvent(request), request));
	if (response) steps.push(stepOf(answerEvent(response), response));
	if (acknowledged) steps.push(instant("push-ack", acknowledged));
	const end = endOf(evidence);
	if (end) steps.push(end);
}

/** What happened in the exchanges and reports of a leg, in order of time. */
export function sortedSteps(
	exchanges: readonly Evidence[],
	reports: readonly Evidence[],
): Step[] {
	const steps: Step[] = [];
	for (const evidence of exchanges) addSteps(steps, evidence);
	for (const evidence of reports) addSteps(steps, evidence);
	return steps.sort(compareSteps);
}

/** A connection that was tried, or is encrypted. */
function attemptOf({ exchange }: Evidence): Step | undefined {
	const { kind, connect, tls, dns, transport } = exchange;
	if (kind !== "attempt" || !connect) return undefined;
	const frame = connect.frames.at(-1)!;
	const event = tls
		? "tls"
		: dns
			? "dns-query"
			: transport === "wsp"
				? "wsp-connect"
				: "syn";
	return { event, frame, ...connect };
}

function instant(event: string, at: Instant): Step {
	const { time, frame } = at;
	return { event, firstTime: time, frames: [frame], ...at };
}

/** How an exchange broke; nothing when it was answered, or only ran out of time. */
function endOf({ exchange }: Evidence): Step | undefined {
	const { endFrame, endTime, endTimeNs } = exchange;
	if (!isBroken(exchange)) return undefined;
	if (endFrame === undefined || endTime === undefined) return undefined;
	const step = instant(endEvent(exchange), { time: endTime, frame: endFrame });
	if (endTimeNs !== undefined) step.timeNs = endTimeNs;
	const { endCapture, endCaptureFrame } = exchange;
	if (endCapture !== undefined) step.capture = endCapture;
	if (endCaptureFrame !== undefined) step.captureFrame = endCaptureFrame;
	return step;
}

function endEvent({ ended, dns }: Exchange): string {
	if (dns?.rcode !== undefined) return "dns-error";
	return ended === "abort" ? "wtp-abort" : ended;
}

function compareSteps(a: Step, b: Step): number {
	return a.time - b.time || a.frame - b.frame;
}

/** Frames of all steps of the exchanges, each once, ascending. */
export function framesOfAll(exchanges: readonly Evidence[]): number[] {
	const frames: number[] = [];
	for (const { exchange } of exchanges) {
		const { kind, connect, request, response, acknowledged } = exchange;
		const { endFrame, endTime } = exchange;
		if (kind === "attempt" && connect) addFrames(frames, connect.frames);
		if (request) addFrames(frames, request.frames);
		if (response) addFrames(frames, response.frames);
		if (acknowledged) frames.push(acknowledged.frame);
		if (endFrame === undefined || endTime === undefined) continue;
		if (isBroken(exchange)) frames.push(endFrame);
	}
	return sortFrames(frames);
}

/** The carriers that exchanges were seen on, when any was seen on more than one: nearest to the handset first. */
export function hopsOf(
	exchanges: readonly Evidence[],
	reports: readonly Evidence[],
): Hop[] {
	if (exchanges.every(hasNoHops) && reports.every(hasNoHops)) return [];
	const hops = new Map<string, Hop>();
	for (const evidence of [...exchanges, ...reports]) {
		if (hasNoHops(evidence)) continue;
		for (const hop of withHops(evidence)) addHop(hops, hop);
	}
	return [...hops.values()];
}

function hasNoHops({ inner }: Evidence): boolean {
	return inner.length === 0;
}

function addHop(hops: Map<string, Hop>, evidence: Evidence): void {
	const { client, server, serverPort, transport } = evidence.exchange;
	const { firstTime, lastTime } = evidence;
	// Over PAP the server's side asks: its port is another one each time.
	const port = transport === "pap" ? 0 : serverPort;
	const { scope = "", tunnel } = evidence.exchange;
	const key = [transport, client, server, port, scope].join(" ");
	const frames = framesOfAll([evidence]);
	const known = hops.get(key);
	if (!known) {
		const hop: Hop = {
			client,
			server,
			serverPort,
			transport,
			firstTime,
			time: lastTime,
			frames,
		};
		const { capture } = evidence.exchange.request ?? {};
		if (capture !== undefined) hop.capture = capture;
		if (tunnel) hop.tunnel = tunnel;
		hops.set(key, hop);
		return;
	}
	known.firstTime = Math.min(known.firstTime, firstTime);
	known.time = Math.max(known.time, lastTime);
	known.frames = sortFrames([...known.frames, ...frames]);
}
