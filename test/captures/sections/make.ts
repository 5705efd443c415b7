import {
	endpoint,
	fromHex,
	http,
	type Octets,
	type Packet,
	PcapngFile,
	pdus,
	Tap,
	TcpConnection,
	wsp,
} from "../../builder/index.js";

/**
 * pcapng with two sections of both byte orders, interfaces of three link types and clocks, comments, unknown blocks, an
 * obsolete Packet Block, and a Simple Packet Block that has no time. The submission lies in both sections.
 */
export function capture(): Octets {
	const tap = new Tap();
	new TcpConnection(
		tap,
		endpoint("10.0.0.1", 40000),
		endpoint("192.0.2.10", 80),
	)
		.open()
		.send("client", http.post("/mms", pdus.sendReq({ to: ["+1"] })))
		.send("server", http.mmsResponse(pdus.sendConf({ messageId: "S1" })))
		.close();
	const packets = tap.take();
	const notification = pdus.notification({
		contentLocation: "http://mmsc.example/mms?id=5ec7105",
	});
	tap.udp(
		endpoint("198.51.100.7", 9200),
		endpoint("10.0.0.2", 2948),
		wsp.connectionless(1, wsp.push(notification)),
	);
	const [push] = tap.take() as [Packet];
	const file = new PcapngFile()
		.section(true, [[1, "first section, big-endian"]])
		.interface({ link: "raw", tsresol: 9 })
		.interface({ link: "sll", tsresol: 0x94 })
		.block(0x0bad, fromHex("0102030405"));
	for (const packet of packets.slice(0, 4)) {
		file.packet({ ...packet, interface: 1 }, [[1, "a comment"]]);
	}
	file
		.section(false)
		.interface({ tsoffset: 7200 })
		.interface({ link: "raw" })
		.block(5, fromHex("000000000000000000000000"));
	for (const packet of packets.slice(4, -1)) file.packet(packet);
	file.oldPacket(packets.at(-1) as Packet);
	file.packet({ ...push, interface: 1 });
	file.simplePacket(push);
	return file.octets();
}
