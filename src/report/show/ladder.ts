import { cut } from "../table/layout.js";
import {
	formatClock,
	formatDuration,
	harmless,
	textWidth,
	wrap,
} from "../table/text.js";
import type { LadderEvent } from "./events.js";
import type { Lane } from "./lanes.js";
import {
	addressText,
	type Shape,
	type Style,
	shapeOf,
	TIME_WIDTH,
} from "./shape.js";

/** A wait of so many seconds gets a line of its own. */
const PAUSE_SECONDS = 30;

/** Text and how it is painted. */
type Painted = readonly [text: string, paint: (text: string) => string];

/** Draws the events between the lanes that they touch; times count from `start`. */
export function drawLadder(
	events: readonly LadderEvent[],
	start: number,
	style: Style,
): string {
	if (events.length === 0) return "";
	const lanes = lanesOf(events);
	const shape = shapeOf(lanes, events, style.width);
	return new Ladder(shape, style, start).draw(events);
}

function lanesOf(events: readonly LadderEvent[]): Lane[] {
	const lanes = new Set(events.flatMap(({ from, to }) => [from, to]));
	return [...lanes].sort((a, b) => a.rank - b.rank);
}

class Ladder {
	readonly #shape: Shape;
	readonly #style: Style;
	readonly #start: number;
	#text = "";

	constructor(shape: Shape, style: Style, start: number) {
		this.#shape = shape;
		this.#style = style;
		this.#start = start;
	}

	draw(events: readonly LadderEvent[]): string {
		this.#drawTitles(events);
		let last: number | undefined;
		for (const event of events) {
			if (last !== undefined && event.time - last >= PAUSE_SECONDS)
				this.#drawPause(event.time - last);
			last = event.time;
			this.#drawEvent(event);
		}
		return this.#text;
	}

