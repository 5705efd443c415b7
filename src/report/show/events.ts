import type { Exchange, Half, Message } from "../../record.js";
import { wtpAbortReason } from "../../wap/names.js";
import { messageTypeName } from "../table/names.js";
import { formatDuration } from "../table/text.js";
import { type Lane, Lanes } from "./lanes.js";
import { carriageNotes, notesOf, type Tone, toneOf } from "./notes.js";
import type { Place } from "./place.js";

/** What of the carriers below MMS is shown beside the PDUs. */
export interface Layers {
	/** Handshakes and ends of TCP connections. */
	tcp?: boolean;
	/** Acknowledgements, and the frames of each PDU. */
	wtp?: boolean;
	/** Names that were not resolved, also where that decided nothing. */
	dns?: boolean;
}

/** One rung of the ladder. */
export interface LadderEvent {
	time: number;
	frame: number;
	/** With several captures: which, from 1, and the frame within it. */
	inFile?: string;
	from: Lane;
	to: Lane;
	label: string;
	notes: string[];
	tone: Tone | undefined;
	/** It never arrived as a whole. */
	isLost?: true;
	/** Both sides took part. */
	isMutual?: true;
	/** It was seen nearer to the handset as well. */
	isRelay?: true;
	/** Reasons that it is the last evidence of. */
	reasons: string[];
	recipient: number | undefined;
}

/** Where an event is drawn. */
interface Rung {
	near: Lane;
	far: Lane;
	place: Place;
	isRelay: boolean;
}

/** One exchange on its hops, nearest to the handset first, and the leg it belongs to. */
export interface PlacedExchange {
	hops: readonly Exchange[];
	place: Place;
}

/** What happened in the exchanges, in order of time. */
export function eventsOf(
	message: Message,
	exchanges: readonly PlacedExchange[],
	layers: Layers,
): LadderEvent[] {
	const lanes = new Lanes(message);
	const shown = { ...layers, dns: layers.dns || isAboutNames(message) };
	// The address that phones ask is that of the MMSC, where another one pushes.
	const isPush = ({ hops }: PlacedExchange) => hops[0]?.kind === "push";
	const ordered = [
		...exchanges.filter((one) => !isPush(one)),
		...exchanges.filter(isPush),
	];
	const events = ordered.flatMap(({ hops, place }) => {
		return hops.flatMap((exchange, index) => {
			const [near, far] = lanes.ends(hops, index, place);
			const rung = { near, far, place, isRelay: index > 0 };
			return eventsOfExchange(exchange, rung, shown);
		});
	});
	return events.sort((a, b) => a.time - b.time || a.frame - b.frame);
}

function isAboutNames({ send, recipients }: Message): boolean {
	const isDns = ({ reason }: { reason: string }) =>
		reason.endsWith("dns-failed");
	return (send !== null && isDns(send)) || recipients.some(isDns);
}

function eventsOfExchange(
	exchange: Exchange,
	rung: Rung,
	layers: Layers,
): LadderEvent[] {
	const { request, response, kind, dns } = exchange;
	if (dns) return layers.dns ? [dnsEvent(exchange, rung)] : [];
	const isPush = kind === "push";
	const events: LadderEvent[] = [];
	const connect = connectEvent(exchange, rung, layers);
	if (connect) events.push(connect);
	if (request)
		events.push(
			halfEvent(request, requestLabel(exchange, request), rung, {
				isUp: !isPush,
				layers,
			}),
		);
	if (
		request &&
		exchange.url !== undefined &&
		isPlainGet(request) &&
		!rung.isRelay
	)
		events.at(-1)?.notes.unshift(exchange.url);
	if (exchange.holdOn && layers.wtp) events.at(-1)?.notes.push("hold-on ack");
	if (response)
		events.push(
			halfEvent(response, answerLabel(response), rung, {
				isUp: isPush,
				layers,
			}),
		);
	const acknowledged = acknowledgedEvent(exchange, rung);
	if (acknowledged) events.push(acknowledged);
	const end = endEvent(exchange, rung, layers);
	if (end) events.push(end);
	else if (kind === "request" && request && !response)
		events
			.at(-1)
			?.notes.push(exchange.answerInGap ? "answer not captured" : "no answer");
	return events;
}

function isPlainGet(request: Half): boolean {
	return request["mmse.message_type"] === undefined;
}

/** When and where: `capture` counts from 0. */
interface At {
	time: number;
	frame: number;
	capture?: number | undefined;
	captureFrame?: number | undefined;
}

function rungEvent(
	at: At,
	label: string,
	{ near, far, place, isRelay }: Rung,
	isUp: boolean,
): LadderEvent {
	const event: LadderEvent = {
		time: at.time,
		frame: at.frame,
		from: isUp ? near : far,
		to: isUp ? far : near,
		label,
		notes: [],
		tone: undefined,
		reasons: [],
		recipient: place.recipient,
	};
	if (at.capture !== undefined)
		event.inFile = `${at.capture + 1}:${at.captureFrame ?? "?"}`;
	if (isRelay) event.isRelay = true;
	return event;
}

function halfEvent(
	half: Half,
	label: string,
	rung: Rung,
	{ isUp, layers }: { isUp: boolean; layers: Layers },
): LadderEvent {
	const event = rungEvent(half, label, rung, isUp);
	event.notes = rung.isRelay ? carriageNotes(half) : notesOf(half);
	event.tone = toneOf(half);
	if (!half.complete) event.isLost = true;
	if ((layers.wtp || layers.tcp) && half.frames.length > 1)
		event.notes.push(`frames ${ranges(half.frames)}`);
	return event;
}

