import { describe, expect, it } from "vitest";
import {
	endpoint,
	type Octets,
	pcap,
	pdus,
	Tap,
	wsp,
} from "../../builder/index.js";
import { extracted } from "./reading.js";

/** A notification in a pcap file of Ethernet. */
function notified(): Octets {
	const tap = new Tap();
	const push = wsp.push(
		pdus.notification({ contentLocation: "http://mmsc.example/a1b2c3d4" }),
	);
	const phone = endpoint("10.0.0.1", 2948);
	const gateway = endpoint("192.0.2.20", 9200);
	tap.udp(gateway, phone, wsp.connectionless(1, push));
	tap.wait(5e6).udp(gateway, phone, wsp.connectionless(1, push));
	return pcap(tap.take());
}

/** Octets of the records: head and packet. */
function recordsOf(file: Octets): [Octets, Octets][] {
	const view = new DataView(file.buffer);
	const records: [Octets, Octets][] = [];
	for (let at = 24; at < file.length; ) {
		const length = view.getUint32(at + 8, true);
		const end = at + 16 + length;
		records.push([file.slice(at, at + 16), file.slice(at + 16, end)]);
		at = end;
	}
	return records;
}

/** The file with another header and other heads of records. */
function rewritten(
	change: (header: DataView) => void,
	head: (head: Octets) => Uint8Array = (octets) => octets,
): Uint8Array {
	const file = notified();
	const header = file.slice(0, 24);
	change(new DataView(header.buffer));
	const records = recordsOf(file).flatMap(([h, packet]) => [head(h), packet]);
	return new Uint8Array(Buffer.concat([header, ...records]));
}

describe("variants of pcap", () => {
	const packets = recordsOf(notified()).map(([, packet]) => packet);

	it("with the longer heads of Kuznetzov's patch", async () => {
		const input = rewritten(
			(header) => header.setUint32(0, 0xa1b2cd34, true),
			(head) => Buffer.concat([head, new Uint8Array(8)]),
		);
		const { file } = await extracted(input);
		expect(file.packets.map(({ octets }) => octets)).toEqual(packets);
	});

	it("of old versions, whose lengths change places", async () => {
		const input = rewritten(
			(header) => header.setUint16(6, 2, true),
			(head) => {
				const view = new DataView(head.buffer);
				view.setUint32(8, view.getUint32(8, true) + 5, true);
				return head;
			},
		);
		const { file } = await extracted(input);
		expect(file.packets.map(({ octets }) => octets)).toEqual(packets);
		expect(file.packets[0]!.originalLength).toBe(packets[0]!.length + 5);
	});

	it("that tell of a frame check sequence", async () => {
		const input = rewritten((header) =>
			header.setUint32(20, (2 << 28) | 0x04000000 | 1, true),
		);
		const { file } = await extracted(input);
		const [about] = file.interfaces;
		expect(about?.linkType).toBe(1);
		expect(about?.options.get(13)).toEqual(Uint8Array.of(4));
		expect(file.packets.length).toBe(2);
	});
});
