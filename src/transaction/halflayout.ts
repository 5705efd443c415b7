import type { Layout } from "../pack/layout.js";
import type { Reader } from "../pack/reader.js";
import type { Writer } from "../pack/writer.js";
import type { Half, Part } from "../record.js";

// Kinds of texts that come again (`Layouts.words`); those of exchanges stand before them.
const CAUSE = 0;
const AGENT = 1;
const SERVER = 2;
const VIA = 3;
const METHOD = 4;
const PHRASE = 5;
const VERSION = 6;
const MEDIA_TYPE = 7;
const PART_NAME = 8;
export const HALF_WORDS = 9;

/** What correlation reads of a part of a PDU (`src/mms/judgedpart.ts`). */
export const PART: Layout = {
	number: 0,
	keys: ["contentType", "name", "size", "missing", "hash"],
	write: writePart,
	read: readPart,
};

function writePart(to: Writer, part: Part): void {
	const at = to.bits(1);
	let bits = to.word(part.contentType, 1, MEDIA_TYPE);
	bits |= to.word(part.name, 1 << 1, PART_NAME);
	bits |= to.count(part.size, 1 << 2);
	bits |= to.count(part.missing, 1 << 3);
	bits |= to.hash(part.hash, 1 << 4);
	to.putBits(at, bits, 1);
}

function readPart(from: Reader): object {
	const bits = from.bits(1);
	return {
		contentType: from.word(bits & 1, MEDIA_TYPE),
		name: from.word(bits & (1 << 1), PART_NAME),
		size: from.count(bits & (1 << 2)),
		missing: from.count(bits & (1 << 3)),
		hash: from.text(bits & (1 << 4)),
	};
}

/** What correlation reads of a half (`src/exchange/judgedhalf.ts`). Its bits are two rows. */
export const HALF: Layout = {
	number: 1,
	keys: [
		"firstTime",
		"time",
		"frame",
		"frames",
		"bytes",
		"complete",
		"retransmissions",
		"lastDataTime",
		"missing",
		"missingCause",
		"acknowledged",
		"http.user_agent",
		"http.server",
		"http.location",
		"http.via",
		"number",
		"http.request.method",
		"http.response.code",
		"http.response.phrase",
		"wsp.reply.status",
		"mmse.message_type",
		"mmse.transaction_id",
		"mmse.mms_version",
		"mmse.message_id",
		"mmse.from",
		"mmse.to",
		"mmse.subject",
		"mmse.date",
		"mmse.content_location",
		"mmse.message_size",
		"mmse.expiry.abs",
		"mmse.expiry.rel",
		"mmse.delivery_report",
		"mmse.status",
		"mmse.response_status",
		"mmse.retrieve_status",
		"mmse.read_status",
		"parts",
		"pduHash",
		"bodyHash",
		"bodyBytes",
		"mmse.cc",
		"mmse.bcc",
		"mmse.response_text",
		"mmse.retrieve_text",
		"garbled",
		"mmstrace.store_status",
		"http.content_range",
	],
	write: writeHalf,
	read: readHalf,
};

