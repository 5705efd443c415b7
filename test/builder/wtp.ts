import { cut, join, type Octets, u16, u32 } from "./bytes.js";

/** Octets of a variable TPI: identity and content (WAP-224 8.4). */
export type Tpi = readonly [identity: number, content: Uint8Array];

export const TPI_ERROR = 0;
export const TPI_INFO = 1;
export const TPI_OPTION = 2;
export const TPI_PSN = 3;

export interface WtpOptions {
	/** Sent by the responder: top bit of the TID. */
	responder?: boolean;
	/** Retransmission. */
	rid?: boolean;
	/** Group trailer, transmission trailer. */
	gtr?: boolean;
	ttr?: boolean;
	tpis?: readonly Tpi[];
}

export interface InvokeOptions extends WtpOptions {
	transactionClass?: 0 | 1 | 2;
	/** User acknowledgement asked for. */
	up?: boolean;
	tidNew?: boolean;
	version?: number;
}

function first(type: number, low: number, options: WtpOptions): number {
	const con = options.tpis?.length ? 0x80 : 0;
	return con | (type << 3) | low | (options.rid ? 1 : 0);
}

function trailer(options: WtpOptions, whole: boolean): number {
	return (options.gtr ? 4 : 0) | ((options.ttr ?? whole) ? 2 : 0);
}

function tidOctets(tid: number, responder: boolean | undefined): Octets {
	return u16((tid & 0x7fff) | (responder ? 0x8000 : 0));
}

/** TPIs: the short form up to 3 octets, else the long one. */
function tpiOctets(tpis: readonly Tpi[] = []): Octets {
	const parts = tpis.map(([identity, content], index) => {
		const con = index < tpis.length - 1 ? 0x80 : 0;
		const head = con | (identity << 3);
		return content.length < 4
			? join(head | content.length, content)
			: join(head | 4, content.length, content);
	});
	return join(...parts);
}

/** Packet Sequence Number TPI of a group's acknowledgement. */
export function psnTpi(psn: number): Tpi {
	return [TPI_PSN, Uint8Array.of(psn)];
}

/** Option TPI: 1 Maximum Receive Unit, 2 Total Message Size, 3 Delay Transmission Timer, 4 Maximum Group, 5 Current TID, 6 No Cached TID, 7 NumGroups. */
export function optionTpi(option: number, value: Uint8Array): Tpi {
	return [TPI_OPTION, join(option, value)];
}

export function totalSizeTpi(octets: number): Tpi {
	return optionTpi(2, u32(octets));
}

export function invoke(
	tid: number,
	data: Uint8Array,
	options: InvokeOptions = {},
): Octets {
	const { transactionClass = 2, up = true, version = 0 } = options;
	const fourth =
		(version << 6) |
		(options.tidNew ? 0x20 : 0) |
		(up ? 0x10 : 0) |
		transactionClass;
	return join(
		first(1, trailer(options, true), options),
		tidOctets(tid, options.responder),
		fourth,
		tpiOctets(options.tpis),
		data,
	);
}

export function result(
	tid: number,
	data: Uint8Array,
	options: WtpOptions = {},
): Octets {
	return join(
		first(2, trailer(options, true), options),
		tidOctets(tid, options.responder ?? true),
		tpiOctets(options.tpis),
		data,
	);
}

function segment(
	type: number,
	tid: number,
	psn: number,
	data: Uint8Array,
	options: WtpOptions,
): Octets {
	return join(
		first(type, trailer(options, false), options),
		tidOctets(tid, options.responder ?? type === 6),
		psn,
		tpiOctets(options.tpis),
		data,
	);
}

export function segmentedInvoke(
	tid: number,
	psn: number,
	data: Uint8Array,
	options: WtpOptions = {},
): Octets {
	return segment(5, tid, psn, data, options);
}

export function segmentedResult(
	tid: number,
	psn: number,
	data: Uint8Array,
	options: WtpOptions = {},
): Octets {
	return segment(6, tid, psn, data, options);
}

/** Ack; `tve`: TID verification (by the responder) or its confirmation. */
export function ack(
	tid: number,
	options: WtpOptions & { tve?: boolean } = {},
): Octets {
	return join(
		first(3, options.tve ? 4 : 0, options),
		tidOctets(tid, options.responder),
		tpiOctets(options.tpis),
	);
}

/** Abort: type 0 PROVIDER, 1 USER. */
export function abort(
	tid: number,
	type: 0 | 1,
	reason: number,
	options: WtpOptions = {},
): Octets {
	return join(
		(options.tpis?.length ? 0x80 : 0) | (4 << 3) | type,
		tidOctets(tid, options.responder),
		reason,
		tpiOctets(options.tpis),
	);
}

export function negativeAck(
	tid: number,
	missing: readonly number[],
	options: WtpOptions = {},
): Octets {
	return join(
		first(7, 0, options),
		tidOctets(tid, options.responder),
		missing.length,
		Uint8Array.from(missing),
		tpiOctets(options.tpis),
	);
}

/** Several PDUs in one datagram (WAP-224 8.5). */
export function concatenate(...pdus: readonly Uint8Array[]): Octets {
	const parts = pdus.map((pdu) =>
		join(pdu.length < 0x80 ? pdu.length : u16(0x8000 | pdu.length), pdu),
	);
	return join(0, ...parts);
}

/**
 * An SDU as the packets of a segmented Invoke or Result: `size` octets each, in groups of `group` packets.
 */
export function segmented(
	kind: "invoke" | "result",
	tid: number,
	sdu: Uint8Array,
	options: InvokeOptions & { size?: number; group?: number } = {},
): Octets[] {
	const { size = 1350, group = 5, ...rest } = options;
	const pieces = cut(sdu, size);
	const last = pieces.length - 1;
	return pieces.map((piece, psn) => {
		const flags = {
			...(psn === 0 ? rest : {}),
			...(rest.rid !== undefined && { rid: rest.rid }),
			...(rest.responder !== undefined && { responder: rest.responder }),
			ttr: psn === last,
			gtr: psn < last && psn % group === group - 1,
		};
		if (psn > 0) {
			return kind === "invoke"
				? segmentedInvoke(tid, psn, piece, flags)
				: segmentedResult(tid, psn, piece, flags);
		}
		return kind === "invoke"
			? invoke(tid, piece, flags)
			: result(tid, piece, flags);
	});
}
