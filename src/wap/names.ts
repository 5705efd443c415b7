// WAP-230 table 34 (PDU types), table 36 (status), table 35 (reasons); WAP-224 table 19 (provider reasons).

export const WSP_CONNECT = 0x01;
export const WSP_CONNECT_REPLY = 0x02;
export const WSP_REDIRECT = 0x03;
export const WSP_REPLY = 0x04;
export const WSP_DISCONNECT = 0x05;
export const WSP_PUSH = 0x06;
export const WSP_CONFIRMED_PUSH = 0x07;
export const WSP_SUSPEND = 0x08;
export const WSP_RESUME = 0x09;

const PDU_NAMES: Readonly<Record<number, string>> = {
	1: "Connect",
	2: "ConnectReply",
	3: "Redirect",
	4: "Reply",
	5: "Disconnect",
	6: "Push",
	7: "ConfirmedPush",
	8: "Suspend",
	9: "Resume",
	64: "Get",
	65: "Options",
	66: "Head",
	67: "Delete",
	68: "Trace",
	96: "Post",
	97: "Put",
	128: "DataFragment",
};

const ABORT_REASONS: readonly Readonly<Record<number, string>>[] = [
	{
		0: "UNKNOWN",
		1: "PROTOERR",
		2: "INVALIDTID",
		3: "NOTIMPLEMENTEDCL2",
		4: "NOTIMPLEMENTEDSAR",
		5: "NOTIMPLEMENTEDUACK",
		6: "WTPVERSIONONE",
		7: "CAPTEMPEXCEEDED",
		8: "NORESPONSE",
		9: "MESSAGETOOLARGE",
		10: "NOTIMPLEMENTEDESAR",
	},
	{
		224: "PROTOERR",
		225: "DISCONNECT",
		226: "SUSPEND",
		227: "RESUME",
		228: "CONGESTION",
		229: "CONNECTERR",
		230: "MRUEXCEEDED",
		231: "MOREXCEEDED",
		232: "PEERREQ",
		233: "NETERR",
		234: "USERREQ",
		235: "USERRFS",
		236: "USERPND",
		237: "USERDCR",
		238: "USERDCU",
	},
];

const CAPABILITY_NAMES: readonly string[] = [
	"Client-SDU-Size",
	"Server-SDU-Size",
	"Protocol-Options",
	"Method-MOR",
	"Push-MOR",
	"Extended-Methods",
	"Header-Code-Pages",
	"Aliases",
	"Client-Message-Size",
	"Server-Message-Size",
];

function isExtended(type: number): boolean {
	return (type & 0xd0) === 0x50;
}

/** Name of a WSP PDU type (WAP-230 table 34), or its number in hexadecimal. */
export function wspPduName(type: number): string {
	const name = PDU_NAMES[type];
	if (name) return name;
	if (isExtended(type))
		return `${type < 0x60 ? "ExtendedGet" : "ExtendedPost"}${type & 0x0f}`;
	return `0x${type.toString(16).padStart(2, "0")}`;
}

/** HTTP method of a PDU of the Get or Post family; the extended ones have names of the session only. */
export function wspMethod(type: number): string | undefined {
	return isWspMethod(type) ? PDU_NAMES[type]?.toUpperCase() : undefined;
}

/** Get and Post families with the extended methods (WAP-230 8.2.3). */
export function isWspMethod(type: number): boolean {
	return (
		(type >= 0x40 && type <= 0x44) ||
		type === 0x60 ||
		type === 0x61 ||
		isExtended(type)
	);
}

export function isWspPush(type: number): boolean {
	return type === WSP_PUSH || type === WSP_CONFIRMED_PUSH;
}

/** HTTP status of a Reply's status octet (WAP-230 table 36); unassigned octets have none. */
export function wspHttpStatus(status: number): number | undefined {
	const [low, high] = [status & 0x0f, status >> 4];
	if (high === 1 && low <= 1) return 100 + low;
	if (high === 2 && low <= 6) return 200 + low;
	if (high === 3 && low <= 7 && low !== 6) return 300 + low;
	if (status >= 0x40 && status <= 0x51) return 400 + status - 0x40;
	if (high === 6 && low <= 5) return 500 + low;
	return undefined;
}

/** Name of the reason of a WTP Abort: type 0 PROVIDER, 1 USER (the WSP layer). */
export function wtpAbortReason(type: number, reason: number): string {
	return (
		ABORT_REASONS[type]?.[reason] ?? `0x${reason.toString(16).padStart(2, "0")}`
	);
}

export function wspCapabilityName(code: number): string {
	return CAPABILITY_NAMES[code] ?? `0x${code.toString(16).padStart(2, "0")}`;
}
