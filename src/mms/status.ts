import { ENUMERATIONS, MESSAGE_TYPES } from "./names.js";

/** How a status code ends a request: the code's own class, or that of its range (OMA-TS-MMS_ENC-V1_3 7.3.48). */
export type StatusClass = "success" | "transient" | "permanent";

const OK = 0x80;
/** Error-network-problem of MMS 1.0, the only one of its codes that may pass. */
const NETWORK_PROBLEM = 0x86;
const RESPONSE_STATUS = 0x12;
const STATUS = 0x15;

/** Name of a message type as Wireshark prints it (`m-send-req`); undefined for octets that are none. */
export function messageTypeName(code: number): string | undefined {
	return MESSAGE_TYPES.get(code)?.name;
}

function rangeClass(code: number): StatusClass {
	if (code === OK) return "success";
	return code >= 0xc0 && code <= 0xdf ? "transient" : "permanent";
}

/** Class of X-Mms-Response-Status; 0xC4, partial success, is transient here: look for a Message-ID. */
export function responseStatusClass(code: number): StatusClass {
	return code === NETWORK_PROBLEM ? "transient" : rangeClass(code);
}

/** Class of X-Mms-Retrieve-Status; absent means success. */
export function retrieveStatusClass(code: number): StatusClass {
	return rangeClass(code);
}

/** Class of X-Mms-Store-Status. */
export function storeStatusClass(code: number): StatusClass {
	return rangeClass(code);
}

/** Name of an X-Mms-Response-Status, such as `Error-permanent-service-denied`. */
export function responseStatusName(code: number): string | undefined {
	return ENUMERATIONS.get(RESPONSE_STATUS)?.get(code);
}

/** Name of an X-Mms-Status, such as `Retrieved`. */
export function statusName(code: number): string | undefined {
	return ENUMERATIONS.get(STATUS)?.get(code);
}