function requestLabel({ kind, transport }: Exchange, request: Half): string {
	const type = request["mmse.message_type"];
	if (type !== undefined) return messageTypeName(type);
	if (kind === "attempt" && transport.startsWith("wsp")) return "WSP Connect";
	const method = request["http.request.method"];
	return method ?? (kind === "push" ? "push" : "request");
}

function answerLabel(response: Half): string {
	const type = response["mmse.message_type"];
	if (type !== undefined) return messageTypeName(type);
	const code = response["http.response.code"];
	if (code !== undefined)
		return `HTTP ${code} ${response["http.response.phrase"] ?? ""}`.trimEnd();
	const status = response["wsp.reply.status"];
	return status === undefined ? "answer" : `WSP 0x${status.toString(16)}`;
}

function dnsEvent(exchange: Exchange, rung: Rung): LadderEvent {
	const { dns, connect, endTime, endFrame } = exchange;
	const at = {
		time: endTime ?? connect?.time ?? 0,
		frame: endFrame ?? connect?.frames.at(-1) ?? 0,
		capture: exchange.endCapture ?? connect?.capture,
		captureFrame: exchange.endCaptureFrame ?? connect?.captureFrame,
	};
	const event = rungEvent(at, "DNS query", rung, true);
	const { rcode, name } = dns as NonNullable<Exchange["dns"]>;
	event.notes = [name, rcode === undefined ? "no answer" : rcodeName(rcode)];
	event.tone = "bad";
	event.isLost = true;
	return event;
}

/** RFC 1035 4.1.1. */
const RCODES: Readonly<Record<number, string>> = {
	1: "format error",
	2: "server failure",
	3: "no such name",
	4: "not implemented",
	5: "refused",
};

function rcodeName(rcode: number): string {
	return RCODES[rcode] ?? `RCODE ${rcode}`;
}

/** A connection: of an attempt always, of others when they are asked for. */
function connectEvent(
	exchange: Exchange,
	rung: Rung,
	layers: Layers,
): LadderEvent | undefined {
	const { connect, kind, transport, tls } = exchange;
	if (!connect) return undefined;
	const isWsp = transport.startsWith("wsp");
	// Of some attempts there is more: a WSP Connect with its answer, a CONNECT to a proxy.
	const isAttempt = kind === "attempt" && !exchange.request;
	if (kind === "attempt" && isWsp && !isAttempt) return undefined;
	if (!isAttempt && !(isWsp ? layers.wtp : layers.tcp)) return undefined;
	const frame = connect.frames.at(-1) ?? 0;
	const label = isWsp
		? "WSP Connect"
		: isAttempt && !tls
			? "SYN"
			: "TCP connect";
	const event = rungEvent({ ...connect, frame }, label, rung, true);
	const took = formatDuration(connect.time - connect.firstTime);
	if (tls) {
		event.label = "TLS";
		event.notes = [tls.serverName, "encrypted"];
		event.tone = "unclear";
	} else if (isAttempt) {
		event.notes =
			connect.frames.length > 1
				? [`${connect.frames.length} times, ${took}`]
				: [];
		event.tone = "bad";
		event.isLost = true;
	} else {
		event.notes = [took, `frames ${ranges(connect.frames)}`];
		event.tone = "quiet";
		event.isMutual = true;
	}
	return event;
}

function acknowledgedEvent(
	{ acknowledged }: Exchange,
	rung: Rung,
): LadderEvent | undefined {
	if (!acknowledged) return undefined;
	const event = rungEvent(acknowledged, "Ack", rung, true);
	event.tone = "good";
	event.notes = ["push acknowledged"];
	return event;
}

const END_LABELS: Readonly<Record<Exchange["ended"], string>> = {
	fin: "FIN",
	rst: "RST",
	abort: "Abort",
	timeout: "no answer",
	unreachable: "unreachable",
	open: "open",
};

/** The end of the carrier, where it cut something off; all ends of TCP connections when they are asked for. */
function endEvent(
	exchange: Exchange,
	rung: Rung,
	layers: Layers,
): LadderEvent | undefined {
	const { ended, endTime, endFrame, endedBy, abort, icmp } = exchange;
	if (ended === "open" || endTime === undefined || endFrame === undefined)
		return undefined;
	const isCut =
		exchange.kind !== "push" && exchange.response?.complete !== true;
	if (!isCut && !abort && !layers.tcp) return undefined;
	const { endCapture: capture, endCaptureFrame: captureFrame } = exchange;
	const at = { time: endTime, frame: endFrame, capture, captureFrame };
	const isUp = endedBy === "client";
	const event = rungEvent(at, END_LABELS[ended], rung, isUp);
	event.tone = isCut ? "bad" : "quiet";
	if (endedBy === "unknown" || ended === "timeout") event.isMutual = true;
	if (abort) event.notes.push(wtpAbortReason(abort.type, abort.reason));
	if (icmp) event.notes.push(`ICMP type ${icmp.type}, code ${icmp.code}`);
	return event;
}

/** `1-3, 5, 7-8`. */
export function ranges(frames: readonly number[]): string {
	const parts: string[] = [];
	for (let i = 0; i < frames.length; ) {
		let last = i;
		while (frames[last + 1] === (frames[last] as number) + 1) last++;
		parts.push(last === i ? `${frames[i]}` : `${frames[i]}-${frames[last]}`);
		i = last + 1;
	}
	return parts.join(", ");
}
