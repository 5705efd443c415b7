import {
	endpoint,
	fragments,
	type Octets,
	PADDING_EXTENSION,
	pcap,
	pdus,
	Tap,
	udp,
	wsp,
} from "../../builder/index.js";

/**
 * Connectionless WSP in IP fragments: IPv4 in reverse order with a duplicate, IPv6 in order; a push behind IPv6 extension
 * headers, one behind IPv4 options, one in a frame with Ethernet padding that is no part of it.
 */
export function capture(): Octets {
	const tap = new Tap();
	fetch(tap, "10.0.0.1", "192.0.2.9", true);
	fetch(tap, "2001:db8:1::1", "2001:db8:ffff::9", false);
	const push = (id: string): Octets =>
		wsp.connectionless(
			1,
			wsp.push(
				pdus.notification({
					transactionId: id,
					contentLocation: `http://mmsc.example/mms?id=ffeeddccbb${id}`,
				}),
			),
		);
	const extensions = [
		[0, PADDING_EXTENSION],
		[60, PADDING_EXTENSION],
	] as const;
	tap.udp(
		endpoint("2001:db8:ffff::7", 9200),
		endpoint("2001:db8:1::2", 2948),
		push("6"),
		{ extensions },
	);
	const options = new Uint8Array(8).fill(1);
	const from = endpoint("198.51.100.7", 9200);
	tap.udp(from, endpoint("10.0.0.2", 2948), push("4"), { options });
	const padded = udp(
		from,
		endpoint("10.0.0.3", 2948),
		push("5").subarray(0, -1),
	);
	tap.pass(padded, { trailer: new Uint8Array(20).fill(0x58) });
	return pcap(tap.take());
}

function fetch(
	tap: Tap,
	host: string,
	server: string,
	backwards: boolean,
): void {
	const phone = endpoint(host, 49000);
	const gateway = endpoint(server, 9200);
	const url = `http://mmsc.example/mms?id=f0f0f0${backwards ? 4 : 6}`;
	tap.udp(phone, gateway, wsp.connectionless(9, wsp.get(url)));
	tap.wait(2e5);
	const answer = pdus.retrieveConf({ messageId: `F${backwards ? 4 : 6}` });
	const reply = wsp.connectionless(9, wsp.reply(0x20, answer));
	const pieces = fragments(udp(gateway, phone, reply), 304, 4242);
	const order: Octets[] = backwards
		? [...pieces].reverse().concat(pieces.slice(1, 2))
		: pieces;
	for (const piece of order) tap.wait(100).pass(piece);
	tap.wait(1e6);
}
