import type { Exchange, Half, Hop, Instant, Step } from "../record.js";
import type { Evidence } from "./evidence.js";
import { isBroken } from "./facts.js";
import { messageTypeOf } from "./field.js";
import { addFrame, addFrames, lastFrame, takeFrames } from "./frames.js";
import { sortAlmost } from "./order.js";
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

/** Adds what happened in one exchange, in the order of its parts. */
function addSteps(steps: Step[], evidence: Evidence): void {
	const { exchange } = evidence;
	const { request, response, acknowledged } = exchange;
	if (exchange.kind === "attempt") addAttempt(steps, exchange);
	if (request) steps.push(stepOf(requestEvent(request), request));
	if (response) steps.push(stepOf(answerEvent(response), response));
	if (acknowledged) steps.push(instant("push-ack", acknowledged));
	if (isBroken(exchange)) addEnd(steps, exchange);
}

/** What happened in the exchanges and reports of a leg, in order of time. */
export function sortedSteps(
	exchanges: readonly Evidence[],
	reports: readonly Evidence[],
): Step[] {
	const steps: Step[] = [];
	for (let i = 0; i < exchanges.length; i++) addSteps(steps, exchanges[i]!);
	for (let i = 0; i < reports.length; i++) addSteps(steps, reports[i]!);
	// Exchanges come in order of time, and most are over before the next.
	return sortAlmost(steps, compareSteps);
}

/** The first that happened in an exchange, by its name. */
export function firstEventOf(evidence: Evidence): string | undefined {
	const { kind, request } = evidence.exchange;
	if (kind !== "attempt" && request) return requestEvent(request);
	const steps: Step[] = [];
	addSteps(steps, evidence);
	return steps[0]?.event;
}

/** A connection that was tried, or is encrypted. */
function addAttempt(steps: Step[], exchange: Exchange): void {
	const { connect, tls, dns, transport } = exchange;
	if (!connect) return;
	const frame = connect.frames.at(-1)!;
	const event = tls
		? "tls"
		: dns
			? "dns-query"
			: transport === "wsp"
				? "wsp-connect"
				: "syn";
	const { retransmissions: _, ...tried } = connect;
	steps.push({ event, frame, ...tried });
}

function instant(event: string, at: Instant): Step {
	const { time, frame } = at;
	return { event, firstTime: time, frames: [frame], ...at };
}

/** How an exchange broke; nothing when it was answered, or only ran out of time. */
function addEnd(steps: Step[], exchange: Exchange): void {
	const { endFrame, endTime, endTimeNs } = exchange;
	if (endFrame === undefined || endTime === undefined) return;
	const step = instant(endEvent(exchange), { time: endTime, frame: endFrame });
	if (endTimeNs !== undefined) step.timeNs = endTimeNs;
	const { endCapture, endCaptureFrame } = exchange;
	if (endCapture !== undefined) step.capture = endCapture;
	if (endCaptureFrame !== undefined) step.captureFrame = endCaptureFrame;
	steps.push(step);
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
	for (let i = 0; i < exchanges.length; i++)
		addFramesOf(exchanges[i]!.exchange);
	return takeFrames();
}

/** Frames of all steps of one exchange, each once, ascending. */
export function framesOf({ exchange }: Evidence): number[] {
	addFramesOf(exchange);
	return takeFrames();
}

function addFramesOf(exchange: Exchange): void {
	const { kind, connect, request, response, acknowledged } = exchange;
	const { endFrame, endTime } = exchange;
	if (kind === "attempt" && connect) addFrames(connect.frames);
	if (request) addHalf(request);
	if (response) addHalf(response);
	if (acknowledged) addFrame(acknowledged.frame);
	if (endFrame === undefined || endTime === undefined) return;
	if (isBroken(exchange)) addFrame(endFrame);
}

/** The frame that completed it is no other than its last, but for a body that ends with the connection: the FIN. */
function addHalf({ frames, frame }: Half): void {
	addFrames(frames);
	if (frame !== lastFrame()) addFrame(frame);
}

/** The places where exchanges were seen, when any was seen at more than one: nearest to the handset first (STATES 1). */
export function hopsOf(
	exchanges: readonly Evidence[],
	reports: readonly Evidence[],
): Hop[] {
	const hops: Seen[] = [];
	addHops(hops, exchanges);
	addHops(hops, reports);
	return hops.length === 0 ? [] : hops.map(joined);
}

function addHops(hops: Seen[], exchanges: readonly Evidence[]): void {
	for (let i = 0; i < exchanges.length; i++)
		if (exchanges[i]!.inner.length > 0) addHop(hops, exchanges[i]!, 0);
}

/** A hop, and whether its ends are those of a request: a push says them only when nothing else does. */
interface Seen {
	hop: Hop;
	isAsked: boolean;
	/** What was seen there: put together at the end, as there may be very many. */
	evidence: Evidence[];
}

function addHop(hops: Seen[], evidence: Evidence, depth: number): void {
	const known = hops[depth];
	const isAsked = evidence.exchange.kind === "request";
	if (!known) {
		const hop = hopOf(evidence);
		hops[depth] = { hop, isAsked, evidence: [evidence] };
	} else {
		known.evidence.push(evidence);
		if (isAsked && !known.isAsked) known.hop = hopOf(evidence);
		known.isAsked ||= isAsked;
	}
	for (let i = 0; i < evidence.inner.length; i++)
		addHop(hops, evidence.inner[i]!, depth + 1);
}

/** The hop with the times and frames of all that was seen there. */
function joined({ hop, evidence }: Seen): Hop {
	if (evidence.length === 1) return hop;
	let { firstTime, time } = hop;
	for (let i = 0; i < evidence.length; i++) {
		firstTime = Math.min(firstTime, evidence[i]!.firstTime);
		time = Math.max(time, evidence[i]!.lastTime);
	}
	return { ...hop, firstTime, time, frames: framesOfAll(evidence) };
}

function hopOf(evidence: Evidence): Hop {
	const { firstTime, lastTime, exchange } = evidence;
	const { client, server, serverPort, transport, tunnel } = exchange;
	const hop: Hop = {
		client,
		server,
		serverPort,
		transport,
		firstTime,
		time: lastTime,
		frames: framesOf(evidence),
	};
	const { capture } = exchange.request ?? exchange.response ?? {};
	if (capture !== undefined) hop.capture = capture;
	if (tunnel) hop.tunnel = tunnel;
	return hop;
}
