import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { describe, expect, it } from "vitest";
import {
	address,
	endpoint,
	fragments,
	fromHex,
	http,
	LINKTYPE,
	type LinkName,
	type Octets,
	PcapngFile,
	PcapStream,
	pcap,
	pcapng,
	pdus,
	Tap,
	TcpConnection,
	udp,
	value,
	wsp,
	wtp,
} from "./index.js";

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const phone = endpoint("10.0.0.1", 40001);
const mmsc = endpoint("192.0.2.10", 80);

function tshark(capture: Octets, fields: string[], extra: string[] = []) {
	const folder = mkdtempSync(path(tmpdir(), "builder-"));
	try {
		const file = path(folder, "x.pcap");
		writeFileSync(file, capture);
		const names = fields.flatMap((name) => ["-e", name]);
		const args = ["-n", "-r", file, ...extra, "-T", "fields", ...names];
		const run = spawnSync("tshark", args, { encoding: "utf8" });
		return run.stdout.trimEnd().split("\n");
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const CHECKS = [
	..."ip.check_checksum tcp.check_checksum udp.check_checksum".split(" "),
].flatMap((name) => ["-o", `${name}:TRUE`]);

function conversation(): Tap {
	const tap = new Tap();
	new TcpConnection(tap, phone, mmsc)
		.open()
		.send("client", http.post("/mms", pdus.sendReq({ to: ["+1/TYPE=PLMN"] })))
		.send("server", http.mmsResponse(pdus.sendConf({ messageId: "M1" })))
		.close();
	return tap;
}

describe("values", () => {
	it("writes integers in their shortest form", () => {
		expect(value.uintvar(0x87a5)).toEqual(fromHex("828f25"));
		expect(value.uintvar(0)).toEqual(fromHex("00"));
		expect(value.longInteger(0)).toEqual(fromHex("0100"));
		expect(value.integerValue(106)).toEqual(fromHex("ea"));
		expect(value.integerValue(1000)).toEqual(fromHex("0203e8"));
	});

	it("switches to a uintvar length above 30", () => {
		expect(value.withLength(new Uint8Array(30))[0]).toBe(30);
		expect(value.withLength(new Uint8Array(31)).subarray(0, 2)).toEqual(
			fromHex("1f1f"),
		);
	});

	it("reads addresses", () => {
		expect(address("10.20.30.40")).toEqual(fromHex("0a141e28"));
		expect(address("2001:db8::1")).toEqual(
			fromHex("20010db8000000000000000000000001"),
		);
	});
});

describe("captures", () => {
	it("streams the octets that the one-piece writer makes", () => {
		for (const link of Object.keys(LINKTYPE) as LinkName[]) {
			const packets = conversation().take();
			const pieces: number[] = [];
			const stream = new PcapStream((chunk) => pieces.push(...chunk), {
				link,
			});
			for (const packet of packets) stream.write(packet);
			stream.flush();
			expect(Uint8Array.from(pieces)).toEqual(pcap(packets, { link }));
			expect(stream.bytes).toBe(pieces.length);
		}
	});

	it.skipIf(!hasTshark)("has right checksums on every link type", () => {
		for (const link of Object.keys(LINKTYPE) as LinkName[]) {
			if (link === "ipv6") continue;
			const rows = tshark(
				pcap(conversation().take(), { link }),
				["ip.checksum.status", "tcp.checksum.status", "mmse.message_type"],
				CHECKS,
			);
			expect(rows.every((row) => row.startsWith("1\t1"))).toBe(true);
			expect(rows.filter((row) => /0x|12[89]/.test(row))).toHaveLength(2);
		}
	});

	it.skipIf(!hasTshark)("writes pcapng that tshark reads", () => {
		const packets = conversation().take();
		const file = new PcapngFile();
		file.section(true, [[1, "both orders"]]);
		file.interface({ link: "raw", tsresol: 9 }).interface({ link: "sll" });
		for (const packet of packets) file.packet({ ...packet, interface: 1 });
		file.block(0xbad, fromHex("010203"));
		file.section(false).interface({ tsresol: 6, tsoffset: 3600 });
		for (const packet of packets) file.packet(packet);
		for (const packet of packets) file.oldPacket(packet);
		const names = ["frame.time_epoch", "tcp.srcport"];
		// tshark gives an unknown block a frame number, OUTPUT.md does not
		const rows = tshark(file.octets(), names, ["-Y", "tcp"]);
		expect(rows).toHaveLength(packets.length * 3);
		expect(rows[0]).toBe("1700000000.000000000\t40001");
		expect(rows.every((row) => row.includes("1700000"))).toBe(true);
		const plain = pcapng(packets, { link: "raw" });
		expect(tshark(plain, ["tcp.srcport"])).toHaveLength(packets.length);
	});
});

describe("IPv6, fragments, WAP", () => {
	it.skipIf(!hasTshark)("is what tshark reassembles", () => {
		const tap = new Tap();
		const a = endpoint("2001:db8::1", 49000);
		const b = endpoint("2001:db8::2", 2948);
		const push = wsp.connectionless(
			7,
			wsp.push(pdus.notification({ contentLocation: "http://h/x" })),
		);
		for (const piece of fragments(udp(a, b, push), 64, 99)) tap.pass(piece);
		const c = endpoint("10.0.0.1", 49000);
		const d = endpoint("10.0.0.2", 2948);
		for (const piece of fragments(udp(c, d, push), 64, 99)) tap.pass(piece);
		const rows = tshark(
			pcap(tap.take(), { link: "raw" }),
			["udp.checksum.status", "mmse.content_location"],
			[...CHECKS, "-Y", "mmse"],
		);
		expect(rows).toEqual(["1\thttp://h/x", "1\thttp://h/x"]);
	});

	it.skipIf(!hasTshark)("segments, concatenates, numbers groups", () => {
		const tap = new Tap();
		const gateway = endpoint("192.0.2.9", 9201);
		const me = endpoint("10.0.0.1", 49000);
		const sdu = wsp.post("http://h/", pdus.sendReq({ to: ["a@b.example"] }));
		for (const packet of wtp.segmented("invoke", 5, sdu, { size: 200 })) {
			tap.udp(me, gateway, packet);
		}
		const answer = wsp.reply(0x20, pdus.sendConf({ messageId: "M1" }));
		tap.udp(gateway, me, wtp.result(5, answer));
		tap.udp(
			me,
			gateway,
			wtp.concatenate(wtp.ack(5), wtp.invoke(6, wsp.get("http://h/x"))),
		);
		const rows = tshark(
			pcap(tap.take(), { link: "raw" }),
			["mmse.message_type", "wsp.pdu_type"],
			["-Y", "wsp"],
		);
		expect(rows).toEqual([
			expect.stringMatching(/^(128|0x80)\t/),
			expect.stringMatching(/^(129|0x81)\t/),
			expect.stringMatching(/^\t(64|0x40)/),
		]);
	});
});
