import type { Leg, Message, RecipientLeg } from "../../record.js";
import { createPalette, type Palette, paintVerdict } from "./colours.js";
import { timeColumn } from "./columns.js";
import type { Column } from "./layout.js";
import { STATUS_FIELDS, statusName } from "./names.js";
import type { Lines, TableShape } from "./stream.js";
import { formatDuration, formatSize } from "./text.js";
import { REASON_WORDS } from "./words.js";

/** A line of the table: a message and one of its recipients. */
interface Line {
	message: Message;
	recipient?: RecipientLeg;
	/** The first line of a message shows what all its recipients share. */
	first: boolean;
}

/** The table that `analyze` prints: one line per message and recipient. */
export const messageLines: Lines<Message, Line> = {
	columns: messageColumns,
	lines: splitMessage,
	time: (line) => line.message.firstTime,
};

function splitMessage(message: Message): Line[] {
	if (message.recipients.length === 0) return [{ message, first: true }];
	return message.recipients.map((recipient, index) => ({
		message,
		recipient,
		first: index === 0,
	}));
}

function messageColumns({ colour, width }: TableShape): Column<Line>[] {
	const palette = createPalette(colour);
	return [
		timeColumn(palette, width, (line) =>
			line.first ? line.message.firstTime : undefined,
		),
		{
			title: "From",
			value: (line) => (line.first ? sender(line.message) : ""),
			minimum: 13,
			maximum: 24,
			dropped: 0,
		},
		{
			title: "To",
			value: recipientText,
			minimum: 13,
			maximum: 24,
			dropped: 0,
		},
		{
			title: "Size",
			value: sizeText,
			minimum: 7,
			maximum: 7,
			align: "right",
			dropped: 3,
		},
		{
			title: "Verdict",
			value: verdictText,
			paint: (text, line) => paintVerdict(palette, verdictText(line), text),
			minimum: 9,
			maximum: 9,
			dropped: 0,
		},
		{
			title: "Reason",
			value: reasonText,
			minimum: 28,
			maximum: 60,
			grows: true,
			dropped: 0,
		},
		...detailColumns(palette),
	];
}

function detailColumns(palette: Palette): Column<Line>[] {
	return [
		{
			title: "Took",
			value: tookText,
			minimum: 8,
			maximum: 9,
			align: "right",
			dropped: 2,
		},
		{
			title: "Phases",
			value: phasesText,
			minimum: 58,
			maximum: 64,
			dropped: 5,
		},
		{
			title: "Subject",
			value: (line) => (line.first ? (line.message.subject ?? "") : ""),
			minimum: 8,
			maximum: 24,
			dropped: 4,
		},
		{
			title: "Id",
			value: (line) => (line.first ? line.message.uid.slice(0, 10) : ""),
			minimum: 10,
			maximum: 10,
			dropped: 1,
			paint: palette.quiet,
		},
	];
}

function sender(message: Message): string {
	if (message.from !== undefined && message.from !== "<insert address>")
		return formatAddress(message.from);
	const { send } = message;
	if (send?.number !== undefined) return send.number;
	if (send?.client !== undefined) return send.client;
	return "?";
}

function recipientText({ message, recipient }: Line): string {
	if (recipient?.address !== undefined) return formatAddress(recipient.address);
	if (recipient?.number !== undefined) return recipient.number;
	if (recipient?.client !== undefined) return recipient.client;
	const to = [
		...(message.to ?? []),
		...(message.cc ?? []),
		...(message.bcc ?? []),
	];
	if (to.length === 0) return "?";
	const more = to.length > 1 ? ` +${to.length - 1}` : "";
	return formatAddress(to[0] as string) + more;
}

/** An address without its type: `+447900003615/TYPE=PLMN` is a telephone number. */
export function formatAddress(address: string): string {
	return address.replace(/\/TYPE=[A-Za-z0-9]+$/, "");
}

function sizeText({ message, first }: Line): string {
	return first && message.size !== undefined ? formatSize(message.size) : "";
}

function verdictText({ message, recipient }: Line): string {
	if (!recipient || message.recipients.length === 1) return message.verdict;
	return recipient.verdict === "ok" ? "delivered" : recipient.verdict;
}

function reasonText({ message, recipient }: Line): string {
	const leg = decidingLeg(message, recipient);
	const reason =
		message.recipients.length > 1 && recipient
			? recipient.reason
			: message.reason;
	const code = leg ? decidingCode(leg) : "";
	const words =
		reason === "capture-ends-early" && !message.final
			? "under way"
			: (REASON_WORDS[reason] ?? reason);
	return code === "" || leg?.verdict === "ok" ? words : `${words} (${code})`;
}

function decidingLeg(
	message: Message,
	recipient: RecipientLeg | undefined,
): Leg | undefined {
	if (!recipient || recipient.state === "none")
		return message.send ?? undefined;
	return recipient;
}

// The error that decided: of the answer, of the download, of HTTP.
function decidingCode({ detail }: Leg): string {
	for (const [field, header] of STATUS_FIELDS.slice(0, 2)) {
		const status = detail[field];
		if (typeof status === "number" && status >= 0x81)
			return statusName(header, status);
	}
	const http = detail["http.response.code"];
	return typeof http === "number" && http >= 300 ? `HTTP ${http}` : "";
}

// From the first octet sent to the last received, as far as the capture has the ends.
function tookText({ message, recipient }: Line): string {
	const whole = recipient?.phases.end_to_end;
	if (whole !== undefined) return formatDuration(whole);
	const steps = decidingLeg(message, recipient)?.steps ?? [];
	const [first, last] = [steps[0], steps.at(-1)];
	return first && last && last.time > first.firstTime
		? formatDuration(last.time - first.firstTime)
		: "";
}

const PHASE_WORDS: readonly (readonly [string, string])[] = [
	["submit_total", "submit"],
	["relay", "relay"],
	["notify_to_get", "wait"],
	["download", "download"],
];

function phasesText({ message, recipient, first }: Line): string {
	const phases = {
		...(first ? message.send?.phases : undefined),
		...recipient?.phases,
	};
	return PHASE_WORDS.filter(([phase]) => phases[phase] !== undefined)
		.map(
			([phase, word]) => `${word} ${formatDuration(phases[phase] as number)}`,
		)
		.join(", ");
}
