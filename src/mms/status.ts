/** How a status code ends a request: the code's own class, or that of its range (OMA-TS-MMS_ENC-V1_3 7.3.48). */
export type StatusClass = "success" | "partly" | "transient" | "permanent";

const OK = 0x80;
/** Error-network-problem of MMS 1.0, the only one of its codes that may pass. */
const NETWORK_PROBLEM = 0x86;
/** Error-transient-partial-success: a code of the transient range, though the message is on its way to some. */
const PARTIAL_SUCCESS = 0xc4;

/** What no range names is permanent. */
function rangeClass(code: number): StatusClass {
	if (code === OK) return "success";
	return code >= 0xc0 && code <= 0xdf ? "transient" : "permanent";
}

/** Class of X-Mms-Response-Status (OMA-TS-MMS_ENC-V1_3 7.3.48). */
export function responseStatusClass(code: number): StatusClass {
	if (code === PARTIAL_SUCCESS) return "partly";
	return code === NETWORK_PROBLEM ? "transient" : rangeClass(code);
}

/** Class of X-Mms-Retrieve-Status (OMA-TS-MMS_ENC-V1_3 7.3.50); absent means success. */
export function retrieveStatusClass(code: number | undefined): StatusClass {
	return code === undefined ? "success" : rangeClass(code);
}
