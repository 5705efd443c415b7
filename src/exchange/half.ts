import type { HttpHeader } from "../http/message.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Half } from "../record.js";

export const MMS_TYPE = "application/vnd.wap.mms-message";

/** Headers of HTTP or WSP in order: lower-case name and value. */
export type Headers = readonly HttpHeader[];

/** First value of a header. */
export function headerOf(headers: Headers, name: string): string | undefined {
	for (const header of headers) if (header[0] === name) return header[1];
	return undefined;
}

type HeaderField = keyof Half & `http.${string}`;

/** How well a header names the subscriber, 0 best (`mms-http`): gateways put them into requests. */
interface Naming {
	field: "number" | "imsi" | "clientAddress";
	rank: number;
}

function naming(
	field: Naming["field"],
	...names: readonly string[]
): [string, Naming][] {
	return names.map((name, rank) => [name, { field, rank }]);
}

/** Fields of the headers that the correlator and the reader of a record need. */
const USE_OF_HEADER: ReadonlyMap<string, HeaderField | Naming> = new Map<
	string,
	HeaderField | Naming
>([
	["user-agent", "http.user_agent"],
	["server", "http.server"],
	["location", "http.location"],
	["content-type", "http.content_type"],
	["content-range", "http.content_range"],
	["host", "http.host"],
	["via", "http.via"],
	...naming(
		"number",
		"x-msisdn",
		"x-wap-msisdn",
		"x-up-calling-line-id",
		"x-mdn",
		"msisdn",
		"x-nokia-msisdn",
		"x-wap-network-client-msisdn",
		"x-network-client-msisdn",
		"x-h3g-msisdn",
		"x-fh-msisdn",
		"x-up-msisdn",
	),
	...naming(
		"imsi",
		"x-wap-3gpp-imsi",
		"x-3gpp-imsi",
		"x-imsi",
		"x-wap-imsi",
		"x-nokia-imsi",
		"x-up-imsi",
	),
	...naming(
		"clientAddress",
		"x-wap-network-client-ip",
		"x-nokia-ipaddress",
		"x-wap-client-ip",
		"x-forwarded-for",
	),
]);

/** What a header that names the subscriber can hold; anything else in it names nobody. */
const NAMES = {
	number: /^\D{0,8}\d[\d\s().-]{4,}/,
	imsi: /^\d{14,15}$/,
	clientAddress: /^[\d.]{7,15}$|^[\da-f:.]{3,45}$/i,
} as const;

/** How well the headers of the half that is being made named the subscriber so far. */
interface Ranks {
	number: number;
	imsi: number;
	clientAddress: number;
}

const UNNAMED = 99;

/**
 * Makes the halves of exchanges: `begin` with how it travelled, `addHeader` for each header in order, `finish`.
 *
 * Records are made by the thousand: one literal that has all keys of the carriage, those without a value too, so that
 * all halves begin with the same shape. Spreading several objects into one costs V8 ten times as much.
 */
export class HalfMaker {
	readonly #manyCaptures: boolean;
	readonly #ranks: Ranks = {
		number: UNNAMED,
		imsi: UNNAMED,
		clientAddress: UNNAMED,
	};
	/** Some header named the subscriber since `begin`. */
	#isNamed = false;

	constructor(manyCaptures: boolean) {
		this.#manyCaptures = manyCaptures;
	}

	/** @param pdu of `finish` */
	begin(carriage: Carriage, pdu: MmsPdu | undefined): Half {
		if (this.#isNamed) this.#forgetNames();
		const half = this.make(carriage, pdu);
		if (carriage.firstTimeNs) half.firstTimeNs = carriage.firstTimeNs;
		if (carriage.timeNs) half.timeNs = carriage.timeNs;
		if (!this.#manyCaptures) return half;
		half.capture = carriage.capture ?? 0;
		half.captureFrame = carriage.captureFrame ?? 0;
		return half;
	}

	protected make(carriage: Carriage, _pdu: MmsPdu | undefined): Half {
		// Keys with undefined are absent from every record that is written.
		return {
			firstTime: carriage.firstTime,
			time: carriage.time,
			frame: carriage.frame,
			frames: carriage.frames,
			bytes: carriage.bytes,
			complete: carriage.complete,
			retransmissions: carriage.retransmissions,
			firstTimeNs: undefined,
			timeNs: undefined,
			lastDataTime: carriage.lastDataTime,
			missing: carriage.missing,
			missingCause: carriage.missingCause,
			acknowledged: carriage.acknowledged,
			capture: undefined,
			captureFrame: undefined,
		} as unknown as Half;
	}

	addHeader(half: Half, name: string, value: string): void {
		const use = value === "" ? undefined : USE_OF_HEADER.get(name);
		if (use === undefined) return;
		if (typeof use === "string") half[use as "http.host"] ??= value;
		else this.#name(half, use, value);
	}

	finish(half: Half, pdu: MmsPdu): void {
		const { fields } = pdu;
		for (const field in fields)
			half[field as "mmse.from"] = fields[field as "mmse.from"]!;
		half.pduHash = pdu.hash;
		if (pdu.bodyHash) half.bodyHash = pdu.bodyHash;
	}

	#name(half: Half, { field, rank }: Naming, value: string): void {
		// A list of relays names the handset first.
		const named =
			field === "clientAddress" ? value.split(",")[0]!.trim() : value;
		if (rank >= this.#ranks[field] || !NAMES[field].test(named)) return;
		this.#ranks[field] = rank;
		this.#isNamed = true;
		half[field] = named;
	}

	#forgetNames(): void {
		const ranks = this.#ranks;
		ranks.number = UNNAMED;
		ranks.imsi = UNNAMED;
		ranks.clientAddress = UNNAMED;
		this.#isNamed = false;
	}
}
