import type { Layout, Layouts } from "../pack/layout.js";
import type { Reader } from "../pack/reader.js";
import type { Writer } from "../pack/writer.js";
import type { Exchange } from "../record.js";
import { HALF, HALF_WORDS, PART } from "./halflayout.js";

type Connect = NonNullable<Exchange["connect"]>;

// Kinds of texts that come again (`Layouts.words`).
const TYPE = HALF_WORDS + 0;
const KIND = HALF_WORDS + 1;
const TRANSPORT = HALF_WORDS + 2;
const ENDED = HALF_WORDS + 3;
const ENDED_BY = HALF_WORDS + 4;
const WORDS = HALF_WORDS + 5;

/** How a connection was made. */
const CONNECT: Layout = {
	number: 2,
	keys: ["firstTime", "time", "frames"],
	write: writeConnect,
	read: readConnect,
};

function writeConnect(to: Writer, connect: Connect): void {
	const at = to.bits(1);
	let bits = to.time(connect.firstTime, 1);
	bits |= to.time(connect.time, 1 << 1);
	bits |= to.frames(connect.frames, 1 << 2);
	to.putBits(at, bits, 1);
}

function readConnect(from: Reader): object {
	const bits = from.bits(1);
	return {
		firstTime: from.time(bits & 1),
		time: from.time(bits & (1 << 1)),
		frames: from.frames(bits & (1 << 2)),
	};
}

/** Keys with which all exchanges begin. They are read one by one in each layout, whose objects are one literal. */
const FIRST_KEYS = [
	"type",
	"uid",
	"kind",
	"transport",
	"client",
	"clientPort",
	"server",
	"serverPort",
	"connection",
	"ended",
	"problems",
	"scope",
	"tunnel",
	"url",
];

/** Writes the values of these; returns their bits. */
function writeFirst(to: Writer, exchange: Exchange): number {
	let bits = to.word(exchange.type, 1, TYPE);
	bits |= to.uid(exchange.uid, 1 << 1);
	bits |= to.word(exchange.kind, 1 << 2, KIND);
	bits |= to.word(exchange.transport, 1 << 3, TRANSPORT);
	bits |= to.end(exchange.client, 1 << 4);
	bits |= to.count(exchange.clientPort, 1 << 5);
	bits |= to.end(exchange.server, 1 << 6);
	bits |= to.count(exchange.serverPort, 1 << 7);
	bits |= to.text(exchange.connection, 1 << 8);
	bits |= to.word(exchange.ended, 1 << 9, ENDED);
	bits |= to.any(exchange.problems, 1 << 10);
	bits |= to.text(exchange.scope, 1 << 11);
	bits |= to.any(exchange.tunnel, 1 << 12);
	bits |= to.text(exchange.url, 1 << 13);
	return bits;
}

/** An exchange of HTTP (`src/exchange/http.ts`). */
const HTTP_EXCHANGE: Layout = {
	number: 3,
	keys: [
		...FIRST_KEYS,
		"connect",
		"request",
		"response",
		"answerInGap",
		"zeroWindow",
		"endedBy",
		"endTime",
		"endFrame",
		"endTimeNs",
		"endCapture",
		"endCaptureFrame",
		"tls",
		"dns",
		"icmp",
		"mmsc",
	],
	write: writeHttpExchange,
	read: readHttpExchange,
};

function writeHttpExchange(to: Writer, exchange: Exchange): void {
	const at = to.bits(4);
	let bits = writeFirst(to, exchange);
	bits |= to.object(exchange.connect, 1 << 14, CONNECT);
	bits |= to.object(exchange.request, 1 << 15, HALF);
	bits |= to.object(exchange.response, 1 << 16, HALF);
	bits |= to.any(exchange.answerInGap, 1 << 17);
	bits |= to.any(exchange.zeroWindow, 1 << 18);
	bits |= to.word(exchange.endedBy, 1 << 19, ENDED_BY);
	bits |= to.time(exchange.endTime, 1 << 20);
	bits |= to.frame(exchange.endFrame, 1 << 21);
	bits |= to.any(exchange.endTimeNs, 1 << 22);
	bits |= to.count(exchange.endCapture, 1 << 23);
	bits |= to.frame(exchange.endCaptureFrame, 1 << 24);
	bits |= to.any(exchange.tls, 1 << 25);
	bits |= to.any(exchange.dns, 1 << 26);
	bits |= to.any(exchange.icmp, 1 << 27);
	bits |= to.any(exchange.mmsc, 1 << 28);
	to.putBits(at, bits, 4);
}

