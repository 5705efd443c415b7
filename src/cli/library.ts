import type {
	CaptureInfo,
	Exchange,
	HttpRecord,
	Info,
	Message,
	PduRecord,
	Summary,
} from "../record.js";
import type { FilePdu } from "../report/index.js";
import type { DecodeAs } from "./options.js";
import type { Progress } from "./progress.js";

/** Options that the command line passes on. */
export interface LibraryOptions {
	signal: AbortSignal;
	onProgress(progress: Progress): void;
	/** Names for records, in the order of the captures. */
	names: string[];
	maxPackets?: number;
	decodeAs?: DecodeAs[];
	limits?: Record<string, number>;
	mmsc?: string[];
	sort?: "final" | "first";
}

/** Records of a running analysis. */
export interface Running<T> extends AsyncIterable<T> {
	readonly summary: Promise<Summary>;
	readonly captures: readonly CaptureInfo[];
}

type Analysis<T> = (captures: string[], options: LibraryOptions) => Running<T>;

export type SinglePduKind = "mmse" | "wsp-push";

/** What the command line needs of the library (`src/node.ts`); tests put another in its place. */
export interface Library {
	analyze: Analysis<Message>;
	pdus: Analysis<PduRecord>;
	http: Analysis<HttpRecord>;
	exchanges: Analysis<Exchange>;
	info(captures: string[], options: LibraryOptions): Promise<Info>;
	decode(
		octets: Uint8Array,
		options: { as: SinglePduKind },
	): Promise<Omit<FilePdu, "file">[]>;
}
