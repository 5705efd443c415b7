import type { Exchange, Half, Message, Part } from "../record.js";
import type { PartLimits } from "./limits.js";
import { Names, safeName } from "./name.js";

/** A PDU whose parts are wanted, and where they belong. */
export interface PlannedPdu {
	/** uid of the message. */
	message: string;
	/** `send`, `recipients/0`; absent where it belongs to no leg alone. */
	leg?: string;
	/** uid of the exchange. */
	exchange: string;
	half: Half;
	/** Counts in the order in which they were wanted. */
	order: number;
	/** Names of the files, one for each part. */
	files: string[];
}

/** One part as the index lists it. */
export interface PartFile {
	type: "part";
	message: string;
	leg?: string;
	exchange: string;
	/** Frame that completed the PDU. */
	frame: number;
	/** Place of the part in the PDU, from 0. */
	part: number;
	contentType: string;
	charset?: string;
	/** As the message gives it. */
	name?: string;
	/** Path inside the folder, with `/`. */
	file: string;
	/** Octets that were written. */
	size: number;
	/** Octets that the part should have. */
	dataLength: number;
	sha256: string;
	complete: boolean;
}

/**
 * Which parts of which PDUs are wanted, and the names of their files: made of the messages that match, then asked for
 * each PDU of a second reading of the same captures.
 */
export class PartsPlan {
	readonly #limits: PartLimits;
	readonly #pdus = new Map<string, PlannedPdu[]>();
	readonly #names = new Map<string, Names>();
	#order = 0;
	/** Parts that are wanted. */
	parts = 0;
	/** Messages that have any. */
	messages = 0;
	/** Parts beyond the limit. */
	left = 0;

	constructor(limits: PartLimits) {
		this.#limits = limits;
	}

	/** Wants the parts of a message: of each exchange those of the hop that has most of them, nearest to the handset first. */
	add(message: Message, exchanges: readonly (readonly Exchange[])[]): void {
		const before = this.parts;
		for (const hops of exchanges) {
			const best = bestCarried(hops);
			if (best) this.#want(message, best.exchange, best.half);
		}
		if (this.parts > before) this.messages++;
	}

	/** What is wanted of a PDU. */
	wantedOf(pduHash: string, firstTime: number): readonly PlannedPdu[] {
		return this.#pdus.get(keyOf(pduHash, firstTime)) ?? [];
	}

	#want(message: Message, exchange: Exchange, half: Half): void {
		const parts = (half.parts ?? []).filter(isLeaf);
		if (parts.length === 0) return;
		if (this.parts + parts.length > this.#limits["parts-files"]) {
			this.left += parts.length;
			return;
		}
		this.parts += parts.length;
		const leg = legOf(message, half);
		const planned: PlannedPdu = {
			message: message.uid,
			exchange: exchange.uid,
			half,
			order: this.#order++,
			files: this.#filesOf(message.uid, half.parts ?? []),
		};
		if (leg !== undefined) planned.leg = leg;
		const key = keyOf(half.pduHash!, half.firstTime);
		const others = this.#pdus.get(key);
		if (others) others.push(planned);
		else this.#pdus.set(key, [planned]);
	}

	#filesOf(uid: string, parts: readonly Part[]): string[] {
		let names = this.#names.get(uid);
		if (!names) {
			names = new Names();
			this.#names.set(uid, names);
		}
		return parts.map((part, order) => {
			if (!isLeaf(part)) return "";
			const name = safeName(part.name, part.contentType, order);
			const fits = isWhole(part) && part.size <= this.#limits["part-octets"];
			return names.take(fits ? name : `${name}.partial`);
		});
	}
}

/** A multipart inside another is not written: its entries are. */
export function isLeaf({ contentType }: Part): boolean {
	return !/^(multipart\/|application\/vnd\.wap\.multipart\.)/.test(contentType);
}

/** All octets of the part are there. */
export function isWhole({ missing = 0 }: Part): boolean {
	return missing === 0;
}

function keyOf(pduHash: string, firstTime: number): string {
	return `${pduHash} ${firstTime}`;
}

/** The hop whose PDU has its parts whole, else the first that has any. */
function bestCarried(
	hops: readonly Exchange[],
): { exchange: Exchange; half: Half } | undefined {
	const carried = hops.flatMap((exchange) =>
		[exchange.request, exchange.response]
			.filter((half) => half?.parts !== undefined)
			.map((half) => ({ exchange, half: half! })),
	);
	return (
		carried.find(({ half }) => half.complete && half.parts!.every(isWhole)) ??
		carried[0]
	);
}

/** Which leg of the record has the PDU, as its links name legs. */
function legOf({ send, recipients }: Message, half: Half): string | undefined {
	const isStep = ({ frame, firstTime }: { frame: number; firstTime: number }) =>
		frame === half.frame && firstTime === half.firstTime;
	if (send?.steps.some(isStep)) return "send";
	const index = recipients.findIndex(({ steps }) => steps.some(isStep));
	return index < 0 ? undefined : `recipients/${index}`;
}
