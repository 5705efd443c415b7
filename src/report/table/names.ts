import { ENUMERATIONS, MESSAGE_TYPES } from "../../mms/names.js";

/** Name of a message type; the number of one that has no name; `?` when there is none. */
export function messageTypeName(type: unknown): string {
	if (typeof type !== "number") return "?";
	return MESSAGE_TYPES.get(type)?.name ?? `0x${type.toString(16)}`;
}

/** Status fields of MMSE PDUs, most telling first, with the codes of their headers (OMA-TS-MMS_ENC-V1_3 7.4). */
export const STATUS_FIELDS = [
	["mmse.response_status", 0x12],
	["mmse.retrieve_status", 0x19],
	["mmse.status", 0x15],
	["mmse.read_status", 0x1b],
] as const;

/** A status in few words: `service denied 0xE1`. */
export function statusName(header: number, status: number): string {
	const code = `0x${status.toString(16).toUpperCase()}`;
	const name = ENUMERATIONS.get(header)?.get(status);
	if (name === undefined) return code;
	const words = name.replace(/^Error-(permanent-|transient-)?/, "");
	return `${words.replaceAll("-", " ").toLowerCase()} ${code}`;
}
