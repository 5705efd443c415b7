import { UsageError } from "../error.js";
import { NumberMatcher } from "../transaction/number.js";
import { compileFilter, type RecordFilter } from "./compile.js";
import { FilterError } from "./error.js";
import type { RecordKind } from "./fields/names.js";
import { quote } from "./print.js";

/** Which records are asked for: filters, and plain options that stand for filters. Of lists one must fit, of options all. */
export interface SelectionOptions {
	/** `-Y` */
	filter?: readonly string[];
	/** Subscribers' numbers in any spelling. */
	number?: readonly string[];
	/** Country code by which national numbers are read, such as 44. */
	country?: string;
	messageId?: readonly string[];
	outcome?: readonly string[];
	reason?: readonly string[];
	verdict?: readonly string[];
	/** Failed for somebody. */
	failed?: boolean;
	/** Addresses or networks. */
	client?: readonly string[];
	/** Began at this time or later, before that time: ISO 8601 or seconds. */
	since?: string;
	until?: string;
}

export type SelectionFlag = Exclude<
	keyof SelectionOptions,
	"filter" | "country"
>;

type Template = (value: string) => string;

/** Message-IDs are compared without the angle brackets that some write around them (RFC 5322 3.6.4). */
function messageIdIn(field: string): Template {
	return (value) => {
		const plain = value.replace(/^<(.*)>$/, "$1");
		return `${field} in {${quote(plain)}, ${quote(`<${plain}>`)}}`;
	};
}

const equal =
	(field: string): Template =>
	(value) =>
		`${field} == ${quote(value)}`;
const isNumber: Template = (value) => `party is ${quote(value)}`;
const ofPacket: Template = (value) =>
	`ip.addr == ${quote(value)} || ipv6.addr == ${quote(value)}`;
const from =
	(...fields: string[]): Template =>
	(value) =>
		fields.map((field) => `${field} >= ${quote(value)}`).join(" || ");
const before =
	(...fields: string[]): Template =>
	(value) =>
		fields.map((field) => `${field} < ${quote(value)}`).join(" || ");

const PACKET: Partial<Record<SelectionFlag, Template>> = {
	client: ofPacket,
	since: from("frame.time_epoch"),
	until: before("frame.time_epoch"),
};

/** What each plain option stands for, by the records that it can be used on. */
const FLAGS: Readonly<
	Record<RecordKind, Readonly<Partial<Record<SelectionFlag, Template>>>>
> = {
	message: {
		number: isNumber,
		messageId: messageIdIn("messageId"),
		outcome: equal("outcome"),
		reason: equal("reason"),
		verdict: equal("verdict"),
		failed: () => 'verdict == "failed" || recipients.verdict == "failed"',
		client: equal("client"),
		since: from("firstTime"),
		until: before("firstTime"),
	},
	pdu: {
		number: isNumber,
		messageId: messageIdIn("mmse.message_id"),
		...PACKET,
	},
	http: PACKET,
	exchange: {
		number: isNumber,
		messageId: messageIdIn("mmse.message_id"),
		client: equal("client"),
		since: from("firstTime", "connect.firstTime"),
		until: before("firstTime", "connect.firstTime"),
	},
	identity: {},
};

/** The plain options that records of this kind have. */
export function flagsOf(kind: RecordKind): readonly SelectionFlag[] {
	return Object.keys(FLAGS[kind]) as SelectionFlag[];
}

/** The filter that a plain option stands for; undefined when records of this kind have nothing of it. */
export function filterOfFlag(
	flag: SelectionFlag,
	value: string,
	kind: RecordKind,
): string | undefined {
	return FLAGS[kind][flag]?.(value);
}

/**
 * Makes one filter of filters and plain options; undefined when nothing is asked for.
 *
 * @param kinds the records it will see, that of the command first
 * @throws FilterError, or UsageError that names the option
 */
export function selection(
	options: SelectionOptions,
	kinds: readonly RecordKind[] = ["message"],
): RecordFilter | undefined {
	const { filter = [], country, ...flags } = options;
	if (country !== undefined) new NumberMatcher("0", { country });
	const parts: RecordFilter[] = [];
	if (filter.length > 0)
		parts.push(
			anyOf(filter.map((text) => compileFilter(text, kinds, country))),
		);
	for (const [flag, value] of Object.entries(flags)) {
		if (value === undefined || value === false) continue;
		const values = Array.isArray(value) ? value : [String(value)];
		if (values.length === 0) continue;
		const name = flag as SelectionFlag;
		parts.push(
			anyOf(values.map((one) => compileFlag(name, one, kinds, country))),
		);
	}
	if (parts.length === 0) return undefined;
	return (record) => parts.every((part) => part(record));
}

function anyOf(filters: readonly RecordFilter[]): RecordFilter {
	return (record) => filters.some((filter) => filter(record));
}

/** `messageId` as it is written on the command line. */
function optionOf(flag: SelectionFlag): string {
	return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function compileFlag(
	flag: SelectionFlag,
	value: string,
	kinds: readonly RecordKind[],
	country: string | undefined,
): RecordFilter {
	const text = filterOfFlag(flag, value, kinds[0]!);
	if (text === undefined)
		throw new UsageError(
			`${optionOf(flag)} does not apply to ${kinds[0]} records`,
		);
	try {
		return compileFilter(text, kinds, country);
	} catch (error) {
		if (!(error instanceof FilterError)) throw error;
		throw new UsageError(`${optionOf(flag)}: ${error.reason}`);
	}
}
