import {
	endpoint,
	http,
	type Octets,
	type Packet,
	pcap,
	pdus,
	Tap,
	TcpConnection,
} from "../../builder/index.js";

const mmsc = endpoint("192.0.2.10", 80);

/**
 * A connection that began before the capture, in the middle of another answer; a connection seen in one direction only,
 * of which there are only answers; one of which there are only requests; a port used again by another phone's message.
 */
export function capture(): Octets {
	const tap = new Tap();
	const first = new TcpConnection(tap, endpoint("10.0.0.1", 40000), mmsc);
	first.open();
	tap.take();
	first
		.send("server", new Uint8Array(700).fill(0x41))
		.send(
			"client",
			http.post("/mms", pdus.sendReq({ transactionId: "1", to: ["+1"] })),
		)
		.send(
			"server",
			http.mmsResponse(pdus.sendConf({ transactionId: "1", messageId: "K1" })),
		)
		.close();
	const kept = tap.take();
	const answers = whole(tap, "10.0.0.2", "2").filter(fromServer);
	const requests = whole(tap, "10.0.0.3", "3").filter(
		(packet) => !fromServer(packet),
	);
	const again = [whole(tap, "10.0.0.4", "4"), whole(tap, "10.0.0.4", "5")];
	return pcap([...kept, ...answers, ...requests, ...again.flat()]);
}

function fromServer(packet: Packet): boolean {
	return packet.datagram[12] === 192;
}

/** A submission on port 40000 of this phone; sequence numbers differ with the transaction. */
function whole(tap: Tap, host: string, transactionId: string): Packet[] {
	tap.wait(2e6);
	new TcpConnection(tap, endpoint(host, 40000), mmsc, {
		clientSequence: 77_777 * Number(transactionId),
		serverSequence: 99_999 * Number(transactionId),
	})
		.open()
		.send(
			"client",
			http.post(
				"/mms",
				pdus.sendReq({ transactionId, to: [`+${transactionId}`] }),
			),
		)
		.send(
			"server",
			http.mmsResponse(
				pdus.sendConf({ transactionId, messageId: `K${transactionId}` }),
			),
		)
		.close();
	return tap.take();
}
