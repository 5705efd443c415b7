import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pcap, scenario } from "../../builder/index.js";
import { runBuilt } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "mmstrace-correlate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const capture = join(folder, "in.pcap");
const lines = join(folder, "exchanges.ndjson");

beforeAll(async () => {
	writeFileSync(capture, pcap([...scenario({ seed: 6, messages: 40 })]));
	await runBuilt(["exchanges", capture, "--output", lines]);
});

const withoutHeader = (text: string) => text.slice(text.indexOf("\n") + 1);

describe("correlate", () => {
	it.each([
		["as it is", []],
		["filtered", ["--failed"]],
		["sorted", ["--sort", "first"]],
		["as a table", ["--format", "table"]],
		["as csv", ["--format", "csv"]],
		["as figures", ["--summary"]],
		["as figures of what differs", ["--by", "server", "--format", "table"]],
	])("prints what analyze prints: %s", async (_, options) => {
		const analyzed = await runBuilt(["analyze", capture, ...options]);
		const correlated = await runBuilt(["correlate", lines, ...options]);
		expect(correlated.stderr).toBe(analyzed.stderr);
		expect(correlated.status).toBe(analyzed.status);
		expect(withoutHeader(correlated.stdout)).toBe(
			withoutHeader(analyzed.stdout),
		);
		expect(analyzed.stdout.length).toBeGreaterThan(500);
	});

	it("reads standard input", async () => {
		const piped = await runBuilt(["correlate", "-"], {
			input: readFileSync(lines),
		});
		const { stdout } = await runBuilt(["correlate", lines]);
		expect(withoutHeader(piped.stdout)).toBe(withoutHeader(stdout));
	});

	it.each([
		["no JSON", '{"type":"exchange"', ":3: no JSON"],
		["no exchange", '{"type":"exchange"}', ":3: no uid"],
		["a list cut off", "", "is no summary"],
	])("refuses %s, and names the line", async (_, broken, message) => {
		const path = join(folder, "broken.ndjson");
		const good = readFileSync(lines, "utf8").split("\n").slice(0, 2);
		writeFileSync(path, [...good, broken].join("\n"));
		const { status, stderr } = await runBuilt(["correlate", path]);
		expect(status).toBe(3);
		expect(stderr).toContain(message);
		expect(stderr).toContain(`${path}:`);
	});

	it("refuses a file that is not there", async () => {
		const { status } = await runBuilt(["correlate", `${lines}x`]);
		expect(status).toBe(3);
	});
});
