import type { Leg, Message, RecipientLeg } from "../../record.js";
import { paintVerdict } from "../table/colours.js";
import { cut } from "../table/layout.js";
import { formatAddress } from "../table/messages.js";
import { STATUS_FIELDS, statusName } from "../table/names.js";
import {
	formatDuration,
	formatEndpoint,
	harmless,
	plural,
} from "../table/text.js";
import { REASON_WORDS } from "../table/words.js";
import { ranges } from "./events.js";
import { type Fact, factLines } from "./facts.js";
import type { Style } from "./shape.js";

/** What is known of a leg: what became of it and why, who it was, its times. */
export function legText(title: string, leg: Leg, style: Style): string {
	const { palette } = style;
	const verdict = paintVerdict(palette, leg.verdict, leg.verdict);
	const facts: Fact[] = [
		...reasonFacts(leg, style),
		...identityFacts(leg),
		...countFacts(leg),
		["uid", { text: leg.uid, paint: palette.quiet }],
	];
	const state = leg.state === leg.verdict ? "" : `${leg.state}, `;
	const room = style.width - 2 - state.length - leg.verdict.length;
	const name = palette.strong(cut(harmless(title), room));
	return `${name}  ${state}${verdict}\n${factLines(facts, style)}${phaseLines(leg, style)}`;
}

/** Whom a recipient's leg is about. */
export function recipientTitle(message: Message, index: number): string {
	const leg = message.recipients[index] as RecipientLeg;
	const { recipients } = message;
	const who = leg.address ?? leg.number ?? leg.client;
	const order =
		recipients.length > 1 ? ` ${index + 1} of ${recipients.length}` : "";
	return `Recipient${order}${who === undefined ? "" : ` ${formatAddress(who)}`}`;
}

function reasonFacts(leg: Leg, style: Style): Fact[] {
	const { reason, verdict, confidence, fault, reasons, mayRetry } = leg;
	const words = REASON_WORDS[reason] ?? reason;
	const paint = (text: string) => paintVerdict(style.palette, verdict, text);
	const facts: Fact[] = [
		["reason", { text: `${words} (${reason})`, paint }, ...detailTexts(leg)],
	];
	if (fault !== undefined) facts.push(["look at", `${fault} first`]);
	if (mayRetry) facts.push(["may retry", "the phone is likely to try again"]);
	if (confidence !== "certain") facts.push(["confidence", confidence]);
	const others = reasons.filter((other) => other.reason !== reason);
	if (others.length > 0)
		facts.push([
			"also",
			others
				.map(({ reason: code, frames }) => `${code} (${framesText(frames)})`)
				.join(", "),
		]);
	return facts;
}

function framesText(frames: readonly number[]): string {
	const noun = frames.length === 1 ? "frame" : "frames";
	return `${noun} ${ranges(frames)}`;
}

/** Fields whose meaning the name of the status tells, and those that say nothing of a leg that is well. */
const SAID: ReadonlySet<string> = new Set(
	STATUS_FIELDS.map(([field]) => field),
);

function detailTexts({ detail, verdict }: Leg): string[] {
	const texts = STATUS_FIELDS.flatMap(([field, header]) => {
		const status = detail[field];
		return typeof status === "number"
			? [`${field} ${statusName(header, status)}`]
			: [];
	});
	if (verdict === "ok") return [];
	for (const [field, value] of Object.entries(detail))
		if (!SAID.has(field)) texts.push(`${field} ${value}`);
	return texts;
}

function identityFacts(leg: Leg): Fact[] {
	const { client, server, serverPort, transport } = leg;
	const facts: Fact[] = [];
	const over = transport === undefined ? "" : ` over ${transport}`;
	if (client !== undefined && server !== undefined)
		facts.push([
			"way",
			`${client} to ${formatEndpoint(server, serverPort)}${over}`,
		]);
	for (const {
		client: from,
		server: to,
		serverPort: port,
		transport: by,
	} of leg.hops.slice(1))
		facts.push([
			"hop",
			`${from} to ${formatEndpoint(to, by === "pap" ? undefined : port)} over ${by}`,
		]);
	if (leg.via) facts.push(["via", ...leg.via]);
	if (leg.number !== undefined)
		facts.push([
			"number",
			`${leg.number}${leg.numberSource ? ` (from ${leg.numberSource})` : ""}`,
		]);
	if (leg.imsi !== undefined) facts.push(["IMSI", leg.imsi]);
	const { apn, rat, cell, imeisv } = leg.access ?? {};
	const access = [
		apn && `APN ${apn}`,
		rat,
		cell && `cell ${cell}`,
		imeisv && `IMEISV ${imeisv}`,
	].filter(Boolean);
	if (access.length > 0) facts.push(["access", access.join(", ")]);
	const { type, outer, teid, vlan } = leg.tunnel ?? {};
	const tunnel = [
		type,
		outer?.join(" to "),
		teid !== undefined && `TEID 0x${teid.toString(16)}`,
		vlan !== undefined && `VLAN ${vlan}`,
	].filter(Boolean);
	if (tunnel.length > 0) facts.push(["inside", tunnel.join(", ")]);
	if (leg.userAgent !== undefined) facts.push(["user agent", leg.userAgent]);
	if (leg.transactionId !== undefined)
		facts.push(["transaction", leg.transactionId]);
	const { contentLocation } = leg as RecipientLeg;
	if (contentLocation !== undefined) facts.push(["location", contentLocation]);
	return facts;
}

function countFacts(leg: Leg): Fact[] {
	const { retransmissions, attempts } = leg;
	const { notifications = 0 } = leg as RecipientLeg;
	const counts: string[] = [];
	if (attempts > 1) counts.push(plural(attempts, "attempt"));
	if (notifications > 1) counts.push(plural(notifications, "notification"));
	if (retransmissions > 0)
		counts.push(plural(retransmissions, "retransmission"));
	const facts: Fact[] =
		counts.length > 0 ? [["repeated", counts.join(", ")]] : [];
	const codes = [...new Set(leg.problems?.map(({ code }) => code))];
	if (codes.length > 0) facts.push(["problems", codes.join(", ")]);
	return facts;
}

const BAR_WIDTH = 24;
const PHASE_WIDTH = 20;
/** Compares the clock of the server with that of the capture, and may be years. */
const CLOCK_PHASE = "age_at_retrieval";

/** Each phase with its time, and a bar in proportion to the longest. */
function phaseLines(
	{ phases }: Leg,
	{ palette, glyphs, width }: Style,
): string {
	const rows = Object.entries(phases);
	if (rows.length === 0) return "";
	const longest = Math.max(
		...rows.map(([name, seconds]) => (name === CLOCK_PHASE ? 0 : seconds)),
	);
	const room = Math.min(BAR_WIDTH, width - PHASE_WIDTH - 14);
	return rows
		.map(([name, seconds]) => {
			const share = longest > 0 ? Math.min(1, seconds / longest) : 0;
			const filled = name === CLOCK_PHASE ? 0 : Math.round(share * room);
			const bar =
				filled > 0 ? `  ${palette.quiet(glyphs.bar.repeat(filled))}` : "";
			const words = name.replaceAll("_", " ").padEnd(PHASE_WIDTH);
			return `  ${words}${formatDuration(seconds).padStart(9)}${bar}\n`;
		})
		.join("");
}
