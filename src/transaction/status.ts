import type { Half } from "../record.js";
import { numberOf } from "./field.js";

export type StatusClass = "success" | "partly" | "transient" | "permanent";

/**
 * Class of an X-Mms-Response-Status (OMA-TS-MMS_ENC-V1_3 7.3.48): named codes and ranges of `mmse-response-status`.
 * 0x86 is the only transient code of MMS 1.0; what no range names is permanent.
 */
export function responseClass(code: number): StatusClass {
	if (code === 0x80) return "success";
	if (code === 0xc4) return "partly";
	if (code === 0x86 || (code >= 0xc0 && code <= 0xdf)) return "transient";
	return "permanent";
}

/** Class of an X-Mms-Retrieve-Status (OMA-TS-MMS_ENC-V1_3 7.3.50); absent is success. */
export function retrieveClass(code: number | undefined): StatusClass {
	if (code === undefined || code === 0x80) return "success";
	return code >= 0xc0 && code <= 0xdf ? "transient" : "permanent";
}

/** Highest octet of each hundred of WAP-230 table 36, and where the hundred starts. */
const WSP_STATUS = [
	{ from: 0x10, to: 0x11, http: 100 },
	{ from: 0x20, to: 0x26, http: 200 },
	{ from: 0x30, to: 0x37, http: 300 },
	{ from: 0x40, to: 0x51, http: 400 },
	{ from: 0x60, to: 0x65, http: 500 },
];

/** HTTP status of a WSP Reply status octet (WAP-230 table 36); undefined for an octet that is not assigned. */
export function httpStatusOfWsp(octet: number): number | undefined {
	const row = WSP_STATUS.find(({ from, to }) => octet >= from && octet <= to);
	return row && octet !== 0x36 ? row.http + octet - row.from : undefined;
}

/** Status of an answer in HTTP's numbers, whichever protocol carried it. */
export function httpStatus(half: Half | undefined): number | undefined {
	const octet = half?.["wsp.reply.status"];
	if (octet !== undefined) return httpStatusOfWsp(octet);
	return half?.["http.response.code"];
}

/** An error octet of a WSP Reply that no HTTP status stands for. */
export function isUnknownWspError(half: Half | undefined): boolean {
	const octet = half?.["wsp.reply.status"];
	return octet !== undefined && octet >= 0x40 && !httpStatus(half);
}

/** Major version of X-Mms-MMS-Version, whether it is text (`1.2`) or the octet (0x92). */
export function majorVersion(half: Half | undefined): number | undefined {
	const octet = numberOf(half, "mmse.mms_version");
	if (octet !== undefined) return octet >= 0x80 ? (octet >> 4) & 7 : octet;
	const text = half?.["mmse.mms_version"];
	return typeof text === "string" && /^\d/.test(text)
		? Number.parseInt(text, 10)
		: undefined;
}
