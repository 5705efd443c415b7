import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_TTR } from "../wasm/layout.js";
import { carriageOf } from "./carriage.js";
import type { Octets } from "./pieces.js";
import type { SduReassembly } from "./reassembly.js";
import { type WapRow, WTP_RESULT } from "./row.js";
import { type Arrival, type Prints, sequenceNumber } from "./scattered.js";

/** What a transaction asks of its messages. */
export type Sdu = Pick<
	SduReassembly,
	| "started"
	| "finished"
	| "isSinglePacket"
	| "octets"
	| "acknowledged"
	| "retransmissions"
	| "prints"
	| "isLast"
	| "printAt"
	| "prove"
	| "add"
	| "take"
	| "assemble"
	| "carriage"
	| "problems"
	| "release"
>;

const NOTHING = new Uint8Array(0);
const NO_PROBLEMS: Problem[] = [];

/** A whole message of so many octets at most, as nine of ten are: an Invoke or a Result that ends with itself. */
export function isWholeMessage(row: WapRow, limit: number): boolean {
	return (
		row.type <= WTP_RESULT &&
		(row.flags & WTP_FLAG_TTR) !== 0 &&
		row.length >= row.wireLength &&
		row.length <= limit
	);
}

/** A message of one packet, of which nothing came before: what `SduReassembly` makes of it, with less. */
export class SinglePacket implements Sdu, Octets {
	readonly started = true;
	readonly finished = true;
	readonly isSinglePacket = true;
	/** It is read at once: none are kept. */
	readonly octets = 0;
	retransmissions = 0;
	readonly #print: number;
	#isProven = false;
	/** Until it was read. */
	#carriage: Carriage | undefined;
	/** Of the row that holds it. */
	bytes: Uint8Array;
	readonly offset: number;
	readonly length: number;

	constructor(row: WapRow) {
		this.#print = row.print;
		this.#carriage = carriageOf(row);
		this.bytes = row.bytes;
		this.offset = row.offset;
		this.length = row.length;
	}

	get acknowledged(): boolean {
		return this.#isProven;
	}

	get prints(): Prints {
		return [this.#print];
	}

	isLast(): boolean {
		return true;
	}

	printAt(psn: number): number | undefined {
		return psn === 0 ? this.#print : undefined;
	}

	prove(psn = 0): void {
		if (psn >= 0) this.#isProven = true;
	}

	/** It was whole: what comes is a repeat, or claims to be behind the end. */
	add(row: WapRow): Arrival {
		if (sequenceNumber(row) !== 0) return "refused";
		this.retransmissions++;
		return "repeated";
	}

	take(): boolean {
		return false;
	}

	/** Good as long as the row is. */
	assemble(): Octets {
		return this;
	}

	carriage(): Carriage | undefined {
		const carriage = this.#carriage;
		if (carriage && this.#isProven) carriage.acknowledged = true;
		return carriage;
	}

	problems(): Problem[] {
		return NO_PROBLEMS;
	}

	release(): void {
		this.#carriage = undefined;
		this.bytes = NOTHING;
	}
}
