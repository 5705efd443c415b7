import type { GtpMessage } from "./gtpmessage.js";
import { decodeGtpV1 } from "./gtpv1.js";
import { decodeGtpV2 } from "./gtpv2.js";
import type { Decoded } from "./octets.js";

/** Messages of one datagram: several when one carries another (3GPP TS 29.274 5.5.1). */
const MESSAGES_LIMIT = 4;

/** Decodes the messages of a GTP-C datagram (3GPP TS 29.060, TS 29.274). */
export function decodeGtp(octets: Uint8Array): Decoded<GtpMessage>[] {
	const version = (octets[0] ?? 0) >> 5;
	if (version === 1) return [decodeGtpV1(octets)];
	if (octets.length === 0) return [{ status: "truncated" }];
	if (version !== 2) return [{ status: "unsupported" }];
	const messages: Decoded<GtpMessage>[] = [];
	let rest: Uint8Array | undefined = octets;
	while (rest && messages.length < MESSAGES_LIMIT) {
		const { decoded, next }: ReturnType<typeof decodeGtpV2> = decodeGtpV2(rest);
		messages.push(decoded);
		rest = next;
	}
	return messages;
}
