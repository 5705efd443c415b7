import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pdus } from "../../../src/analyze.js";
import type { Message } from "../../../src/record.js";
import { PcapngFile, pcap, scenario } from "../../builder/index.js";
import { extracted } from "./reading.js";

function has(program: string): boolean {
	try {
		execFileSync(program, ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

const hasTshark = ["tshark", "capinfos", "editcap"].every(has);
const SKIP = hasTshark ? "" : " (skipped: no tshark here)";
const folder = mkdtempSync(join(tmpdir(), "mmstrace-extract-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, ...words: string[]): string {
	return execFileSync(program, words, {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "ignore"],
	});
}

function written(name: string, octets: Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, octets);
	return path;
}

/** Times and types of the PDUs that Wireshark shows. */
function seenIn(path: string): [time: number, type: string][] {
	const text = run(
		"tshark",
		...["-n", "-r", path, "-Y", "mmse", "-T", "fields"],
		...["-e", "frame.time_epoch", "-e", "mmse.message_type"],
	);
	return text
		.trimEnd()
		.split("\n")
		.map((line) => {
			const [time, type] = line.split("\t");
			return [Number(time), type!];
		});
}

describe.skipIf(!hasTshark)(`what Wireshark sees${SKIP}`, () => {
	const input = pcap([...scenario({ seed: 5, messages: 40 })]);

	it("are the PDUs of the records, and the comments", async () => {
		const filter = (one: object) => (one as Message).verdict === "delivered";
		const { octets, file } = await extracted(input, { filter });
		const path = written("delivered.pcapng", octets);
		const own = (await pdus(octets).toArray()).map(
			(record) => record["frame.time_epoch"],
		);
		const seen = seenIn(path);
		expect(seen.length).toBeGreaterThan(own.length * 0.9);
		expect(seen).toEqual(
			seenIn(written("input.pcap", input)).filter(([time]) =>
				own.includes(time),
			),
		);
		const comments = run(
			"tshark",
			...["-n", "-r", path, "-T", "fields", "-e", "frame.comment"],
			...["-E", "aggregator=;"],
		);
		expect(comments.trimEnd().split("\n").filter(Boolean)).toEqual(
			file.packets.map((one) => one.comments.join(";")).filter(Boolean),
		);
	});

	it("is a capture for its other programs", async () => {
		const { octets, summary } = await extracted(input);
		const path = written("all.pcapng", octets);
		expect(run("capinfos", "-c", "-M", path)).toContain(
			`Number of packets:   ${summary.packets}`,
		);
		const copy = join(folder, "copy.pcap");
		run("editcap", "-F", "pcap", path, copy);
		expect(run("capinfos", "-c", "-M", copy)).toContain(
			`Number of packets:   ${summary.packets}`,
		);
	});

	it("keeps link types and fine times apart", async () => {
		const [...packets] = scenario({ seed: 5, messages: 4 });
		const mixed = new PcapngFile()
			.section(true)
			.interface({ link: "raw" })
			.interface({ tsresol: 9 });
		for (const [index, packet] of packets.entries())
			mixed.packet({ ...packet, interface: index % 2, nanos: 7 });
		const { octets, file } = await extracted(mixed.octets());
		const times = run(
			"tshark",
			...["-n", "-r", written("mixed.pcapng", octets), "-T", "fields"],
			...["-e", "frame.time_epoch", "-e", "frame.interface_id"],
		);
		const lines = times.trimEnd().split("\n");
		expect(lines.length).toBe(file.packets.length);
		for (const line of lines) {
			const [time, number] = line.split("\t");
			expect(time!.endsWith("007")).toBe(number === "1");
		}
	});

	it("may be empty", async () => {
		const { octets } = await extracted(input, { filter: () => false });
		expect(run("tshark", "-r", written("empty.pcapng", octets))).toBe("");
	});
});
