import { UsageError } from "../error.js";
import type { Leg, Message } from "../record.js";
import { plainAddress } from "./address.js";

/** Shortest national number that is recognised at the end of an international one when the country is not known (SPEC 8.3). */
const GUESS_DIGITS = 9;
/** National numbers without trunk prefix are hardly longer; what is, may have its country code already. */
const NATIONAL_DIGITS = 10;
/** Shorter ones are short codes, which have no country. */
const SUBSCRIBER_DIGITS = 7;
/** `011`, a country code and a number have more digits than a national number that begins so (0113 is Leeds). */
const PREFIX_011_DIGITS = 13;

/** Country codes that ITU-T E.164 assigned. */
const COUNTRY_CODE =
	/^(1|7|2([07]|[1-69]\d)|3([0-469]|[578]\d)|4([013-9]|2\d)|5([1-8]|[09]\d)|6([0-6]|[789]\d)|8([1246]|[03578]\d)|9([0-58]|[679]\d))$/;
/** What stands before a national number in its country, where that is not 0. */
const TRUNK_PREFIX: Readonly<Record<string, string>> = { 7: "8", 36: "06" };
/** Countries where the 0 belongs to the number and stays behind the country code. */
const KEEPS_ZERO: ReadonlySet<string> = new Set(["39", "225"]);

/** A number as it is written. `bare`: without any prefix, so with or without its country code. */
interface Written {
	form: "international" | "national" | "bare" | "code";
	digits: string;
}

export interface NumberOptions {
	/** Country code (`44`) of numbers that have none. */
	country?: string;
}

/**
 * Compares addresses with a subscriber's number, however either is written: `+44 7900 003615`, `00447900003615`,
 * `07900003615` (with its country), `447900003615`, `+447900003615/TYPE=PLMN`, `tel:` and `sip:` URIs, display names.
 *
 * Two international numbers are the same only when they are equal. Without a country, a national number is taken for
 * the end of an international one when the rest is a country code: a guess.
 */
export class NumberMatcher {
	readonly #country: string | undefined;
	readonly #text: string;
	readonly #number: Written | undefined;
	readonly #readings: readonly string[];

	/** @throws {UsageError} for an empty number, or a country that is no country code */
	constructor(spec: string, options: NumberOptions = {}) {
		this.#text = plainAddress(spec);
		if (this.#text === "")
			throw new UsageError("number: expected a number or an address", {
				number: spec,
			});
		this.#country = countryCode(options.country);
		this.#number = writtenNumber(this.#text, this.#country);
		this.#readings = readings(this.#number, this.#country);
	}

	/** Whether the address is this number. */
	matches(address: string | undefined): boolean {
		if (address === undefined) return false;
		const text = plainAddress(address);
		if (text === this.#text) return true;
		const number = writtenNumber(text, this.#country);
		if (!number || !this.#number) return false;
		const possible = readings(number, this.#country);
		if (possible.some((digits) => this.#readings.includes(digits))) return true;
		return this.#country === undefined && isLikely(this.#number, number);
	}

	/** Whether the digits are this subscriber's IMSI. */
	matchesImsi(imsi: string | undefined): boolean {
		return imsi !== undefined && imsi === this.#text;
	}

	/** Whether the message has this number as sender, recipient or subscriber. */
	matchesMessage(message: Message): boolean {
		const { from, to, cc, bcc, send, recipients } = message;
		if (this.matches(from)) return true;
		for (const list of [to, cc, bcc])
			if (list?.some((address) => this.matches(address))) return true;
		if (send && this.#matchesLeg(send)) return true;
		return recipients.some(
			(leg) => this.matches(leg.address) || this.#matchesLeg(leg),
		);
	}

	#matchesLeg({ number, imsi }: Leg): boolean {
		return this.matches(number) || this.matchesImsi(imsi);
	}
}

function countryCode(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const code = text.replace(/^(\+|00)/, "");
	if (!COUNTRY_CODE.test(code))
		throw new UsageError(`country: ${text} is no country code, such as 44`, {
			country: text,
		});
	return code;
}

/** undefined: not a number. */
function writtenNumber(
	plain: string,
	country: string | undefined,
): Written | undefined {
	if (!/^\+?\d+$/.test(plain)) return undefined;
	if (plain.startsWith("+"))
		return { form: "international", digits: plain.slice(1) };
	if (plain.length < SUBSCRIBER_DIGITS) return { form: "code", digits: plain };
	if (/^00[1-9]/.test(plain))
		return { form: "international", digits: plain.slice(2) };
	const is011 = country === "1" || plain.length >= PREFIX_011_DIGITS;
	if (is011 && /^011[1-9]/.test(plain))
		return { form: "international", digits: plain.slice(3) };
	const trunk = TRUNK_PREFIX[country ?? ""] ?? "0";
	if (!plain.startsWith(trunk)) return { form: "bare", digits: plain };
	const isKept = country !== undefined && KEEPS_ZERO.has(country);
	return {
		form: "national",
		digits: isKept ? plain : plain.slice(trunk.length),
	};
}

/** The international numbers, in digits, that it can be. */
function readings(
	number: Written | undefined,
	country: string | undefined,
): string[] {
	if (!number) return [];
	const { form, digits } = number;
	if (form === "international") return [digits];
	if (form === "code") return [];
	const inCountry = country === undefined ? [] : [country + digits];
	return form === "national" ? inCountry : [digits, ...inCountry];
}

/** A guess where the country is not known: one may be the national form of the other. */
function isLikely(a: Written, b: Written): boolean {
	if (a.form === "code" || b.form === "code") return false;
	if (a.form === "international" && b.form === "international") return false;
	const [short, long] = a.digits.length <= b.digits.length ? [a, b] : [b, a];
	if (short.digits.length < GUESS_DIGITS) return false;
	if (short.digits === long.digits) return true;
	if (short.form === "international" || long.form === "national") return false;
	if (short.form === "bare" && short.digits.length > NATIONAL_DIGITS)
		return false;
	return (
		long.digits.endsWith(short.digits) &&
		COUNTRY_CODE.test(long.digits.slice(0, -short.digits.length))
	);
}
