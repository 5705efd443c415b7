import { PROBLEMS } from "../../problem.js";
import type { Exchange, Leg, Message } from "../../record.js";
import { createPalette, paintVerdict } from "../table/colours.js";
import { formatAddress } from "../table/messages.js";
import {
	formatClock,
	formatDay,
	formatDuration,
	formatSize,
	harmless,
	plural,
	textWidth,
} from "../table/text.js";
import { REASON_WORDS } from "../table/words.js";
import {
	eventsOf,
	type LadderEvent,
	type Layers,
	type PlacedExchange,
	ranges,
} from "./events.js";
import { type Fact, factLines, type Tinted } from "./facts.js";
import { ASCII, toAscii, UNICODE } from "./glyphs.js";
import { breakText, drawLadder } from "./ladder.js";
import { legText, recipientTitle } from "./legs.js";
import { placeOf } from "./place.js";
import type { Style } from "./shape.js";

/** What `formatMessage` draws for. */
export interface ShowOptions extends Layers {
	/** Characters per line. */
	width: number;
	colour: boolean;
	/** Names of the captures, when there are several. */
	captures?: readonly string[];
	/** The terminal knows ASCII alone. */
	ascii?: boolean;
}

/**
 * One message as text for people: what it was, a ladder of what happened between phones and servers, and why it ended
 * as it did.
 *
 * @param exchanges what the message was made of, as `onExchanges` of `analyze` gives it
 */
export function formatMessage(
	message: Message,
	exchanges: readonly (readonly Exchange[])[],
	options: ShowOptions,
): string {
	const style: Style = {
		width: Math.max(40, options.width),
		glyphs: options.ascii ? ASCII : UNICODE,
		palette: createPalette(options.colour),
	};
	const placed = exchanges.map((hops) => ({
		hops,
		place: placeOf(hops[0] as Exchange, message),
	}));
	const blocks = blocksOf(message, placed, options);
	markReasons(
		message,
		blocks.flatMap(({ events }) => events),
	);
	const text = [
		headText(message, style) + capturesText(options.captures ?? [], style),
		laddersText(message, blocks, style),
		...legTexts(message, style),
		endText(message, style),
	]
		.filter((part) => part !== "")
		.join("\n");
	return options.ascii ? toAscii(text) : text;
}

/** Puts the reason of each leg at the last event that is evidence of it. */
function markReasons(message: Message, events: readonly LadderEvent[]): void {
	const legs: [Leg | null, number | undefined][] = [
		[message.send, undefined],
		...message.recipients.map((leg, i): [Leg, number] => [leg, i]),
	];
	for (const [leg, index] of legs) {
		const found = leg?.reasons.find(({ reason }) => reason === leg.reason);
		if (!leg || !found) continue;
		const event = events.findLast(
			({ frame, recipient, isRelay }) =>
				!isRelay && recipient === index && found.frames.includes(frame),
		);
		if (!event) continue;
		event.reasons.push(leg.reason);
		event.tone ??= TONES[leg.verdict];
	}
}

const TONES = {
	ok: "good",
	failed: "bad",
	pending: "waiting",
	unknown: "unclear",
} as const;

function headText(message: Message, style: Style): string {
	const { palette } = style;
	const { verdict, reason } = message;
	const words = `${verdict}: ${REASON_WORDS[reason] ?? reason}`;
	const room = style.width - message.uid.length - 2;
	const [first = "", ...more] =
		textWidth(words) <= room
			? [`  ${paintVerdict(palette, verdict, words)}`]
			: ["", ...breakText(words, style.width)];
	const below = more.map((line) => `${paintVerdict(palette, verdict, line)}\n`);
	const head = `${palette.strong(message.uid)}${first}\n${below.join("")}`;
	return head + factLines(describe(message, palette.quiet), style);
}

/** Which capture has which number in the ladder. */
function capturesText(captures: readonly string[], style: Style): string {
	if (captures.length < 2) return "";
	const names = captures.map((name, index) => `${index + 1} ${name}`);
	return factLines([["Captures", ...names]], style);
}