function writeHalf(to: Writer, half: Half): void {
	const at = to.bits(6);
	let low = to.time(half.firstTime, 1);
	low |= to.time(half.time, 1 << 1);
	low |= to.frame(half.frame, 1 << 2);
	low |= to.frames(half.frames, 1 << 3);
	low |= to.count(half.bytes, 1 << 4);
	low |= to.any(half.complete, 1 << 5);
	low |= to.count(half.retransmissions, 1 << 6);
	low |= to.time(half.lastDataTime, 1 << 7);
	low |= to.count(half.missing, 1 << 8);
	low |= to.word(half.missingCause, 1 << 9, CAUSE);
	low |= to.any(half.acknowledged, 1 << 10);
	low |= to.word(half["http.user_agent"], 1 << 11, AGENT);
	low |= to.word(half["http.server"], 1 << 12, SERVER);
	low |= to.text(half["http.location"], 1 << 13);
	low |= to.word(half["http.via"], 1 << 14, VIA);
	low |= to.text(half.number, 1 << 15);
	low |= to.word(half["http.request.method"], 1 << 16, METHOD);
	low |= to.count(half["http.response.code"], 1 << 17);
	low |= to.word(half["http.response.phrase"], 1 << 18, PHRASE);
	low |= to.count(half["wsp.reply.status"], 1 << 19);
	low |= to.count(half["mmse.message_type"], 1 << 20);
	low |= to.text(half["mmse.transaction_id"], 1 << 21);
	low |= to.word(half["mmse.mms_version"], 1 << 22, VERSION);
	low |= to.text(half["mmse.message_id"], 1 << 23);
	low |= to.text(half["mmse.from"], 1 << 24);
	low |= to.any(half["mmse.to"], 1 << 25);
	low |= to.text(half["mmse.subject"], 1 << 26);
	low |= to.count(half["mmse.date"], 1 << 27);
	low |= to.text(half["mmse.content_location"], 1 << 28);
	low |= to.count(half["mmse.message_size"], 1 << 29);
	low |= to.count(half["mmse.expiry.abs"], 1 << 30);
	low |= to.count(half["mmse.expiry.rel"], 1 << 31);
	to.putBits(at, low, 4);
	let high = to.count(half["mmse.delivery_report"], 1);
	high |= to.count(half["mmse.status"], 1 << 1);
	high |= to.count(half["mmse.response_status"], 1 << 2);
	high |= to.count(half["mmse.retrieve_status"], 1 << 3);
	high |= to.count(half["mmse.read_status"], 1 << 4);
	high |= to.objects(half.parts, 1 << 5, PART);
	high |= to.hash(half.pduHash, 1 << 6);
	high |= to.hash(half.bodyHash, 1 << 7);
	high |= to.count(half.bodyBytes, 1 << 8);
	high |= to.any(half["mmse.cc"], 1 << 9);
	high |= to.any(half["mmse.bcc"], 1 << 10);
	high |= to.text(half["mmse.response_text"], 1 << 11);
	high |= to.text(half["mmse.retrieve_text"], 1 << 12);
	high |= to.any(half.garbled, 1 << 13);
	high |= to.any(half["mmstrace.store_status"], 1 << 14);
	high |= to.text(half["http.content_range"], 1 << 15);
	to.putBits(at + 4, high, 2);
}

function readHalf(from: Reader): object {
	const low = from.bits(4);
	const high = from.bits(2);
	return {
		firstTime: from.time(low & 1),
		time: from.time(low & (1 << 1)),
		frame: from.frame(low & (1 << 2)),
		frames: from.frames(low & (1 << 3)),
		bytes: from.count(low & (1 << 4)),
		complete: from.any(low & (1 << 5)),
		retransmissions: from.count(low & (1 << 6)),
		lastDataTime: from.time(low & (1 << 7)),
		missing: from.count(low & (1 << 8)),
		missingCause: from.word(low & (1 << 9), CAUSE),
		acknowledged: from.any(low & (1 << 10)),
		"http.user_agent": from.word(low & (1 << 11), AGENT),
		"http.server": from.word(low & (1 << 12), SERVER),
		"http.location": from.text(low & (1 << 13)),
		"http.via": from.word(low & (1 << 14), VIA),
		number: from.text(low & (1 << 15)),
		"http.request.method": from.word(low & (1 << 16), METHOD),
		"http.response.code": from.count(low & (1 << 17)),
		"http.response.phrase": from.word(low & (1 << 18), PHRASE),
		"wsp.reply.status": from.count(low & (1 << 19)),
		"mmse.message_type": from.count(low & (1 << 20)),
		"mmse.transaction_id": from.text(low & (1 << 21)),
		"mmse.mms_version": from.word(low & (1 << 22), VERSION),
		"mmse.message_id": from.text(low & (1 << 23)),
		"mmse.from": from.text(low & (1 << 24)),
		"mmse.to": from.any(low & (1 << 25)),
		"mmse.subject": from.text(low & (1 << 26)),
		"mmse.date": from.count(low & (1 << 27)),
		"mmse.content_location": from.text(low & (1 << 28)),
		"mmse.message_size": from.count(low & (1 << 29)),
		"mmse.expiry.abs": from.count(low & (1 << 30)),
		"mmse.expiry.rel": from.count(low & (1 << 31)),
		"mmse.delivery_report": from.count(high & 1),
		"mmse.status": from.count(high & (1 << 1)),
		"mmse.response_status": from.count(high & (1 << 2)),
		"mmse.retrieve_status": from.count(high & (1 << 3)),
		"mmse.read_status": from.count(high & (1 << 4)),
		parts: from.any(high & (1 << 5)),
		pduHash: from.text(high & (1 << 6)),
		bodyHash: from.text(high & (1 << 7)),
		bodyBytes: from.count(high & (1 << 8)),
		"mmse.cc": from.any(high & (1 << 9)),
		"mmse.bcc": from.any(high & (1 << 10)),
		"mmse.response_text": from.text(high & (1 << 11)),
		"mmse.retrieve_text": from.text(high & (1 << 12)),
		garbled: from.any(high & (1 << 13)),
		"mmstrace.store_status": from.any(high & (1 << 14)),
		"http.content_range": from.text(high & (1 << 15)),
	};
}
