import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exampleCapture } from "../examples/make.js";
import { analyze, type PduRecord, pdus } from "../src/index.js";

const file = new URL("../examples/mms.pcapng", import.meta.url);
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

describe("examples/mms.pcapng", () => {
	it("is what examples/make.ts makes", () => {
		expect(exampleCapture()).toEqual(new Uint8Array(readFileSync(file)));
	});

	it("shows a sent, a retrieved, a deferred, a refused and a broken message over both transports", async () => {
		const seen = new Set<string>();
		for await (const message of analyze(exampleCapture())) {
			for (const leg of [message.send, ...message.recipients]) {
				if (leg?.transport) seen.add(`${leg.transport} ${leg.reason}`);
			}
		}
		expect([...seen]).toEqual(
			expect.arrayContaining([
				"http send-accepted",
				"wsp send-accepted",
				"http retrieved-acknowledged",
				"wsp retrieved-acknowledged",
				"http deferred",
				"http send-refused-permanent",
				"wsp send-refused-permanent",
				"http send-upload-broken",
				"http retrieve-truncated",
				"wsp retrieve-wtp-abort",
			]),
		);
	});

	it.skipIf(!hasTshark)("holds the PDUs that tshark sees", async () => {
		const ours: string[] = [];
		for await (const pdu of pdus(
			exampleCapture(),
		) as AsyncIterable<PduRecord>) {
			if (pdu.complete) {
				ours.push(`${pdu["frame.number"]}\t${pdu["mmse.message_type"]}`);
			}
		}
		const fields = ["-e", "frame.number", "-e", "mmse.message_type"];
		const args = ["-n", "-r", fileURLToPath(file), "-Y", "mmse"];
		const run = spawnSync("tshark", [...args, "-T", "fields", ...fields], {
			encoding: "utf8",
		});
		const theirs = run.stdout
			.trim()
			.split("\n")
			.map((line) => {
				const [frame, type] = line.split("\t");
				return `${frame}\t${Number(type)}`;
			});
		expect(ours).toEqual(expect.arrayContaining(theirs));
	});
});