function describe(message: Message, quiet: Tinted["paint"]): Fact[] {
	const facts: Fact[] = [];
	const add = (name: string, ...values: (string | undefined)[]) => {
		const known = values.filter((value) => value !== undefined);
		if (known.length > 0) facts.push([name, ...known]);
	};
	const { from, send, size, firstTime, lastTime, frames } = message;
	add("From", addressOf(from ?? send?.number ?? send?.client));
	add("To", ...(message.to ?? []).map(addressOf));
	add("Cc", ...(message.cc ?? []).map(addressOf));
	add("Bcc", ...(message.bcc ?? []).map(addressOf));
	add("Subject", message.subject);
	add("Size", size === undefined ? undefined : formatSize(size));
	add("Message-ID", message.messageId);
	add("Look at", message.fault && `${message.fault} first`);
	const took = formatDuration(lastTime - firstTime);
	add(
		"Start",
		`${formatDay(firstTime)} ${formatClock(firstTime)} UTC, took ${took}`,
	);
	if (message.continues !== undefined) add("Continues", message.continues);
	if (!message.final) add("Not final", "more may come");
	facts.push(["Frames", { text: framesText(frames), paint: quiet }]);
	return facts;
}

function addressOf(address: string | undefined): string | undefined {
	return address === undefined ? undefined : formatAddress(address);
}

/** More ranges than these are no use to a person. */
const FRAMES_SHOWN = 60;

function framesText(frames: readonly number[]): string {
	const text = ranges(frames);
	if (text.length <= FRAMES_SHOWN * 4) return text;
	return `${plural(frames.length, "frame")} from ${frames[0]} to ${frames.at(-1)}`;
}

/** A ladder and what stands above it. */
interface Block {
	title?: string;
	events: LadderEvent[];
}

/** One ladder, or with several recipients one for the submission and one for each of them. */
function blocksOf(
	message: Message,
	placed: readonly PlacedExchange[],
	layers: Layers,
): Block[] {
	const seen = new Set(placed.map(({ place }) => place.recipient));
	seen.delete(undefined);
	if (seen.size <= 1) return [{ events: eventsOf(message, placed, layers) }];
	const of = (recipient: number | undefined) =>
		placed.filter(({ place }) => place.recipient === recipient);
	const blocks: Block[] = message.recipients.map((_, index) => ({
		title: recipientTitle(message, index),
		events: eventsOf(message, of(index), layers),
	}));
	blocks.unshift({
		title: "Submission",
		events: eventsOf(message, of(undefined), layers),
	});
	return blocks.filter(({ events }) => events.length > 0);
}

function laddersText(
	{ firstTime }: Message,
	blocks: readonly Block[],
	style: Style,
): string {
	return blocks
		.map(({ title, events }) => {
			const ladder = drawLadder(events, firstTime, style);
			if (title === undefined) return ladder;
			return `${style.palette.strong(harmless(title))}\n${ladder}`;
		})
		.join("\n");
}

function legTexts(message: Message, style: Style): string[] {
	const texts: string[] = [];
	if (message.send) {
		const { send, from } = message;
		const who = addressOf(from ?? send.number ?? send.client);
		texts.push(
			legText(who === undefined ? "Sender" : `Sender ${who}`, send, style),
		);
	}
	message.recipients.forEach((leg, index) => {
		texts.push(legText(recipientTitle(message, index), leg, style));
	});
	return texts;
}

/** Links, problems, and what to read next. */
function endText(message: Message, style: Style): string {
	const facts: Fact[] = [];
	const links = message.links.map(
		({ from, to, by, confidence }) =>
			`${from} to ${to} by ${by}, ${confidence}`,
	);
	if (links.length > 0) facts.push(["Joined", ...links]);
	const codes = [...new Set(message.problems.map(({ code }) => code))];
	if (codes.length > 0)
		facts.push([
			"Problems",
			...codes.map((code) => `${code}: ${PROBLEMS[code] ?? ""}`),
		]);
	if (message.verdict !== "delivered")
		facts.push(["Next", `mmstrace explain ${message.reason}`]);
	return factLines(facts, style);
}
