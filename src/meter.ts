import type { CoreWork } from "./capture/counters.js";
import type { ByteSource } from "./capture/source.js";

/** Kinds of work among which the time of a run is divided, in the order in which octets pass through them. */
export const WORK_KINDS = [
	"read",
	"walk",
	"tcp",
	"wap",
	"signalling",
	"mms",
	"exchanges",
	"records",
	"output",
	"pass",
	"wait",
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Where the time and the octets of a run went (`AnalyzeOptions.onStats`, `--stats`). */
export interface RunStats extends CoreWork {
	type: "stats";
	/** From the opening of the captures to the last record. */
	seconds: number;
	/**
	 * Seconds by kind of work: `read` octets of the captures, with waiting for them; `walk` the core's way from octets
	 * to rows; `tcp` with HTTP; `wap` WTP and WSP; `signalling` with DNS, ICMP and TLS; `mms` decoding of PDUs;
	 * `exchanges` and what else is made of messages; `records` what the command makes of them (`analyze`: correlation);
	 * `output` what is done with the records. Of long runs one batch in 16 is measured. In two threads `pass` is handing
	 * exchanges over, on both sides, and `wait` waiting for the other one; `work` is that of both then.
	 */
	work: Record<WorkKind, number>;
	/** Of a run in two threads: the time of each. */
	threads?: ThreadStats[];
	packets: number;
	/** Octets of the packets on the wire. */
	bytes: number;
	/** Calls of functions of the core, by name. */
	calls: Record<string, number>;
	/** Octets that were copied: into the core's memory, into its scratch region, and out of it for bodies and messages. */
	copied: { read: number; scratch: number; http: number; wap: number };
	/** Things that were made. `records` is what the command gave out. */
	made: {
		httpMessages: number;
		wspPdus: number;
		pdus: number;
		exchanges: number;
		halves: number;
		records: number;
	};
	/** Blocks of WSP headers that were known, and that had to be read. */
	headerBlocks: { known: number; read: number };
	/** How often each limit ended something. */
	limits: Record<string, number>;
}

/** Where the time of one thread went. */
export interface ThreadStats {
	/** The one that reads and decodes, or the one that puts messages together. */
	thread: "reading" | "correlation";
	seconds: number;
	work: Record<WorkKind, number>;
}

/** So many batches are measured all. */
const ALL_BATCHES = 64;
/** Of the others, one in so many: to ask for the time at each change of work takes time itself. */
const ONE_IN = 16;

/**
 * Divides the time of a run among kinds of work. There is none when nobody asks. One kind goes on at a time; who calls
 * another one's work takes turns with it.
 */
export class Meter {
	readonly #clock: () => number;
	readonly #started: number;
	/** Milliseconds of batches that were measured all, and of those of which one in `ONE_IN` is. */
	readonly #whole = new Float64Array(WORK_KINDS.length);
	readonly #sampled = new Float64Array(WORK_KINDS.length);
	#times = this.#whole;
	#isOn = true;
	#current: number = WORK_KINDS.indexOf("read");
	#last: number;
	#batches = 0;
	/** Octets that sources gave. */
	octetsRead = 0;
	/** Calls of the core by name. */
	readonly calls: Record<string, number> = {};
	exchanges = 0;
	halves = 0;

	constructor(clock: () => number = () => performance.now()) {
		this.#clock = clock;
		this.#started = clock();
		this.#last = this.#started;
	}

	/** Another batch begins: whether it is measured. `last`: what follows is no batch, and is measured. */
	nextBatch(last = false): void {
		if (this.#isOn) this.#turn(this.#current);
		else this.#last = this.#clock();
		const index = this.#batches++;
		const isWhole = last || index < ALL_BATCHES;
		this.#isOn = isWhole || index % ONE_IN === 0;
		this.#times = isWhole ? this.#whole : this.#sampled;
	}

	/** From now on it is this kind. */
	turnTo(work: WorkKind): void {
		if (this.#isOn) this.#turn(WORK_KINDS.indexOf(work));
	}

	/** The function with its time counted as `work`. */
	timed<A extends unknown[], R>(
		work: WorkKind,
		does: (...values: A) => R,
	): (...values: A) => R {
		const index = WORK_KINDS.indexOf(work);
		return (...values) => {
			if (!this.#isOn) return does(...values);
			const before = this.#current;
			this.#turn(index);
			const result = does(...values);
			this.#turn(before);
			return result;
		};
	}

	/** The source with its reading counted. */
	source(source: ByteSource): ByteSource {
		const read = this.timed("read", (into: Uint8Array) => source.read(into));
		const count = (octets: number) => {
			this.octetsRead += octets;
			return octets;
		};
		return {
			name: source.name,
			...(source.size !== undefined && { size: source.size }),
			read(into) {
				const octets = read(into);
				return typeof octets === "number" ? count(octets) : octets.then(count);
			},
			close: () => source.close?.(),
		};
	}

	/** The functions with their calls counted, but those of the loader. */
	counted<T extends object>(functions: T): T {
		const counted: Record<string, unknown> = {};
		for (const [name, one] of Object.entries(functions)) {
			if (typeof one !== "function" || name.startsWith("__")) {
				counted[name] = one;
				continue;
			}
			this.calls[name] = 0;
			counted[name] = (...values: unknown[]) => {
				this.calls[name]!++;
				return one(...values);
			};
		}
		return counted as T;
	}

	/** Seconds by kind, and in all: those of batches that were not measured are divided as the others'. */
	seconds(): Pick<RunStats, "seconds" | "work"> {
		if (this.#isOn) this.#turn(this.#current);
		const all = this.#clock() - this.#started;
		const rest = Math.max(0, all - sumOf(this.#whole));
		const share = rest / (sumOf(this.#sampled) || 1);
		const work = {} as RunStats["work"];
		for (const [index, kind] of WORK_KINDS.entries()) {
			const sampled = this.#sampled[index]! * share;
			work[kind] = (this.#whole[index]! + sampled) / 1000;
		}
		return { seconds: all / 1000, work };
	}

	#turn(index: number): void {
		const now = this.#clock();
		this.#times[this.#current]! += now - this.#last;
		this.#last = now;
		this.#current = index;
	}
}

function sumOf(times: Float64Array): number {
	return times.reduce((total, time) => total + time, 0);
}
