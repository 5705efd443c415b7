import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lives, pcap, scenario } from "../../../builder/index.js";
import { runBuilt } from "../../cli/program.js";

const captures = new URL("../../../captures/", import.meta.url);
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-threads-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, octets: Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, octets);
	return path;
}

/** What the built command line writes and how it ends, all of it, the words of the header left out. */
async function run(words: readonly string[], threads: number) {
	const all = ["analyze", ...words, "--threads", String(threads)];
	const { status, stdout, stderr } = await runBuilt(all);
	return { status, stderr, stdout: stdout.replace(/"command":.*?\]/, "") };
}

async function expectSame(...words: string[]) {
	const [one, two] = await Promise.all([run(words, 1), run(words, 2)]);
	expect(two).toEqual(one);
	return one;
}

const mixed = pcap([...scenario({ seed: 7, messages: 60, share: 0.5 })]);

describe("two threads write what one does", () => {
	it.each(readdirSync(captures))("of the golden capture %s", async (name) => {
		const { capture } = await import(`../../../captures/${name}/make.ts`);
		const { status } = await expectSame(write(`${name}.pcap`, capture()));
		expect(status).toBeLessThan(2);
	});

	it("of the example, in every format", async () => {
		for (const format of ["ndjson", "json", "csv", "table"])
			await expectSame("examples/mms.pcapng", "--format", format);
		await expectSame("examples/mms.pcapng", "--summary");
	});

	it("of generated captures, several of them, and a folder", async () => {
		const { packets } = lives({ seed: 5, messages: 200 });
		const one = write("lives.pcap", pcap(packets));
		const other = write("mixed.pcap", mixed);
		const packed = write("mixed.pcap.gz", gzipSync(mixed));
		await expectSame(one);
		await expectSame(one, other);
		await expectSame(packed, other, "--failed");
		await expectSame(folder, "--sort", "first");
	});

	it("of what is damaged, cut, empty, no capture, or not there", async () => {
		const cut = write("cut.pcap", mixed.subarray(0, mixed.length - 7));
		const packed = gzipSync(mixed);
		const cutGzip = write("cut.gz", packed.subarray(0, packed.length / 2));
		const empty = write("empty.pcap", new Uint8Array(0));
		const text = write("text.pcap", Buffer.from("no capture at all"));
		const nowhere = join(folder, "nowhere.pcap");
		expect((await expectSame(cut)).status).toBe(1);
		expect((await expectSame(cutGzip)).status).toBe(1);
		expect((await expectSame(empty)).status).toBe(3);
		expect((await expectSame(text)).status).toBe(3);
		expect((await expectSame(nowhere)).status).toBe(3);
		expect((await expectSame(cut, nowhere, text)).status).toBe(1);
		expect((await expectSame(cut, "--limit", "no=1")).status).toBe(2);
	});

	it("of a part of a capture, and with limits", async () => {
		const path = write("part.pcap", mixed);
		await expectSame(path, "-c", "700");
		await expectSame(path, "--limit", "open-messages=4", "--mmsc", "10.0.0.1");
	});
});

describe("threads", () => {
	it("are not for standard input", async () => {
		const words = ["analyze", "-", "--threads", "2"];
		const { status, stdout } = await runBuilt(words, { input: mixed });
		expect(status).toBe(0);
		expect(stdout).toContain('"type":"message"');
	});

	it("end with what is there when the program is interrupted", async () => {
		const path = write(
			"long.pcap",
			pcap(lives({ seed: 1, messages: 3000 }).packets),
		);
		const { status, stdout } = await runBuilt(
			["analyze", path, "--threads", "2", "--limit", "open-messages=1"],
			{
				meanwhile: (child) =>
					child.stdout?.once("data", () => child.kill("SIGINT")),
			},
		);
		expect([0, 130]).toContain(status);
		expect(stdout).toMatch(/"type":"summary".*\n$/);
	});

	it("end when the reader of the output goes away", async () => {
		const path = write(
			"pipe.pcap",
			pcap(lives({ seed: 1, messages: 1500 }).packets),
		);
		const { status, stderr } = await runBuilt(
			["analyze", path, "--threads", "2", "--limit", "open-messages=1"],
			{
				meanwhile: (child) =>
					child.stdout?.once("data", () => child.stdout?.destroy()),
			},
		);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	});

	it("must be at least one", async () => {
		const { status } = await runBuilt(["analyze", "x", "--threads", "0"]);
		expect(status).toBe(2);
	});
});

it("the worker of the package is there for the library too", () => {
	for (const path of ["dist/node/threads/worker.js", "dist/program/worker.js"])
		expect(readFileSync(path).length).toBeGreaterThan(0);
});