function readHttpExchange(from: Reader): object {
	const bits = from.bits(4);
	return {
		type: from.word(bits & 1, TYPE),
		uid: from.any(bits & (1 << 1)),
		kind: from.word(bits & (1 << 2), KIND),
		transport: from.word(bits & (1 << 3), TRANSPORT),
		client: from.end(bits & (1 << 4)),
		clientPort: from.count(bits & (1 << 5)),
		server: from.end(bits & (1 << 6)),
		serverPort: from.count(bits & (1 << 7)),
		connection: from.text(bits & (1 << 8)),
		ended: from.word(bits & (1 << 9), ENDED),
		problems: from.any(bits & (1 << 10)),
		scope: from.text(bits & (1 << 11)),
		tunnel: from.any(bits & (1 << 12)),
		url: from.text(bits & (1 << 13)),
		connect: from.object(bits & (1 << 14), CONNECT),
		request: from.object(bits & (1 << 15), HALF),
		response: from.object(bits & (1 << 16), HALF),
		answerInGap: from.any(bits & (1 << 17)),
		zeroWindow: from.any(bits & (1 << 18)),
		endedBy: from.word(bits & (1 << 19), ENDED_BY),
		endTime: from.time(bits & (1 << 20)),
		endFrame: from.frame(bits & (1 << 21)),
		endTimeNs: from.any(bits & (1 << 22)),
		endCapture: from.count(bits & (1 << 23)),
		endCaptureFrame: from.frame(bits & (1 << 24)),
		tls: from.any(bits & (1 << 25)),
		dns: from.any(bits & (1 << 26)),
		icmp: from.any(bits & (1 << 27)),
		mmsc: from.any(bits & (1 << 28)),
	};
}

/** An exchange of WAP (`src/exchange/wap.ts`). */
const WAP_EXCHANGE: Layout = {
	number: 4,
	keys: [
		...FIRST_KEYS,
		"request",
		"response",
		"abort",
		"icmp",
		"acknowledged",
		"holdOn",
		"endedBy",
		"endTime",
		"endFrame",
		"endTimeNs",
		"endCapture",
		"endCaptureFrame",
		"connect",
	],
	write: writeWapExchange,
	read: readWapExchange,
};

function writeWapExchange(to: Writer, exchange: Exchange): void {
	const at = to.bits(4);
	let bits = writeFirst(to, exchange);
	bits |= to.object(exchange.request, 1 << 14, HALF);
	bits |= to.object(exchange.response, 1 << 15, HALF);
	bits |= to.any(exchange.abort, 1 << 16);
	bits |= to.any(exchange.icmp, 1 << 17);
	bits |= to.any(exchange.acknowledged, 1 << 18);
	bits |= to.any(exchange.holdOn, 1 << 19);
	bits |= to.word(exchange.endedBy, 1 << 20, ENDED_BY);
	bits |= to.time(exchange.endTime, 1 << 21);
	bits |= to.frame(exchange.endFrame, 1 << 22);
	bits |= to.any(exchange.endTimeNs, 1 << 23);
	bits |= to.count(exchange.endCapture, 1 << 24);
	bits |= to.frame(exchange.endCaptureFrame, 1 << 25);
	bits |= to.object(exchange.connect, 1 << 26, CONNECT);
	to.putBits(at, bits, 4);
}

function readWapExchange(from: Reader): object {
	const bits = from.bits(4);
	return {
		type: from.word(bits & 1, TYPE),
		uid: from.any(bits & (1 << 1)),
		kind: from.word(bits & (1 << 2), KIND),
		transport: from.word(bits & (1 << 3), TRANSPORT),
		client: from.end(bits & (1 << 4)),
		clientPort: from.count(bits & (1 << 5)),
		server: from.end(bits & (1 << 6)),
		serverPort: from.count(bits & (1 << 7)),
		connection: from.text(bits & (1 << 8)),
		ended: from.word(bits & (1 << 9), ENDED),
		problems: from.any(bits & (1 << 10)),
		scope: from.text(bits & (1 << 11)),
		tunnel: from.any(bits & (1 << 12)),
		url: from.text(bits & (1 << 13)),
		request: from.object(bits & (1 << 14), HALF),
		response: from.object(bits & (1 << 15), HALF),
		abort: from.any(bits & (1 << 16)),
		icmp: from.any(bits & (1 << 17)),
		acknowledged: from.any(bits & (1 << 18)),
		holdOn: from.any(bits & (1 << 19)),
		endedBy: from.word(bits & (1 << 20), ENDED_BY),
		endTime: from.time(bits & (1 << 21)),
		endFrame: from.frame(bits & (1 << 22)),
		endTimeNs: from.any(bits & (1 << 23)),
		endCapture: from.count(bits & (1 << 24)),
		endCaptureFrame: from.frame(bits & (1 << 25)),
		connect: from.object(bits & (1 << 26), CONNECT),
	};
}

/** Exchanges as their makers make them: with all keys of a layout, in order. Others are packed as well, not so quickly. */
export const LAYOUTS: Layouts<Exchange> = {
	all: [PART, HALF, CONNECT, HTTP_EXCHANGE, WAP_EXCHANGE],
	words: WORDS,
	of: ({ transport }) =>
		transport === "http" || transport === "pap" ? HTTP_EXCHANGE : WAP_EXCHANGE,
};
