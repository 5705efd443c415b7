import {
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pcap, scenario } from "../../builder/index.js";
import { parse } from "../extract/reading.js";
import { runBuilt } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "mmstrace-extract-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, "in.pcap");
const octets = pcap([...scenario({ seed: 3, messages: 30 })]);
writeFileSync(input, octets);
const out = join(folder, "out.pcapng");

describe("extract", () => {
	it("writes the packets of the messages that fit, and says how many", async () => {
		const { status, stdout, stderr } = await runBuilt([
			"extract",
			input,
			"--failed",
			"-w",
			out,
		]);
		expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
		const { packets, application } = parse(readFileSync(out));
		expect(application).toMatch(/^mmstrace \d/);
		expect(packets.length).toBeGreaterThan(10);
		expect(stderr).toMatch(
			/^mmstrace: \d+ messages, [\d,]+ packets, [\d,]+ octets of them written to .*out\.pcapng\n$/,
		);
	});

	it("reads standard input and writes standard output", async () => {
		const words = ["extract", "-", "--failed", "-q", "-w", "-"];
		const piped = join(folder, "piped.pcapng");
		const { status, stderr } = await runBuilt(words, { input: octets });
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		await runBuilt(["extract", input, "--failed", "-q", "-w", piped]);
		expect(readFileSync(piped)).toEqual(readFileSync(out));
	});

	it("says that nothing fits", async () => {
		const words = ["extract", input, "-Y", 'from == "nobody"', "-w", out];
		const { status, stderr } = await runBuilt(words);
		expect(status).toBe(0);
		expect(stderr).toContain("no message fits");
		expect(parse(readFileSync(out)).packets).toEqual([]);
	});

	it("leaves a capture behind when it is interrupted", async () => {
		rmSync(out, { force: true });
		const { status, stderr } = await runBuilt(["extract", "-", "-w", out], {
			// All of it is there, and maybe more to come.
			input: (child) => child.stdin!.write(octets),
			meanwhile: (child) => {
				const watch = setInterval(() => {
					if (!existsSync(out)) return;
					clearInterval(watch);
					child.kill("SIGINT");
				}, 20);
			},
		});
		expect({ status, stderr }).toEqual({
			status: 130,
			stderr: "mmstrace: interrupted\n",
		});
		expect(parse(readFileSync(out)).packets).toEqual([]);
	});

	it("tells of damage", async () => {
		const damaged = join(folder, "damaged.pcap");
		writeFileSync(damaged, octets.subarray(0, octets.length - 5));
		const { status } = await runBuilt(["extract", damaged, "-w", out]);
		expect(status).toBe(1);
		expect(parse(readFileSync(out)).packets.length).toBeGreaterThan(10);
	});

	it.each([
		["no file to write", ["extract", input], 2],
		["no capture", ["extract", "-w", out], 2],
		[
			"a filter that is none",
			["extract", input, "-Y", "from ==", "-w", out],
			2,
		],
		["writing over an input", ["extract", input, "-w", input], 2],
		["no such capture", ["extract", `${input}x`, "-w", out], 3],
		["a folder that is not there", ["extract", input, "-w", "/no/x"], 4],
	])("refuses %s", async (_, words, code) => {
		const { status, stderr } = await runBuilt(words);
		expect(status).toBe(code);
		expect(stderr).not.toBe("");
	});
});
