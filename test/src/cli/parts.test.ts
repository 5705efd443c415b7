import { createHash } from "node:crypto";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PartFile } from "../../../src/index.js";
import { schemaErrors } from "../../schema.js";
import { parseLines, runBuilt } from "./program.js";

const EXAMPLE = "examples/mms.pcapng";

let folder: string;
let output: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-parts-"));
	output = join(folder, "out");
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...words: string[]) {
	return runBuilt(["parts", EXAMPLE, "--output", output, ...words]);
}

function index(): PartFile[] {
	const text = readFileSync(join(output, "index.ndjson"), "utf8");
	const [header, ...entries] = parseLines(text);
	expect(header?.type).toBe("header");
	return entries as unknown as PartFile[];
}

describe("mmstrace parts", () => {
	it("writes what its index lists", async () => {
		const { status, stdout, stderr } = await run();
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		const entries = index();
		const files = new Set(entries.map(({ file }) => file));
		expect(stdout).toMatch(
			new RegExp(`^${files.size} files, .* of 8 messages in `),
		);
		expect(entries.length).toBeGreaterThan(files.size);
		for (const entry of entries) {
			expect(schemaErrors(entry)).toEqual([]);
			const octets = readFileSync(join(output, entry.file));
			expect(octets.length).toBe(entry.size);
			expect(createHash("sha256").update(octets).digest("hex")).toBe(
				entry.sha256,
			);
			expect(entry.complete).toBe(entry.size === entry.dataLength);
			expect(entry.file.endsWith(".partial")).toBe(!entry.complete);
		}
		const sunrise = entries.find(({ name }) => name === "sunrise.png");
		const octets = readFileSync(join(output, sunrise!.file));
		expect(octets.subarray(1, 4).toString()).toBe("PNG");
		const text = entries.find(
			({ contentType }) => contentType === "text/plain",
		);
		expect(text?.charset).toBe("UTF-8");
	});

	it("reads standard input, and only the messages that fit", async () => {
		const words = ["parts", "-", "-o", output, "--number", "447700900162"];
		const input = readFileSync(EXAMPLE);
		expect(await runBuilt(words, { input })).toMatchObject({ status: 0 });
		const messages = new Set(index().map(({ message }) => message));
		expect(readdirSync(output).sort()).toEqual([
			"index.ndjson",
			...[...messages].sort(),
		]);
		expect(messages.size).toBe(2);
	});

	it("writes over nothing unless it may", async () => {
		await run();
		const again = await run();
		expect(again.status).toBe(4);
		expect(again.stderr).toContain("--force");
		const file = join(output, index()[0]!.file);
		writeFileSync(file, "mine");
		rmSync(join(output, "index.ndjson"));
		expect((await run()).status).toBe(4);
		expect(readFileSync(file, "utf8")).toBe("mine");
		expect((await run("--force")).status).toBe(0);
		expect(readFileSync(file, "utf8")).not.toBe("mine");
	});

	it("follows no links", async () => {
		await run();
		const [first] = index();
		const [name] = first!.file.split("/");
		rmSync(output, { recursive: true });
		mkdirSync(output);
		const elsewhere = join(folder, "elsewhere");
		mkdirSync(elsewhere);
		symlinkSync(elsewhere, join(output, name!));
		const refused = await run("--force");
		expect(refused.status).toBe(4);
		expect(readdirSync(elsewhere)).toEqual([]);
		rmSync(output, { recursive: true });
		mkdirSync(join(output, name!), { recursive: true });
		const secret = join(folder, "secret");
		writeFileSync(secret, "secret");
		symlinkSync(secret, join(output, first!.file));
		expect((await run("--force")).status).toBe(0);
		expect(readFileSync(secret, "utf8")).toBe("secret");
		expect(lstatSync(join(output, first!.file)).isSymbolicLink()).toBe(false);
	});

	it("keeps limits, and says so", async () => {
		const { status, stderr } = await run("--limit", "part-octets=100");
		expect(status).toBe(1);
		expect(stderr).toContain("cut or left out by a limit");
		for (const { size, file, complete } of index()) {
			expect(size).toBeLessThanOrEqual(100);
			expect(file.endsWith(".partial")).toBe(!complete);
		}
		const whole = await runBuilt([
			"parts",
			EXAMPLE,
			"-o",
			join(folder, "whole"),
			"--limit",
			"parts-octets=2000",
		]);
		expect(whole.status).toBe(1);
	});

	it("corrects clocks as the other commands do", async () => {
		const hour = ["--offset", "mms.pcapng=3600"];
		const early = await run(...hour, "--until", "2026-02-14T10:00:00Z");
		expect(early.stdout).toContain("of 0 messages");
		const wrong = await run("--force", "--offset", "other.pcapng=1");
		expect(wrong.status).toBe(2);
		expect(wrong.stderr).toContain("other.pcapng");
	});

	it("wants a folder and a capture", async () => {
		expect((await runBuilt(["parts", EXAMPLE])).status).toBe(2);
		expect((await runBuilt(["parts", "-o", output])).status).toBe(2);
		expect(existsSync(output)).toBe(false);
		writeFileSync(output, "a file");
		expect((await run()).status).toBe(4);
	});
});
