import type { ByteSource } from "../capture/source.js";
import type { ExchangeLine } from "../correlation/correlate.js";
import type { PduContents } from "../exchange/contents.js";
import type { Extraction } from "../extract/extract.js";
import type { RecordFilter } from "../filter/filter.js";
import type { RunStats } from "../meter.js";
import type { FileFormat, FilePdu } from "../mms/file.js";
import type {
	CaptureInfo,
	Exchange,
	HttpRecord,
	Identity,
	Info,
	Message,
	PduRecord,
	Summary,
} from "../record.js";
import type { Records } from "../report/index.js";
import type { DecodeAs } from "./options.js";
import type { Progress } from "./progress.js";

/** Options that the command line passes on. */
export interface LibraryOptions {
	signal: AbortSignal;
	onProgress(progress: Progress): void;
	maxPackets?: number;
	offsets?: number[];
	decodeAs?: DecodeAs[];
	limits?: Record<string, number>;
	mmsc?: string[];
	identities?: Identity[];
	sort?: "final" | "first";
	filter?: RecordFilter;
	onExchanges?(message: Message, exchanges: Exchange[][]): void;
	onStats?(stats: RunStats): void;
}

/** Records of a running analysis. */
export interface Running<T> extends Records<T> {
	readonly summary: Promise<Summary>;
	readonly captures: readonly CaptureInfo[];
}

type Analysis<T> = (
	sources: ByteSource[],
	options: LibraryOptions,
) => Running<T>;

/** What the command line needs of the library (`src/index.ts`); tests put another in its place. */
export interface Library {
	analyze: Analysis<Message>;
	pdus: Analysis<PduRecord>;
	http: Analysis<HttpRecord>;
	exchanges: Analysis<Exchange | Identity>;
	contents(
		sources: ByteSource[],
		onContents: (contents: PduContents) => void,
		options: LibraryOptions,
	): Running<never>;
	info(sources: ByteSource[], options: LibraryOptions): Promise<Info>;
	correlate(
		exchanges: AsyncIterable<ExchangeLine>,
		options: LibraryOptions,
	): Running<Message>;
	extract(
		source: () => Promise<ByteSource[]>,
		options: LibraryOptions & { application: string },
	): Extraction;
	decode(
		octets: Uint8Array,
		options: { as: FileFormat; name: string },
	): Promise<FilePdu[]>;
}
