import { join, type Octets, u16, u32 } from "./bytes.js";

export const A = 1;
export const CNAME = 5;
export const AAAA = 28;
export const NXDOMAIN = 3;
export const SERVFAIL = 2;

function nameOctets(name: string): Octets {
	const labels = name.split(".").map((label) => join(label.length, label));
	return join(...labels, 0);
}

/** Query of a stub resolver (RFC 1035 4.1). */
export function query(id: number, name: string, type = A): Octets {
	const header = [id, 0x0100, 1, 0, 0, 0].map(u16);
	return join(...header, nameOctets(name), u16(type), u16(1));
}

export interface AnswerOptions {
	rcode?: number;
	/** Types of the answer's records: A, AAAA or CNAME. */
	records?: readonly number[];
	truncated?: boolean;
}

/** Answer to a query, its question repeated; names of records are pointers to it. */
export function answer(asked: Uint8Array, options: AnswerOptions = {}): Octets {
	const { rcode = 0, records = [], truncated } = options;
	const out = join(asked);
	const flags = 0x8180 | rcode | (truncated ? 0x0200 : 0);
	out.set(u16(flags), 2);
	out.set(u16(records.length), 6);
	return join(out, ...records.map(record));
}

function record(type: number): Octets {
	const data = type === A ? u32(0xc000020a) : new Uint8Array(16);
	const content = type === CNAME ? nameOctets("other.example") : data;
	return join(
		u16(0xc00c),
		u16(type),
		u16(1),
		u32(60),
		u16(content.length),
		content,
	);
}
