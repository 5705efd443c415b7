import type { Palette } from "../table/colours.js";
import type { LadderEvent } from "./events.js";
import type { Glyphs } from "./glyphs.js";
import type { Lane } from "./lanes.js";

/** How text is to be laid out for the terminal. */
export interface Style {
	width: number;
	glyphs: Glyphs;
	palette: Palette;
}

/** How a ladder is laid out. */
export interface Shape {
	lanes: readonly Lane[];
	/** Characters of time and frame. */
	margin: number;
	frameWidth: number;
	/** Characters of the place in one of several captures. */
	fileWidth: number;
	/** Characters from one lane to the next. */
	gap: number;
	/** Labels stand on the arrows, else right of the lanes. */
	isWide: boolean;
	/** Notes stand right of the lanes, else below the arrow. */
	hasSideNotes: boolean;
	/** First column right of the lanes. */
	side: number;
}

export const TIME_WIDTH = 9;
/** Beside the label: the ends of the arrow, and a space on both sides. */
const ARROW_ENDS = 6;
const LEAST_GAP = 24;
const LEAST_NOTES = 28;
/** Notes may take more, where addresses need it less. */
const USUAL_NOTES = 44;
const LEAST_LABEL = 20;

/** Chooses the layout: labels on arrows and notes beside them where there is room. */
export function shapeOf(
	lanes: readonly Lane[],
	events: readonly LadderEvent[],
	width: number,
): Shape {
	const frames = events.map(({ frame }) => String(frame).length);
	const frameWidth = Math.max(5, ...frames);
	const places = events.map(({ inFile = "" }) => inFile.length);
	const fileWidth = Math.max(...places) > 0 ? Math.max(7, ...places) : 0;
	const margin =
		TIME_WIDTH + 2 + frameWidth + 2 + (fileWidth > 0 ? fileWidth + 2 : 0);
	const gaps = Math.max(1, lanes.length - 1);
	const labels = events.map(({ label }) => label.length);
	const needed = Math.max(LEAST_GAP, Math.max(...labels) + ARROW_ENDS);
	const rest = width - margin - gaps * needed - 1;
	const base = { lanes, margin, frameWidth, fileWidth };
	if (rest < 0) return narrowShape(base, gaps, width);
	const hasSideNotes = rest >= LEAST_NOTES + 2;
	const spare = hasSideNotes ? rest - USUAL_NOTES : rest;
	const wanted = hasSideNotes ? addressWidth(lanes) - needed : 8;
	const wider = Math.min(Math.floor(spare / gaps), wanted);
	const gap = needed + Math.max(0, wider);
	const side = margin + gaps * gap + 1 + 2;
	return { ...base, gap, isWide: true, hasSideNotes, side };
}

/** What the longest address takes over its lane. */
function addressWidth(lanes: readonly Lane[]): number {
	const lengths = lanes.map(({ addresses }) => addressText(addresses).length);
	return Math.max(...lengths) + 3;
}

/** The first address, and how many others there are. */
export function addressText(addresses: readonly string[]): string {
	const [first = "", ...more] = addresses;
	return more.length > 0 ? `${first} +${more.length}` : first;
}

function narrowShape(
	base: Pick<Shape, "lanes" | "margin" | "frameWidth" | "fileWidth">,
	gaps: number,
	width: number,
): Shape {
	const room = width - base.margin - 3 - LEAST_LABEL;
	const gap = Math.max(4, Math.min(10, Math.floor(room / gaps)));
	const side = base.margin + gaps * gap + 1 + 2;
	return { ...base, gap, isWide: false, hasSideNotes: false, side };
}
