import { extensionOf } from "./extension.js";

/** Octets of a name in UTF-8, extension included: most file systems take 255, and more is added in front of `.partial`. */
const NAME_OCTETS = 120;
const EXTENSION_CHARACTERS = 16;
// Controls, characters that turn the direction of writing or cannot be seen, lone surrogates.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;
// Characters that mean something to Windows, or separate folders anywhere.
const FORBIDDEN = /[<>:"/\\|?*]/g;
// Names of devices on Windows, with any extension (superscript digits count as digits).
const DEVICES =
	/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ .]*(\.|$)/i;

/**
 * A name for the file of a part that is safe on every system: no folder, no control character, no device, no leading
 * dot or dash, not long, with an extension.
 *
 * @param name as the message gives it (SPEC 4)
 * @param order of the part in the message, for parts without a name
 */
export function safeName(
	name: string | undefined,
	contentType: string,
	order: number,
): string {
	const { base, extension } = split(cleaned(name ?? ""));
	const stem = base === "" ? `part-${order + 1}` : base;
	const ending = extension === "" ? extensionOf(contentType) : extension;
	const short = shorten(stem, NAME_OCTETS - octetsOf(ending)) + ending;
	return DEVICES.test(short) ? `_${short}` : short;
}

/** The last part of a path, without what has a meaning to a file system or a terminal. */
function cleaned(name: string): string {
	const plain = name.normalize("NFC").replace(UNSEEN, "").trim();
	// A Content-ID stands in angle brackets.
	const inside = /^<(.*)>$/.exec(plain)?.[1] ?? plain;
	const last = inside.split(/[/\\]/).findLast((piece) => piece.trim() !== "");
	return (last ?? "")
		.replace(FORBIDDEN, "_")
		.replace(/\s+/g, " ")
		.replace(/^[\s.-]+|[\s.]+$/g, "");
}

function split(name: string): { base: string; extension: string } {
	const dot = name.lastIndexOf(".");
	const extension = name.slice(dot);
	const isExtension =
		dot > 0 &&
		extension.length <= EXTENSION_CHARACTERS &&
		/^\.[a-z0-9]+$/i.test(extension);
	if (!isExtension) return { base: name, extension: "" };
	return { base: name.slice(0, dot).replace(/[\s.]+$/, ""), extension };
}

function octetsOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** The beginning of the text in at most so many octets, no character cut. */
function shorten(text: string, octets: number): string {
	if (octetsOf(text) <= octets) return text;
	let kept = "";
	let used = 0;
	for (const character of text) {
		used += octetsOf(character);
		if (used > octets) break;
		kept += character;
	}
	return kept.replace(/[\s.]+$/, "");
}

/** Gives each name once, also where capital letters or the form of accents make no difference. */
export class Names {
	readonly #taken = new Set<string>();

	/** The name, or with a number before the extension when it is taken. */
	take(name: string): string {
		const dot = name.lastIndexOf(".");
		const [base, ending] =
			dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
		for (let count = 1; ; count++) {
			const candidate = count === 1 ? name : `${base}-${count}${ending}`;
			const key = candidate.normalize("NFKC").toLowerCase().toUpperCase();
			if (this.#taken.has(key)) continue;
			this.#taken.add(key);
			return candidate;
		}
	}
}