	#line(...parts: string[]): void {
		this.#text += `${parts.join("").trimEnd()}\n`;
	}

	#drawTitles(events: readonly LadderEvent[]): void {
		const { palette } = this.#style;
		const { lanes } = this.#shape;
		const heads = this.#margin("Time", "Frame", "In file");
		const titles = lanes.map(({ title }) => title);
		this.#line(palette.strong(heads), palette.strong(this.#above(titles)));
		if (!this.#shape.isWide) return;
		const clock = formatClock(events[0] ? this.#start : 0);
		const addresses = lanes.map(({ addresses: all }) => addressText(all));
		this.#line(
			palette.quiet(clock.padEnd(this.#shape.margin)),
			palette.quiet(this.#above(addresses)),
		);
	}

	/** Texts over the lanes: the first and, without room, all begin over their own, the others have it in their middle. */
	#above(texts: readonly string[]): string {
		const { gap, isWide, hasSideNotes, margin } = this.#shape;
		const end = this.#style.width - margin;
		let line = "";
		for (const [index, text] of texts.entries()) {
			const isLast = index === texts.length - 1;
			const isLong = isWide || isLast;
			const before = textWidth(line) + (index === 0 ? 0 : 1);
			const room = isLong ? Math.max(9, gap - 2) : gap - 1;
			const shown = cut(
				harmless(text),
				Math.max(1, Math.min(room, end - before)),
			);
			const length = textWidth(shown);
			let column = index * gap;
			if (isWide && index > 0)
				column -= isLast && !hasSideNotes ? length - 1 : Math.floor(length / 2);
			column = Math.max(before, Math.min(column, end - length));
			line += " ".repeat(column - textWidth(line)) + shown;
		}
		return line;
	}

	#drawPause(seconds: number): void {
		const { glyphs, palette } = this.#style;
		const text: Painted = [`${formatDuration(seconds)} later`, palette.quiet];
		this.#drawText(text, 0, glyphs.pause);
	}

	#drawEvent(event: LadderEvent): void {
		const { lanes, isWide, hasSideNotes, side } = this.#shape;
		const indexes = [lanes.indexOf(event.from), lanes.indexOf(event.to)];
		const low = Math.min(...indexes);
		const arrow = this.#arrow(event, indexes as [number, number]);
		const paint = this.#painter(event);
		const notes = this.#notes(event);
		let beside = "";
		if (!isWide) {
			const room = Math.max(8, this.#style.width - side);
			beside = `  ${paint(cut(harmless(event.label), room))}`;
		} else if (hasSideNotes) {
			const first = notes.shift();
			if (first) beside = `  ${first[1](first[0])}`;
		}
		this.#line(this.#marginOf(event), arrow, beside);
		for (const note of notes) this.#drawText(note, low);
	}

	#marginOf({ time, frame, inFile = "" }: LadderEvent): string {
		const when = relativeTime(time - this.#start);
		return this.#style.palette.quiet(this.#margin(when, String(frame), inFile));
	}

	/** Three columns, the last only with several captures. */
	#margin(time: string, frame: string, inFile: string): string {
		const { frameWidth, fileWidth } = this.#shape;
		const text = `${time.padStart(TIME_WIDTH)}  ${frame.padStart(frameWidth)}  `;
		return fileWidth > 0 ? `${text}${inFile.padEnd(fileWidth)}  ` : text;
	}

	#painter({ tone, isRelay }: LadderEvent): (text: string) => string {
		const { palette } = this.#style;
		if (tone !== undefined) return palette[tone];
		return isRelay ? palette.quiet : (text) => text;
	}

	#arrow(event: LadderEvent, [from, to]: [number, number]): string {
		const { gap, lanes } = this.#shape;
		const { glyphs, palette } = this.#style;
		const [low, high] = [Math.min(from, to), Math.max(from, to)];
		const between = (count: number) =>
			`${" ".repeat(gap - 1)}${glyphs.lane}`.repeat(count);
		const before =
			low === 0
				? ""
				: `${glyphs.lane}${between(low - 1)}${" ".repeat(gap - 1)}`;
		const paint = this.#painter(event);
		const drawn = this.#stroke(event, from < to, (high - low) * gap - 1);
		return (
			palette.quiet(before) +
			palette.quiet(
				from < to && !event.isMutual ? glyphs.leave[0] : glyphs.lane,
			) +
			paint(drawn) +
			palette.quiet(
				from > to && !event.isMutual ? glyphs.leave[1] : glyphs.lane,
			) +
			palette.quiet(between(lanes.length - 1 - high))
		);
	}

	/** The arrow without its lanes, with the label in it where labels stand there. */
	#stroke(event: LadderEvent, isRightward: boolean, length: number): string {
		const { glyphs } = this.#style;
		const label = this.#shape.isWide ? ` ${harmless(event.label)} ` : "";
		const rest = Math.max(2, length - textWidth(label));
		const left = Math.floor(rest / 2);
		const tip = event.isLost ? glyphs.lost : undefined;
		const leftEnd =
			event.isMutual || !isRightward ? (tip ?? glyphs.left) : glyphs.line;
		const rightEnd =
			event.isMutual || isRightward ? (tip ?? glyphs.right) : glyphs.line;
		return (
			leftEnd +
			glyphs.line.repeat(left - 1) +
			label +
			glyphs.line.repeat(rest - left - 1) +
			rightEnd
		);
	}

	/** What stands beside or below the arrow: notes, then the reason that it decided. */
	#notes(event: LadderEvent): Painted[] {
		const { glyphs, palette, width } = this.#style;
		const { isWide, hasSideNotes, side, margin, gap, lanes } = this.#shape;
		const low = Math.min(lanes.indexOf(event.from), lanes.indexOf(event.to));
		const column = isWide && !hasSideNotes ? margin + low * gap + 2 : side;
		const room = Math.max(12, width - column);
		const paint =
			event.tone === undefined || event.tone === "quiet"
				? palette.quiet
				: palette[event.tone];
		const text = harmless(event.notes.join(", "));
		const lines: Painted[] =
			text === "" ? [] : breakText(text, room).map((line) => [line, paint]);
		for (const reason of event.reasons)
			lines.push([
				cut(`${glyphs.decided} ${reason}`, room),
				(line) => palette.strong(paint(line)),
			]);
		return lines;
	}

	/** A line with no arrow: the lanes, and text over or beside them. */
	#drawText(
		[text, paint]: Painted,
		low: number,
		glyph = this.#style.glyphs.lane,
	): void {
		const { gap, lanes, isWide, hasSideNotes, side, margin } = this.#shape;
		const { palette } = this.#style;
		const last = lanes.length - 1;
		const bars = (from: number) =>
			Array.from(
				{ length: Math.max(0, last - from) },
				() => `${" ".repeat(gap - 1)}${glyph}`,
			).join("");
		if (!isWide || hasSideNotes) {
			const lead = " ".repeat(margin) + palette.quiet(glyph + bars(0));
			this.#line(lead, " ".repeat(side - margin - last * gap - 1), paint(text));
			return;
		}
		const lead = bars(last - low);
		const start = low * gap + 2;
		const end = start + textWidth(text);
		const next = Math.floor(end / gap) + 1;
		const after =
			next > last ? "" : `${" ".repeat(next * gap - end)}${glyph}${bars(next)}`;
		this.#line(
			" ".repeat(margin),
			palette.quiet(`${glyph}${lead} `),
			paint(text),
			palette.quiet(after),
		);
	}
}

/** Breaks text into lines, words too that are longer than a line. */
export function breakText(text: string, width: number): string[] {
	return wrap(text, width).flatMap((line) => {
		const pieces: string[] = [];
		let rest = line;
		while (textWidth(rest) > width) {
			let count = width;
			while (textWidth(rest.slice(0, count)) > width) count--;
			pieces.push(rest.slice(0, count));
			rest = rest.slice(count);
		}
		return [...pieces, rest];
	});
}

/** Seconds since the first event, as long as needed: `0.036`, `5:03.2`, `1:02:03`, `2d 03:04`. */
export function relativeTime(seconds: number): string {
	if (Math.abs(seconds) < 0.0005) return "0.000";
	if (seconds < 99.9995) return seconds.toFixed(3);
	const two = (count: number) => String(Math.floor(count)).padStart(2, "0");
	if (seconds < 3599.95) {
		const tenths = Math.round(seconds * 10);
		const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
		return `${Math.floor(tenths / 600)}:${rest}`;
	}
	const whole = Math.round(seconds);
	const [hours, minutes] = [Math.floor(whole / 3600), (whole % 3600) / 60];
	if (hours < 100) return `${hours}:${two(minutes)}:${two(whole % 60)}`;
	return `${Math.floor(hours / 24)}d ${two(hours % 24)}:${two(minutes)}`;
}
