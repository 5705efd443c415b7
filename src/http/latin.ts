/** Header text is octets: each is the character of the same number (RFC 9112 2.2, RFC 9110 5.5). */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	for (let at = start; at < end; at += 4096) {
		const part = bytes.subarray(at, Math.min(end, at + 4096));
		text += String.fromCharCode.apply(null, part as unknown as number[]);
	}
	return text;
}
