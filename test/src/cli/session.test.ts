import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { delivered, header, summary } from "../report/samples.js";
import { parseLines, runFake } from "./program.js";

// The header of a pcap file: little-endian, microseconds, Ethernet, no packets.
const EMPTY_PCAP = Buffer.from(
	"d4c3b2a1020004000000000000000000ffff000001000000",
	"hex",
);

let folder: string;
let pcap: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-session-"));
	pcap = join(folder, "a.pcap");
	writeFileSync(pcap, EMPTY_PCAP);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a run that is interrupted", () => {
	it("writes what there is and ends with 130", async () => {
		const { status, stdout, stderr } = await runFake("endless", [pcap], {
			meanwhile: (child) =>
				child.stdout?.once("data", () => child.kill("SIGINT")),
		});
		expect(status).toBe(130);
		expect(stderr).toBe("mmstrace: interrupted\n");
		const lines = parseLines(stdout);
		expect(lines[0]?.type).toBe("header");
		expect(lines[1]).toEqual(delivered);
		expect(lines.at(-1)).toEqual(summary);
	});

	it("leaves a whole JSON document", async () => {
		const { status, stdout } = await runFake(
			"endless",
			["--format", "json", pcap],
			{
				meanwhile: (child) =>
					child.stdout?.once("data", () => child.kill("SIGINT")),
			},
		);
		expect(status).toBe(130);
		expect(JSON.parse(stdout)).toMatchObject({ summary });
	});
});

describe("output that cannot be written", () => {
	it("is no error when the reader went away", async () => {
		const { status, stderr } = await runFake("endless", [pcap], {
			meanwhile: (child) =>
				child.stdout?.once("data", () => child.stdout?.destroy()),
		});
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	});

	it("ends with 4 when the device is full", async () => {
		const { status, stderr } = await runFake("endless", [
			"-o",
			"/dev/full",
			pcap,
		]);
		expect(status).toBe(4);
		expect(stderr).toContain("/dev/full");
	});

	it("ends with 4 when the folder does not exist", async () => {
		const { status, stderr } = await runFake("damaged", [
			"--output",
			join(folder, "no", "x.ndjson"),
			pcap,
		]);
		expect(status).toBe(4);
		expect(stderr).toContain("x.ndjson");
	});

	it("is refused when it would write over a capture", async () => {
		const { status, stderr } = await runFake("damaged", ["-o", pcap, pcap]);
		expect(status).toBe(2);
		expect(stderr).toContain("write over an input");
		expect(readFileSync(pcap)).toEqual(EMPTY_PCAP);
	});
});

describe("a failure", () => {
	it("of ours ends with 70, and what there was is written", async () => {
		const { status, stdout, stderr } = await runFake("broken", [pcap]);
		expect(status).toBe(70);
		expect(stderr).toContain("internal error, please report it: TypeError");
		expect(parseLines(stdout)[1]).toEqual(delivered);
	});

	it("to read anything ends with 3 and writes nothing", async () => {
		const { status, stdout, stderr } = await runFake("unreadable", [pcap]);
		expect({ status, stdout, stderr }).toEqual({
			status: 3,
			stdout: "",
			stderr: "mmstrace: a.pcap: it went away\n",
		});
	});
});

describe("a damaged capture", () => {
	it("ends with 1 and says where the damage is", async () => {
		const { status, stdout, stderr } = await runFake("damaged", [pcap]);
		expect(status).toBe(1);
		expect(stderr).toContain(`warning: ${pcap}: at offset 4711: `);
		expect(parseLines(stdout)).toHaveLength(3);
	});

	it("says nothing when it is to be quiet", async () => {
		const { status, stderr } = await runFake("damaged", ["--quiet", pcap]);
		expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
	});
});

describe("output", () => {
	it("goes to a file", async () => {
		const file = join(folder, "out.ndjson");
		const { stdout } = await runFake("damaged", ["-o", file, pcap]);
		expect(stdout).toBe("");
		expect(parseLines(readFileSync(file, "utf8"))[0]).toEqual({
			...header,
			command: ["mmstrace", "-o", file, pcap],
			captures: [pcap],
		});
	});

	it("has colour when asked for, and none by default in a pipe", async () => {
		const table = ["--format", "table"];
		const plain = await runFake("damaged", [...table, pcap]);
		const coloured = await runFake("damaged", [
			...table,
			"--color",
			"always",
			pcap,
		]);
		expect(plain.stdout).not.toContain("\u001b");
		expect(coloured.stdout).toContain("\u001b[32mdelivered");
	});
});
