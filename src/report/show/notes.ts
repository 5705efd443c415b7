import type { Half } from "../../record.js";
import type { Palette } from "../table/colours.js";
import { STATUS_FIELDS, statusName } from "../table/names.js";
import { formatDuration, formatSize, plural } from "../table/text.js";

/** How an arrow is painted. */
export type Tone = Exclude<keyof Palette, "strong">;

/** A status field, the octets that are good and those that leave it open; all others are bad. */
const TONES: Readonly<Record<string, [good: number[], waiting: number[]]>> = {
	"mmse.response_status": [[0x80], []],
	"mmse.retrieve_status": [[0x80], []],
	"mmse.status": [[0x81], [0x83, 0x85, 0x86]],
	"mmse.read_status": [[0x80], [0x81]],
};

/** What a PDU says about success; absent when it says nothing. */
export function toneOf(half: Half): Tone | undefined {
	for (const [field] of STATUS_FIELDS) {
		const status = half[field];
		if (typeof status !== "number") continue;
		const [good, waiting] = TONES[field] as [number[], number[]];
		if (good.includes(status)) return "good";
		return waiting.includes(status) ? "waiting" : "bad";
	}
	const code = half["http.response.code"];
	if (code !== undefined && code >= 300) return "bad";
	return half.complete ? undefined : "bad";
}

/** Status, texts, size, time, and what went wrong on the way. */
export function notesOf(half: Half): string[] {
	return [...statusNotes(half), ...contentNotes(half), ...carriageNotes(half)];
}

const TEXTS = ["mmse.response_text", "mmse.retrieve_text"] as const;

function statusNotes(half: Half): string[] {
	const notes: string[] = [];
	for (const [field, header] of STATUS_FIELDS) {
		const status = half[field];
		if (typeof status === "number") notes.push(statusName(header, status));
	}
	for (const field of TEXTS) {
		const text = half[field];
		if (typeof text === "string" && text !== "") notes.push(`"${text}"`);
	}
	const code = half["http.response.code"];
	const isPdu = half["mmse.message_type"] !== undefined;
	if (code !== undefined && code >= 300 && isPdu) notes.push(`HTTP ${code}`);
	const location = half["http.location"];
	if (location !== undefined) notes.push(`to ${location}`);
	if (half.garbled) notes.push("unreadable");
	return notes;
}

function contentNotes(half: Half): string[] {
	const size = half["mmse.message_size"];
	if (typeof size === "number") return [`tells ${formatSize(size)}`];
	const count = half.parts?.length ?? 0;
	return count > 0 ? [plural(count, "part")] : [];
}

/** Only longer ones are worth a note. */
const SEVERAL_FRAMES = 2;

/** How it was carried. */
export function carriageNotes(half: Half): string[] {
	const notes: string[] = [];
	const { bytes, frames, firstTime, time, retransmissions } = half;
	if (frames.length >= SEVERAL_FRAMES) {
		const took = formatDuration(time - firstTime);
		notes.push(
			`${formatSize(bytes)} in ${plural(frames.length, "frame")}, ${took}`,
		);
	} else if (half.parts) notes.push(formatSize(bytes));
	if (retransmissions > 0)
		notes.push(plural(retransmissions, "retransmission"));
	const { missing, missingCause, complete } = half;
	if (missing !== undefined && missing > 0) {
		const cause = missingCause === undefined ? "" : ` (${missingCause})`;
		notes.push(`${formatSize(missing)} missing${cause}`);
	} else if (!complete) notes.push("incomplete");
	return notes;
}
