import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openCodeCache } from "../../../src/cli/codecache.js";
import { runBuilt } from "./program.js";

const DATA = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251));

let base: string;
let folder: string;

beforeEach(() => {
	base = mkdtempSync(join(tmpdir(), "mmstrace-cache-"));
	folder = join(base, "mmstrace");
	vi.stubEnv("XDG_CACHE_HOME", base);
	vi.stubEnv("NODE_DISABLE_COMPILE_CACHE", "");
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(base, { recursive: true });
});

function only(): string {
	const names = readdirSync(folder);
	expect(names).toHaveLength(1);
	return join(folder, names[0] as string);
}

describe("openCodeCache", () => {
	it("gives back what was kept, for the same script and use", () => {
		expect(openCodeCache("main-1", "analyze")?.data).toBeUndefined();
		openCodeCache("main-1", "analyze")?.keep(DATA);
		expect(openCodeCache("main-1", "analyze")?.data).toEqual(DATA);
		expect(openCodeCache("main-1", "pdus")?.data).toBeUndefined();
		expect(openCodeCache("main-2", "analyze")?.data).toBeUndefined();
	});

	it("lets nobody else read or write it", () => {
		openCodeCache("main-1", "analyze")?.keep(DATA);
		expect(statSync(folder).mode & 0o077).toBe(0);
		expect(statSync(only()).mode & 0o077).toBe(0);
	});

	it("does not trust what was cut, changed, or left empty", () => {
		openCodeCache("main-1", "analyze")?.keep(DATA);
		const whole = readFileSync(only());
		for (const length of [0, 3, 8, 9, 600, whole.length - 1]) {
			writeFileSync(only(), whole.subarray(0, length));
			expect(openCodeCache("main-1", "analyze")?.data).toBeUndefined();
		}
		for (const at of [8, 1024, 2048]) {
			const changed = Buffer.from(whole);
			changed.fill(0, at, at + 2048);
			writeFileSync(only(), changed);
			expect(openCodeCache("main-1", "analyze")?.data).toBeUndefined();
		}
	});

	it("uses nothing to which others may write", () => {
		openCodeCache("main-1", "analyze")?.keep(DATA);
		const file = only();
		chmodSync(file, 0o666);
		expect(openCodeCache("main-1", "analyze")?.data).toBeUndefined();
		chmodSync(file, 0o600);
		chmodSync(folder, 0o777);
		expect(openCodeCache("main-1", "analyze")).toBeUndefined();
	});

	it("keeps nothing where it may not, and says nothing", () => {
		vi.stubEnv("NODE_DISABLE_COMPILE_CACHE", "1");
		expect(openCodeCache("main-1", "analyze")).toBeUndefined();
		vi.stubEnv("NODE_DISABLE_COMPILE_CACHE", "");
		vi.stubEnv("XDG_CACHE_HOME", "relative");
		expect(openCodeCache("main-1", "analyze")).toBeUndefined();
		const file = join(base, "file");
		writeFileSync(file, "");
		vi.stubEnv("XDG_CACHE_HOME", file);
		openCodeCache("main-1", "analyze")?.keep(DATA);
		expect(readFileSync(file, "utf8")).toBe("");
	});

	it("is no more than that of the latest versions", () => {
		const cache = openCodeCache("main-1", "analyze");
		cache?.keep(DATA);
		const long = new Date(Date.now() - 86_400_000);
		utimesSync(only(), long, long);
		for (let i = 2; i < 40; i++) openCodeCache(`main-${i}`, "pdus")?.keep(DATA);
		const names = readdirSync(folder);
		expect(names).toHaveLength(30);
		expect(names.some((name) => name.startsWith("main-39-"))).toBe(true);
		expect(names.some((name) => name.startsWith("main-1-"))).toBe(false);
	});

	it("drops what no version has made for long", () => {
		openCodeCache("main-1", "analyze")?.keep(DATA);
		const long = new Date(Date.now() - 100 * 86_400_000);
		utimesSync(only(), long, long);
		openCodeCache("main-2", "analyze")?.keep(DATA);
		expect(only()).toContain("main-2");
	});

	it("leaves files of others alone", () => {
		openCodeCache("main-1", "analyze")?.keep(DATA);
		const file = join(folder, "notes.txt");
		writeFileSync(file, "kept");
		const long = new Date(Date.now() - 100 * 86_400_000);
		utimesSync(file, long, long);
		openCodeCache("main-2", "analyze")?.keep(DATA);
		expect(readFileSync(file, "utf8")).toBe("kept");
	});
});

describe("mmstrace", () => {
	it("prints the same from compiled code, and from none", async () => {
		const words = ["analyze", "--format", "ndjson", "examples/mms.pcapng"];
		const env = { XDG_CACHE_HOME: base };
		const first = await runBuilt(words, { env });
		const made = readFileSync(only());
		const second = await runBuilt(words, { env });
		expect(second).toEqual(first);
		// Compiled for another V8 or other flags: V8 refuses it, and the next run keeps its own.
		const other = await runBuilt(words, {
			env: { ...env, NODE_OPTIONS: "--max-old-space-size=500" },
		});
		expect(other).toEqual(first);
		writeFileSync(only(), made.subarray(0, 1000));
		expect(await runBuilt(words, { env })).toEqual(first);
		expect(readFileSync(only()).length).toBeGreaterThan(1000);
		const none = { XDG_CACHE_HOME: base, NODE_DISABLE_COMPILE_CACHE: "1" };
		rmSync(folder, { recursive: true });
		expect(await runBuilt(words, { env: none })).toEqual(first);
		expect(existsSync(folder)).toBe(false);
	});

	it("keeps nothing for analyses of runs that compiled little of them", async () => {
		const env = { XDG_CACHE_HOME: base };
		await runBuilt(["analyze", "nowhere.pcap"], { env });
		expect(existsSync(folder)).toBe(false);
		await runBuilt(["analyze", "--help"], { env });
		expect(only()).toContain("-help-");
	});
});
