/** A capture of many short UDP datagrams, made in one piece: builders of packets are too slow for so many. */
const HEADER = 24;
const LENGTH = 44;
const RECORD = 16 + LENGTH;

/** @param flows number of the flow of each datagram; the same number is the same 5-tuple. */
export function datagrams(
	flows: ArrayLike<number>,
	secondOf: (index: number) => number = () => 0,
	tunnelled = false,
): Uint8Array {
	const outer = tunnelled ? 36 : 0;
	const size = RECORD + outer;
	const octets = new Uint8Array(HEADER + flows.length * size);
	const view = new DataView(octets.buffer);
	view.setUint32(0, 0xa1b2c3d4, true);
	view.setUint32(4, 0x00040002, true);
	view.setUint32(20, 1, true);
	for (let index = 0; index < flows.length; index++) {
		let at = HEADER + index * size;
		view.setUint32(at, 1_700_000_000 + secondOf(index), true);
		view.setUint32(at + 8, LENGTH + outer, true);
		view.setUint32(at + 12, LENGTH + outer, true);
		view.setUint16(at + 28, 0x0800);
		at += 30;
		if (tunnelled) {
			datagram(view, at, { flow: 0, length: 66, port: 2152 });
			view.setUint16(at + 28, 0x30ff); // version 1, no options, G-PDU
			view.setUint16(at + 30, 30);
			at += 36;
		}
		datagram(view, at, { flow: flows[index] as number, length: 30, port: 443 });
	}
	return octets;
}

function datagram(
	view: DataView,
	at: number,
	{ flow, length, port }: { flow: number; length: number; port: number },
): void {
	view.setUint16(at, 0x4500);
	view.setUint16(at + 2, length);
	view.setUint16(at + 8, 0x4011);
	view.setUint32(at + 12, 0x0a000000 + (flow >> 4));
	view.setUint32(at + 16, 0xc0000201 + (flow & 3));
	view.setUint16(at + 20, 20_000 + (flow & 15));
	view.setUint16(at + 22, port);
	view.setUint16(at + 24, length - 20);
}
