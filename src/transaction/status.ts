import type { Half } from "../record.js";
import { wspHttpStatus } from "../wap/names.js";
import { numberIn } from "./field.js";

/** Status of an answer in HTTP's numbers, whichever protocol carried it. */
export function httpStatus(half: Half | undefined): number | undefined {
	const octet = half?.["wsp.reply.status"];
	if (octet !== undefined) return wspHttpStatus(octet);
	return half?.["http.response.code"];
}

/** An error octet of a WSP Reply that no HTTP status stands for. */
export function isUnknownWspError(half: Half | undefined): boolean {
	const octet = half?.["wsp.reply.status"];
	return octet !== undefined && octet >= 0x40 && !httpStatus(half);
}

/** Major version of X-Mms-MMS-Version, whether it is text (`1.2`) or the octet (0x92). */
export function majorVersion(half: Half | undefined): number | undefined {
	const octet = numberIn(half?.["mmse.mms_version"]);
	if (octet !== undefined) return octet >= 0x80 ? (octet >> 4) & 7 : octet;
	const text = half?.["mmse.mms_version"];
	return typeof text === "string" && /^\d/.test(text)
		? Number.parseInt(text, 10)
		: undefined;
}
