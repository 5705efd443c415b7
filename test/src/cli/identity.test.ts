import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Exchange, Identity, Message } from "../../../src/record.js";
import {
	endpoint,
	http,
	pcap,
	pdus,
	radius,
	signalling,
	Tap,
	TcpConnection,
} from "../../builder/index.js";
import { runBuilt } from "./program.js";

let folder = "";
let capture = "";

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-identity-"));
	capture = join(folder, "a.pcap");
	const tap = new Tap();
	const [nas, server] = [
		endpoint("192.0.2.1", 1813),
		endpoint("192.0.2.2", 1813),
	];
	for (const last of ["1", "9"])
		tap.udp(
			nas,
			server,
			radius.accounting(
				"start",
				radius.attribute(44, last),
				radius.attribute(31, `44790000000${last}`),
				radius.attribute(8, signalling.ipv4(`10.0.0.${last}`)),
			),
		);
	for (const last of ["1", "2"])
		new TcpConnection(
			tap,
			endpoint(`10.0.0.${last}`, 40001),
			endpoint("192.0.2.10", 80),
		)
			.open()
			.send(
				"client",
				http.post(
					"/mms",
					pdus.sendReq({
						transactionId: `T${last}`,
						to: ["+447700900123/TYPE=PLMN"],
					}),
				),
			)
			.send(
				"server",
				http.mmsResponse(
					pdus.sendConf({ transactionId: `T${last}`, messageId: `M${last}` }),
				),
			)
			.close();
	writeFileSync(capture, pcap(tap.take()));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, ...lines: string[]): string {
	const path = join(folder, name);
	writeFileSync(path, lines.join("\n"));
	return path;
}

function records<T>(stdout: string): T[] {
	return stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
}

describe("subscribers on the command line", () => {
	it("come from the capture and from a file", async () => {
		const path = file("a.csv", "address,number", "10.0.0.2,+447900000002");
		const { stdout, status } = await runBuilt([
			"--identity",
			path,
			"--format",
			"ndjson",
			capture,
		]);
		expect(status).toBe(0);
		const sent = records<Message>(stdout)
			.filter(({ type }) => type === "message")
			.map(({ send }) => [send?.number, send?.numberSource]);
		expect(sent).toEqual([
			["447900000001", "radius"],
			["+447900000002", "file"],
		]);
	});

	it("select messages, also where the sender is left to the server", async () => {
		const { stdout } = await runBuilt([
			"--number",
			"07900000001",
			"--country",
			"44",
			"--format",
			"ndjson",
			capture,
		]);
		const found = records<Message>(stdout).filter(
			({ type }) => type === "message",
		);
		expect(found.map(({ send }) => send?.client)).toEqual(["10.0.0.1"]);
	});

	it("are lines of exchanges where their address is met", async () => {
		const { stdout } = await runBuilt(["exchanges", capture, "-f", "ndjson"]);
		const found = records<Exchange | Identity>(stdout)
			.filter(({ type }) => type === "identity")
			.map((identity) => (identity as Identity).address);
		expect(found).toEqual(["10.0.0.1"]);
	});

	it("are refused with the place of what is wrong", async () => {
		const path = file("b.csv", "address,number", "10.0.0.2,alice");
		const wrong = await runBuilt(["--identity", path, capture]);
		expect(wrong.status).toBe(2);
		expect(wrong.stderr).toContain(`${path}:2:10: alice is no telephone`);
		const none = await runBuilt(["--identity", join(folder, "no"), capture]);
		expect(none.status).toBe(2);
		expect(none.stderr).toContain("cannot be read (ENOENT)");
	});
});
