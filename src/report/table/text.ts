// Text from the network may hold escape sequences, line ends, and characters that turn the direction of writing.
const CONTROLS =
	/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const WIDE =
	/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60\u3000-\u303f]/u;
const ZERO = /\p{Mark}/u;

/** Makes text from the network harmless for a terminal: white space becomes a space, other controls become visible. */
export function harmless(text: string): string {
	return text.replace(CONTROLS, (character) => {
		const code = character.charCodeAt(0);
		if (code === 9 || code === 10 || code === 13) return " ";
		if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
		return `\\u${code.toString(16).padStart(4, "0")}`;
	});
}

/** How many columns of a terminal the text takes. */
export function textWidth(text: string): number {
	let width = 0;
	for (const character of text) {
		if (character < "\u0300") width += 1;
		else if (!ZERO.test(character)) width += WIDE.test(character) ? 2 : 1;
	}
	return width;
}

/** Breaks a sentence into lines of at most `width` characters. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(" ")) {
		if (line !== "" && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else line = line === "" ? word : `${line} ${word}`;
	}
	lines.push(line);
	return lines;
}

/** Octets as a person reads them: three figures and a decimal unit. */
export function formatSize(octets: number): string {
	if (octets < 1000) return `${octets} B`;
	let value = octets;
	let unit = 0;
	while (value >= 999.5 && unit < 5) {
		value /= 1000;
		unit++;
	}
	const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
	return `${value.toFixed(digits)} ${["B", "kB", "MB", "GB", "TB", "PB"][unit]}`;
}

/** A count with commas between thousands. `toLocaleString` would do, and takes 10 ms to begin with. */
export function formatCount(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 message`, `2 messages`. */
export function plural(count: number, noun: string): string {
	return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Seconds as a person reads them: `41 ms`, `2.10 s`, `3 m 20 s`, `2 h 5 m`. */
export function formatDuration(seconds: number): string {
	if (seconds < 0) return "?";
	if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
	if (seconds < 99.5) return `${seconds.toFixed(seconds < 9.95 ? 2 : 1)} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
	if (whole < 172800)
		return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
	return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

/** Day of a time, UTC: `2023-11-14`. */
export function formatDay(time: number): string {
	return isoTime(time).slice(0, 10);
}

/** Time of day, UTC: `22:13:20.091`. */
export function formatClock(time: number): string {
	return isoTime(time).slice(11, 23);
}

function isoTime(time: number): string {
	const date = new Date(time * 1000);
	// Beyond what a Date holds: a damaged clock in the capture.
	return Number.isNaN(date.getTime())
		? "????-??-?? ??:??:??.???"
		: date.toISOString();
}

/** `192.0.2.10:80`, `[2001:db8::1]:80`; what is known of it. */
export function formatEndpoint(
	address: string | undefined,
	port: number | undefined,
): string {
	if (address === undefined || port === undefined)
		return address ?? String(port ?? "");
	return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
