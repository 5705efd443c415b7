import type { Framing } from "./body.js";
import type { HeadReader } from "./head.js";
import type { HttpMessage } from "./message.js";
import type { BodyOptions } from "./open.js";
import type { MessageParser } from "./parser.js";
import type { Expected } from "./startline.js";

/** Bodies are skipped only when that saves this many octets. */
export const SKIP_OCTETS = 8192;

/** What all parsers share. */
export interface ParserOptions extends BodyOptions {
	/** Reads heads that are there as a whole; without one all are read the general way. */
	readonly heads: HeadReader | undefined;
}

/** What a parser asks of the connection it belongs to. */
export interface ParserHost {
	readonly shared: ParserOptions;
	/** What may begin in this direction. */
	expected(parser: MessageParser): Expected;
	/** The header was read: how does the body end? */
	onHead(parser: MessageParser, message: HttpMessage): Framing;
	onMessage(parser: MessageParser, message: HttpMessage, end: MessageEnd): void;
	/** Octets that are no HTTP, while a message is looked for. */
	onNoise(parser: MessageParser, octets: number): void;
	/** Inside a CONNECT tunnel: HTTP begins here, or it never will. */
	onTunnel(parser: MessageParser, isHttp: boolean): void;
}

/** Nothing more comes of a message. */
export interface MessageEnd {
	/** Position of the stream behind it, as far as that is known. */
	position: number;
	/** Its end was reached, though octets before may be missing. */
	isWhole: boolean;
}
