import { InvalidArgumentError } from "commander";
import type { SelectionOptions } from "../filter/filter.js";
import type { Format } from "../report/index.js";
import type { FigureOptions } from "./statistics.js";
import type { StatsFormat } from "./stats.js";

/** Options that all commands over captures share, as commander gives them. */
export interface CaptureOptions extends SelectionOptions, FigureOptions {
	format?: Format;
	output?: string;
	bom?: true;
	read?: string[];
	count?: number;
	offset?: Offset[];
	decodeAs?: DecodeAs[];
	limit?: Record<string, number>;
	mmsc?: string[];
	identity?: string[];
	sort?: "final" | "first";
	live?: true;
	threads?: number;
	stats?: StatsFormat;
	quiet?: true;
	progress: boolean;
	color: ColourChoice;
}

export type ColourChoice = "auto" | "always" | "never";

/** Correction of the clock of one capture. */
export interface Offset {
	file: string;
	seconds: number;
}

/** `probe2.pcap=-1.5`; the name may hold `=`. */
export function parseOffset(
	text: string,
	earlier: readonly Offset[] = [],
): Offset[] {
	const [, file, seconds] = /^(.+)=([+-]?\d+(?:\.\d+)?)$/s.exec(text) ?? [];
	if (file === undefined)
		throw new InvalidArgumentError(
			"Expected FILE=SECONDS, such as probe2.pcap=-1.5.",
		);
	return [...earlier, { file, seconds: Number(seconds) }];
}

/** A port whose traffic is to be decoded as a protocol. */
export interface DecodeAs {
	port: number;
	protocol: "wtp" | "wsp";
}

const PROTOCOLS = ["wtp", "wsp"];

/** `9201=wtp`. */
export function parseDecodeAs(
	text: string,
	earlier: readonly DecodeAs[] = [],
): DecodeAs[] {
	const [, port, protocol] = /^(\d{1,5})=([a-z]+)$/.exec(text) ?? [];
	if (port === undefined || Number(port) > 65535 || Number(port) === 0)
		throw new InvalidArgumentError("Expected PORT=PROTOCOL, such as 9201=wtp.");
	if (!PROTOCOLS.includes(protocol as string))
		throw new InvalidArgumentError(
			`Protocols are ${PROTOCOLS.join(", ")}, not ${protocol}.`,
		);
	return [...earlier, { port: Number(port), protocol } as DecodeAs];
}

/** `open-messages=1000`. */
export function parseLimit(
	text: string,
	earlier: Readonly<Record<string, number>> = {},
): Record<string, number> {
	const [, name, value] =
		/^([a-z][a-z0-9-]*)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
	if (name === undefined)
		throw new InvalidArgumentError(
			"Expected NAME=VALUE, such as open-messages=1000.",
		);
	return { ...earlier, [name]: Number(value) };
}

/** A whole number from 1. */
export function parseCount(text: string): number {
	if (!/^[1-9]\d{0,14}$/.test(text))
		throw new InvalidArgumentError("Expected a whole number from 1.");
	return Number(text);
}

/** One more value of an option that can be repeated. */
export function collect(
	text: string,
	earlier: readonly string[] = [],
): string[] {
	return [...earlier, text];
}
